import { sql } from 'kysely'
import { allFields, checkForm, type FormData, normalise } from '../../../../contract/forms/index.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { changesBetween } from '../changes.ts'
import { contactsOf, lockRecord, type Member, memberById } from '../store.ts'
import { writeProfile } from '../update-profile.ts'
import { dataOf, profileForm } from '../values.ts'
import { keepName, relist } from '../write.ts'
import { allMovers, allTables, type Former } from './movers.ts'
import { belongs, obstaclesOf, refuseObstacles } from './preview.ts'

/** What a merge did, as it is kept for its undoing. */
export interface Moved {
  /** Rows that changed hands: table, column, ids. */
  rows: { table: string; column: string; ids: string[] }[]
  /** Accounts that acted for the one that is gone; `had`: acted for the kept one already. */
  accounts: { id: string; principal: boolean; had: boolean }[]
  former: Former[]
  /** The kept one's record before. */
  data: FormData
  /** Ids of the name and number that were written down as former ones. */
  written: { table: 'member_names' | 'member_numbers'; id: string }[]
}

/**
 * Makes two records of one unit or person one: everything of `goneId` moves to `id`, its name and number stay findable, chosen fields
 * replace the kept one's. Refuses `not-ready` with what stands in the way. Can be undone for 30 days.
 */
export async function mergeMembers(
  ctx: StaffContext,
  input: { id: string; goneId: string; take: readonly string[]; reason: string },
): Promise<{ id: string }> {
  authorize(ctx, 'members.edit')
  return inTx(ctx, async (tx, ctx) => {
    // In one order, so that two merges of the same pair don't wait for each other for ever.
    for (const id of [input.id, input.goneId].sort()) await lockRecord(tx, ctx, id)
    const [kept, gone] = [await memberById(tx, ctx, input.id), await memberById(tx, ctx, input.goneId)]
    refuseObstacles(await obstaclesOf(tx, ctx, kept, gone))
    const form = profileForm(ctx, kept.kind)
    const data = dataOf(form, kept, await contactsOf(tx, ctx, kept.id))
    const theirs = dataOf(form, gone, await contactsOf(tx, ctx, gone.id))
    const former: Former[] = []
    for (const mover of allMovers()) former.push(...((await mover.settle?.(tx, ctx, kept.id, gone.id)) ?? []))
    const rows = await moveRows(tx, ctx, kept.id, gone.id)
    const accounts = await moveAccounts(tx, ctx, kept.id, gone.id)
    await unlist(tx, ctx, kept.id, gone.id)
    const written = await rememberNames(tx, ctx, kept, gone)
    await takeFields(tx, ctx, kept, normalise(form, { ...data, ...picked(theirs, input.take) }), input.reason)
    await relist(tx, ctx, kept.id)
    const id = newId()
    const moved: Moved = { rows, accounts, former, data, written }
    await tx
      .insertInto('member_merges')
      .values({
        association_id: ctx.association.id,
        id,
        kept_id: kept.id,
        gone_id: gone.id,
        moved: JSON.stringify(moved),
        reason: input.reason,
        merged_by: ctx.account.id,
        merged_at: ctx.kernel.clock.now(),
      })
      .execute()
    await audit(tx, ctx, {
      action: 'member.merged',
      subject: { kind: 'member', id: kept.id, label: kept.name },
      before: { gone: gone.name, number: gone.number },
      after: { reason: input.reason, take: input.take, rows: rows.map(({ table, ids }) => ({ table, rows: ids.length })) },
    })
    return { id }
  })
}

const picked = (data: FormData, take: readonly string[]): FormData => Object.fromEntries(take.map((id) => [id, data[id]]))

async function moveRows(tx: Tx, ctx: Context, keptId: string, goneId: string): Promise<Moved['rows']> {
  const all: Moved['rows'] = []
  for (const each of allTables()) {
    const column = each.column ?? 'member_id'
    const { rows } = await sql<{ id: string }>`
      update ${sql.table(each.table)} r set ${sql.ref(column)} = ${keptId} where ${belongs(ctx, each, keptId, goneId)} returning r.id`.execute(
      tx,
    )
    if (rows.length > 0) all.push({ table: each.table, column, ids: rows.map((row) => row.id) })
  }
  return all
}

/** Who acted for the one that goes acts for the kept one; the kept one's own account stays its principal. */
async function moveAccounts(tx: Tx, ctx: Context, keptId: string, goneId: string): Promise<Moved['accounts']> {
  const of = (memberId: string) =>
    tx
      .selectFrom('account_members')
      .select(['account_id as id', 'principal'])
      .where('association_id', '=', ctx.association.id)
      .where('member_id', '=', memberId)
      .execute()
  const [mine, theirs] = [await of(keptId), await of(goneId)]
  const accounts = theirs.map((one) => ({ ...one, had: mine.some((other) => other.id === one.id) }))
  await tx.deleteFrom('account_members').where('association_id', '=', ctx.association.id).where('member_id', '=', goneId).execute()
  const fresh = accounts.filter((one) => !one.had)
  if (fresh.length === 0) return accounts
  const principal = mine.some((one) => one.principal)
  await tx
    .insertInto('account_members')
    .values(
      fresh.map((one) => ({
        association_id: ctx.association.id,
        account_id: one.id,
        member_id: keptId,
        principal: !principal && one.principal,
        created_at: ctx.kernel.clock.now(),
      })),
    )
    .execute()
  return accounts
}

/** The one that goes is in no list any more, and leads to the kept one. */
async function unlist(tx: Tx, ctx: Context, keptId: string, goneId: string): Promise<void> {
  await tx.deleteFrom('member_search').where('association_id', '=', ctx.association.id).where('member_id', '=', goneId).execute()
  await tx
    .updateTable('members')
    .set({ merged_into: keptId, updated_at: ctx.kernel.clock.now() })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', goneId)
    .execute()
}

async function rememberNames(tx: Tx, ctx: Context, kept: Member, gone: Member): Promise<Moved['written']> {
  const written: Moved['written'] = []
  if (gone.name !== kept.name) written.push({ table: 'member_names', id: await keepName(tx, ctx, kept.id, gone.name) })
  if (gone.number !== null && gone.number !== kept.number) {
    const id = newId()
    await tx
      .insertInto('member_numbers')
      .values({ association_id: ctx.association.id, id, member_id: kept.id, number: gone.number, used_until: ctx.kernel.clock.now() })
      .execute()
    written.push({ table: 'member_numbers', id })
  }
  return written
}

/** Writes the kept one's record as it shall be, with its history. */
export async function takeFields(tx: Tx, ctx: Context, kept: Member, after: FormData, reason: string): Promise<void> {
  const form = profileForm(ctx, kept.kind)
  const before = dataOf(form, kept, await contactsOf(tx, ctx, kept.id))
  const changes = changesBetween(form, normalise(form, before), after)
  if (changes.length === 0) return
  const changed = new Set(changes.map((change) => change.field.split('.')[0]))
  const problems = checkForm(form, after, { facts: {} }).filter((problem) => changed.has(problem.path.split('.')[0]))
  if (problems.length > 0) {
    const [first] = problems
    const label = allFields(form).find((field) => field.id === first?.path.split('.')[0])?.label ?? ''
    throw new Refusal('not-ready', { message: `选用的“${label}”不符合现在的要求：${first?.message ?? ''}`, problems })
  }
  await writeProfile(tx, ctx, { member: kept, form, after, changes, reason, asker: null })
}
