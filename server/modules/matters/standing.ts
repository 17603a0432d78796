import type { FormData } from '../../../contract/forms/schema.ts'
import type { Stage } from '../../../contract/preset/matters.ts'
import type { AccountContext, Context, MemberContext, StaffContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { type Definition, loadDefinition, reviewOf } from './definition.ts'
import { type Actor, applicantsTurn, inHand, type Standing } from './machine.ts'
import { asksFacts, factsAbout, kindFor } from './registry.ts'
import { branchInForm, stagesOf } from './stages.ts'
import { findMatter, type Happening, listHappenings, lockMatter, type MatterRow, toMatter } from './store.ts'

/** A matter with the version of its kind that it began under, and the stages that it goes through. */
export interface Held {
  row: MatterRow
  definition: Definition
  /** What conditions may ask about besides the form. */
  facts: FormData
  /** Of the definition's stages those that this matter has; every act and every page goes by these. */
  stages: Stage[]
  branchId: string | null
  /** Of the unit whose review it asked for when it was handed in. */
  employerName: string | null
}

/** One's own matter, or "not found": whose it is is not told. `lock` when it will be changed: by whose turn it is only. */
export async function holdOwn(tx: Tx, ctx: MemberContext, id: string, lock = false): Promise<Held> {
  const row = found(await (lock ? lockMatter(tx, ctx, id) : findMatter(tx, ctx, id)))
  const definition = await loadDefinition(tx, ctx, row.kind, row.kind_version)
  const mayRead = isOwn(ctx, row, definition) || ctx.memberIds.includes(row.member_id)
  if (!mayRead) found(null)
  if (lock && !isOwn(ctx, row, definition)) throw new Refusal('not-allowed', '这件事项由所在单位办理')
  return heldOf(tx, ctx, row, definition)
}

/** Any matter of the association: for those whom `authorize` let through. */
export async function hold(tx: Tx, ctx: Context, id: string): Promise<Held> {
  const row = found(await findMatter(tx, ctx, id))
  return heldOf(tx, ctx, row, await loadDefinition(tx, ctx, row.kind, row.kind_version))
}

/** A matter that the unit one acts for reviews as employer, from its submission until it is decided; else "not found". */
export async function holdForReview(tx: Tx, ctx: MemberContext, id: string): Promise<Held> {
  const row = found(await findMatter(tx, ctx, id))
  const open = row.state === 'submitted' || row.state === 'returned' || row.state === 'draft'
  if (!open || row.submitted_at === null || row.employer_id === null || !ctx.memberIds.includes(row.employer_id)) found(null)
  const held = await heldOf(tx, ctx, row, await loadDefinition(tx, ctx, row.kind, row.kind_version))
  if (!held.stages.some((stage) => stage.type === 'review' && stage.review === 'employer')) found(null)
  return held
}

/** Worked out afresh whenever the row changed: what was typed may bring stages in or leave them out. */
export async function heldOf(tx: Tx, ctx: Context, row: MatterRow, definition: Definition): Promise<Held> {
  const facts = asksFacts(definition) ? await factsAbout(tx, ctx, definition, row.member_id) : {}
  const turn = applicantsTurn(row.state)
  const branchId = turn && !definition.branches ? branchInForm(definition, row.data) : row.branch_id
  const employer = turn ? await hasEmployer(tx, ctx, row, definition) : row.employer_id !== null && definition.begins !== 'employer'
  const stages = stagesOf({ row, definition, facts, branchId, employer })
  return { row, definition, facts, stages, branchId, employerName: await nameOf(tx, ctx, row.employer_id) }
}

async function nameOf(tx: Tx, ctx: Context, memberId: string | null): Promise<string | null> {
  if (memberId === null) return null
  const row = await tx
    .selectFrom('members')
    .select('name')
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', memberId)
    .executeTakeFirst()
  return row?.name ?? null
}

/** Before it is handed in, what the form says now; a form that says nothing yet will have to. */
async function hasEmployer(tx: Tx, ctx: Context, row: MatterRow, definition: Definition): Promise<boolean> {
  if (definition.begins === 'employer') return false
  const asks = definition.stages.some((stage) => stage.type === 'review' && stage.review === 'employer')
  if (!asks) return false
  return (await employerOf(tx, ctx, row, definition).catch(refusedIsSome)) !== null
}

const refusedIsSome = (error: unknown): 'some' => {
  if (error instanceof Refusal) return 'some'
  throw error
}

/** The unit that reviews as employer, as the kind reads it from the form. Refuses when there must be one and is none. */
export async function employerOf(tx: Tx, ctx: Context, row: MatterRow, definition: Definition): Promise<string | null> {
  if (definition.begins === 'employer') return row.employer_id
  return (await kindFor(definition).employer?.(tx, ctx, toMatter(row))) ?? null
}

/** A matter to read the files of: one's own, or one that the unit reviews as employer. */
export const holdToRead = (tx: Tx, ctx: MemberContext, id: string): Promise<Held> =>
  holdOwn(tx, ctx, id).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'not-found') return holdForReview(tx, ctx, id)
    throw error
  })

