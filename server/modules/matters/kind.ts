import type { FormData, Problem } from '../../../contract/forms/schema.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** A matter as kinds and stages above the engine see it. */
export interface Matter {
  id: string
  number: string
  kind: string
  kindVersion: number
  title: string
  state: 'draft' | 'submitted' | 'returned' | 'approved' | 'rejected' | 'withdrawn'
  /** Id of the stage it stands on. */
  stage: string
  memberId: string
  accountId: string
  data: FormData
  submittedAt: Date | null
}

/** One line of the reviewer's check list. */
export interface Check {
  label: string
  /** `ok` fine · `warn` look at it · `bad` speaks against passing. */
  state: 'ok' | 'warn' | 'bad'
  message: string
}

/** What a matter is about: brought by a module above, found by `effect` in the kind's definition. */
export interface MatterKind {
  effect: string
  /** What stands in the form when it is opened. */
  prefill?(tx: Tx, ctx: MemberContext, memberId: string): Promise<FormData>
  /** Null when this member may open one now, else the reason shown on the button. */
  whyNot?(tx: Tx, ctx: MemberContext, memberId: string): Promise<string | null>
  /** After each submission, in its transaction: e.g. the applicant's name follows the form. */
  onSubmitted?(tx: Tx, ctx: MemberContext, matter: Matter): Promise<void>
  checks?(tx: Tx, ctx: Context, matter: Matter): Promise<Check[]>
  /** Runs in the deciding transaction; throws a Refusal to stop the decision. */
  onDecided(tx: Tx, ctx: Context, matter: Matter, decision: 'approved' | 'rejected'): Promise<void>
}

/** A stage kind that the engine does not know itself (`payment` comes from dues). */
export interface StageKind {
  type: string
  /** What is still missing before the applicant may submit. */
  problems(tx: Tx, ctx: MemberContext, matter: Matter, stage: Record<string, unknown>): Promise<Problem[]>
  /** For a review's `needs`: null when met, else why passing must wait. */
  whyNotPassed?(tx: Tx, ctx: Context, matter: Matter, need: string): Promise<string | null>
}
