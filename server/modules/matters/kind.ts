import type { FormData, FormDefinition, Problem } from '../../../contract/forms/schema.ts'
import type { MatterState } from '../../../contract/matter-words.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** A matter as kinds and stages above the engine see it. */
export interface Matter {
  id: string
  number: string
  kind: string
  kindVersion: number
  title: string
  state: MatterState
  /** Id of the stage it stands on. */
  stage: string
  memberId: string
  accountId: string
  /** The branch it is addressed to. */
  branchId: string | null
  /** The unit whose review it asks for. */
  employerId: string | null
  data: FormData
  /** A change: what stood before; and the fields that the reviewer accepted (null: all). */
  base: FormData | null
  accepted: string[] | null
  submittedAt: Date | null
}

/** One line of the reviewer's check list. */
export interface Check {
  label: string
  /** `ok` fine · `warn` look at it · `bad` speaks against passing. */
  state: 'ok' | 'warn' | 'bad'
  message: string
}

/** Which kind of the preset is asked for, and for which branch. */
export interface Asked {
  kind: string
  branchId: string | null
}

/** What a matter is about: brought by a module above. `effect` is the `kind` of the preset's definition. */
export interface MatterKind {
  effect: string
  /** What stands in the form when it is opened (for `asked.branchId`); `form` is what will be asked (the kind's form stages, joined). */
  prefill?(tx: Tx, ctx: MemberContext, memberId: string, form: FormDefinition, asked?: Asked): Promise<FormData>
  /** What conditions may ask about besides the form: `{ member: { joinedOn } }`. */
  facts?(tx: Tx, ctx: Context, memberId: string): Promise<FormData>
  /** Null when this member may open one now (for this branch), else the reason shown on the button. */
  whyNot?(tx: Tx, ctx: MemberContext, memberId: string, asked: Asked): Promise<string | null>
  /** The unit that reviews as employer, from what was filled in; asked at each submission. Refuses when it is none. */
  employer?(tx: Tx, ctx: Context, matter: Matter): Promise<string | null>
  /** A change: what stands now, against which the reviewer reads the diff. Taken at each submission. */
  base?(tx: Tx, ctx: Context, matter: Matter): Promise<FormData>
  /** A review that `gives` something was passed, though not the last one. In its transaction. */
  onPassed?(tx: Tx, ctx: Context, matter: Matter, gives: 'number'): Promise<void>
  /** What only the kind can find wrong before it is handed in. `path` is a field's. */
  problems?(tx: Tx, ctx: MemberContext, matter: Matter): Promise<Problem[]>
  /** After each submission, in its transaction: e.g. the applicant's name follows the form. */
  onSubmitted?(tx: Tx, ctx: MemberContext, matter: Matter): Promise<void>
  checks?(tx: Tx, ctx: Context, matter: Matter): Promise<Check[]>
  /** Runs in the deciding transaction; throws a Refusal to stop the decision. */
  onDecided(tx: Tx, ctx: Context, matter: Matter, decision: 'approved' | 'rejected'): Promise<void>
}

/** What a stage shows the reviewer; `subject` is what it leads to, e.g. `{ kind: 'order', id }`. */
export interface Summary {
  state: Check['state']
  message: string
  lines: { label: string; value: string }[]
  subject: { kind: string; id: string } | null
}

/** A stage kind that the engine does not know itself (`payment` comes from dues). */
export interface StageKind {
  type: string
  /** What is still missing before the applicant may submit. */
  problems(tx: Tx, ctx: MemberContext, matter: Matter, stage: Record<string, unknown>): Promise<Problem[]>
  /** For a review's `needs`: null when met, else why passing must wait. */
  whyNotPassed?(tx: Tx, ctx: Context, matter: Matter, need: string): Promise<string | null>
  summary?(tx: Tx, ctx: Context, matter: Matter, stage: Record<string, unknown>): Promise<Summary | null>
  /** The matter ended without approval: what hangs on it (an open order) ends too. In the same transaction. */
  onEnded?(tx: Tx, ctx: Context, matter: Matter, state: 'rejected' | 'withdrawn'): Promise<void>
}
