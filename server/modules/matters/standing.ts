import type { AccountContext, Context, MemberContext, StaffContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { type Definition, loadDefinition, reviewOf } from './definition.ts'
import type { Actor, Standing } from './machine.ts'
import { findMatter, type Happening, listHappenings, lockMatter, type MatterRow } from './store.ts'

/** A matter with the version of its kind that it began under. */
export interface Held {
  row: MatterRow
  definition: Definition
}

/** One's own matter, or "not found": whose it is is not told. `lock` when it will be changed. */
export async function holdOwn(tx: Tx, ctx: MemberContext, id: string, lock = false): Promise<Held> {
  const row = found(await (lock ? lockMatter(tx, ctx, id) : findMatter(tx, ctx, id)))
  if (!ctx.memberIds.includes(row.member_id)) found(null)
  return { row, definition: await loadDefinition(tx, ctx, row.kind, row.kind_version) }
}

/** Any matter of the association: for those whom `authorize` let through. */
export async function hold(tx: Tx, ctx: Context, id: string): Promise<Held> {
  const row = found(await findMatter(tx, ctx, id))
  return { row, definition: await loadDefinition(tx, ctx, row.kind, row.kind_version) }
}

/** Where a matter stands, for the machine. */
export function standingOf(row: MatterRow, happenings: readonly Happening[]): Standing {
  const last = happenings.at(-1)?.what
  return {
    state: row.state,
    stage: row.stage,
    returnedFrom: row.returned_from,
    reviewerId: row.reviewer_id,
    handedIn: last === 'submitted' || last === 'resubmitted' || last === 'opened',
    passes: happenings.flatMap((one) => (one.what === 'passed' && one.actor_id ? [{ stage: one.stage, by: one.actor_id }] : [])),
  }
}

export async function loadStanding(tx: Tx, ctx: Context, row: MatterRow): Promise<Standing> {
  return standingOf(row, await listHappenings(tx, ctx, row.id))
}

export async function rolesOf(tx: Tx, ctx: StaffContext): Promise<string[]> {
  const rows = await tx
    .selectFrom('staff_roles')
    .select('role_id')
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', ctx.account.id)
    .execute()
  return rows.map((row) => row.role_id)
}

/** Who asks, towards this matter. */
export async function actorFor(tx: Tx, ctx: AccountContext, { row, definition }: Held): Promise<Actor> {
  const accountId = ctx.account.id
  if (ctx.kind === 'member') return { accountId, own: ctx.memberIds.includes(row.member_id), reviews: false }
  const review = reviewOf(definition, row.stage)
  const roles = review ? await rolesOf(tx, ctx) : []
  return {
    accountId,
    own: row.account_id === accountId || (await actsFor(tx, ctx, row.member_id)),
    reviews: review !== null && roles.includes(review.by ?? ''),
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