/** Where a matter stands, for the machine. */
export function standingOf(held: Held, happenings: readonly Happening[]): Standing {
  const { row, stages } = held
  const passes = passesOf(row, happenings)
  const standing: Standing = {
    state: row.state,
    stage: row.stage,
    returnedFrom: row.returned_from,
    reviewerId: row.reviewer_id,
    handedIn: wasHandedIn(held, happenings),
    passes,
    lastPass: lastPassOf(happenings, passes),
  }
  return { ...standing, stage: stageInHand(stages, standing) }
}

/** What was typed may have taken away the stage where the applicant stands: then he stands at the last one in hand. */
function stageInHand(stages: readonly Stage[], standing: Standing): string {
  const hand = inHand(stages, standing)
  if (hand.length === 0 || hand.some((stage) => stage.id === standing.stage)) return standing.stage
  return hand.at(-1)?.id ?? standing.stage
}

function wasHandedIn({ row, stages }: Held, happenings: readonly Happening[]): boolean {
  const last = happenings.findLast((one) => one.what !== 'held' && one.what !== 'corrected')?.what
  if (last === 'taken-back') return stages[stages.findIndex((stage) => stage.id === row.stage) - 1]?.type !== 'review'
  return last === 'submitted' || last === 'resubmitted' || last === 'opened'
}

/** A pass counts until it is taken back; an employer's only while that employer is still the one asked. */
function passesOf(row: MatterRow, happenings: readonly Happening[]): { stage: string; by: string }[] {
  let passes: { stage: string; by: string; employer: string | null }[] = []
  const keepFor = (employer: string | null) => passes.filter((pass) => pass.employer === null || pass.employer === employer)
  for (const one of happenings) {
    const employer = one.detail.employer ?? null
    if (one.what === 'taken-back') passes = passes.filter((pass) => pass.stage !== one.stage)
    if (one.what === 'submitted' || one.what === 'resubmitted') passes = keepFor(employer)
    if (one.what !== 'passed' || one.actor_id === null) continue
    passes.push({ stage: one.stage, by: one.detail.meeting ? `meeting:${one.detail.meeting}` : one.actor_id, employer })
  }
  return keepFor(row.employer_id).map(({ stage, by }) => ({ stage, by }))
}

const decisions: readonly string[] = ['passed', 'returned', 'taken-back']

function lastPassOf(happenings: readonly Happening[], passes: Standing['passes']): string | null {
  const last = happenings.findLast((one) => decisions.includes(one.what))
  return last?.what === 'passed' && passes.some((pass) => pass.stage === last.stage) ? last.stage : null
}

export async function loadStanding(tx: Tx, ctx: Context, held: Held): Promise<Standing> {
  return standingOf(held, await listHappenings(tx, ctx, held.row.id))
}

/** The roles somebody works in; `branchId` null: for the whole association. */
export async function rolesOf(tx: Tx, ctx: StaffContext): Promise<{ role: string; branchId: string | null }[]> {
  const rows = await tx
    .selectFrom('staff_roles')
    .select(['role_id', 'branch_id'])
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', ctx.account.id)
    .execute()
  return rows.map((row) => ({ role: row.role_id, branchId: row.branch_id }))
}

/** Acts for whom the matter is: its member, or the employer where it is the employer's act. */
export const isOwn = (ctx: MemberContext, row: MatterRow, definition: Definition): boolean =>
  ctx.memberIds.includes(definition.begins === 'employer' ? (row.employer_id ?? row.member_id) : row.member_id)

/** Who asks, towards this matter. */
export async function actorFor(tx: Tx, ctx: AccountContext, { row, definition, stages }: Held): Promise<Actor> {
  const accountId = ctx.account.id
  const review = reviewOf({ stages }, row.stage)
  if (ctx.kind === 'member') {
    const employer = row.employer_id !== null && ctx.memberIds.includes(row.employer_id)
    return { accountId, own: isOwn(ctx, row, definition), reviews: employer && review?.review === 'employer', employer }
  }
  const roles = review ? await rolesOf(tx, ctx) : []
  return {
    accountId,
    own: row.account_id === accountId || (await actsFor(tx, ctx, row.member_id)),
    // Of a matter without a branch, only the whole association's.
    reviews: roles.some(({ role, branchId }) => role === review?.by && (branchId === null || branchId === row.branch_id)),
  }
}

async function actsFor(tx: Tx, ctx: StaffContext, memberId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('account_members')
    .select('member_id')
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', ctx.account.id)
    .where('member_id', '=', memberId)
    .executeTakeFirst()
  return row !== undefined
}
