import { sql } from 'kysely'
import { normalise } from '../../../../contract/forms/index.ts'
import { addDays } from '../../../../contract/rules/days.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import { dayOf } from '../../../kernel/clock.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { lockRecord, memberById } from '../store.ts'
import { profileForm } from '../values.ts'
import { relist } from '../write.ts'
import { type Moved, takeFields } from './merge.ts'

const days = 30

/** Null: it can be undone today; else why not. */
export function whyNotUndone(ctx: Context, row: { merged_at: Date; undone_at: Date | null }): string | null {
  if (row.undone_at !== null) return '已经撤销'
  const last = addDays(dayOf(row.merged_at), days)
  return ctx.kernel.clock.today() <= last ? null : `合并已超过 ${days} 天，不能再撤销`
}

/**
 * Takes a merge back: what moved goes back, what it ended goes on, the kept one's record is as it was. What came since stays with the kept one.
 * Refuses `not-ready` after 30 days, `already-done` the second time.
 */
export async function undoMerge(ctx: StaffContext, input: { id: string }): Promise<{ id: string }> {
  authorize(ctx, 'members.edit')
  return inTx(ctx, async (tx, ctx) => {
    const row = found(
      await tx
        .selectFrom('member_merges')
        .selectAll()
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', input.id)
        .forUpdate()
        .executeTakeFirst(),
      '没有这次合并的记录',
    )
    const why = whyNotUndone(ctx, row)
    if (why) throw new Refusal(row.undone_at ? 'already-done' : 'not-ready', why)
    const moved = row.moved as unknown as Moved
    for (const id of [row.kept_id, row.gone_id].sort()) await lockRecord(tx, ctx, id)
    const kept = await memberById(tx, ctx, row.kept_id)
    await takeFields(tx, ctx, kept, normalise(profileForm(ctx, kept.kind), moved.data), '撤销合并')
    for (const { table, id } of moved.written)
      await sql`delete from ${sql.table(table)} where association_id = ${ctx.association.id} and id = ${id}`.execute(tx)
    await giveBack(tx, ctx, row.kept_id, row.gone_id, moved)
    await tx
      .updateTable('members')
      .set({ merged_into: null })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', row.gone_id)
      .execute()
    await tx
      .updateTable('member_merges')
      .set({ undone_at: ctx.kernel.clock.now(), undone_by: ctx.account.id })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', row.id)
      .execute()
    await relist(tx, ctx, row.gone_id)
    await relist(tx, ctx, row.kept_id)
    const gone = await memberById(tx, ctx, row.gone_id)
    await audit(tx, ctx, {
      action: 'member.merge-undone',
      subject: { kind: 'member', id: kept.id, label: kept.name },
      after: { restored: gone.name, number: gone.number },
    })
    return { id: row.gone_id }
  })
}

async function giveBack(tx: Tx, ctx: Context, keptId: string, goneId: string, moved: Moved): Promise<void> {
  const association = ctx.association.id
  for (const { table, column, ids } of moved.rows) {
    // What was moved on since, by another act, is not torn away from there.
    await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${goneId}
      where association_id = ${association} and id = any(${ids}::uuid[]) and ${sql.ref(column)} = ${keptId}`.execute(tx)
  }
  for (const { table, id, values } of moved.former) {
    const set = sql.join(Object.entries(values).map(([name, value]) => sql`${sql.ref(name)} = ${value}`))
    await sql`update ${sql.table(table)} set ${set} where association_id = ${association} and id = ${id}`.execute(tx)
  }
  for (const { id, principal, had } of moved.accounts) {
    if (!had) {
      await tx
        .deleteFrom('account_members')
        .where('association_id', '=', association)
        .where('member_id', '=', keptId)
        .where('account_id', '=', id)
        .execute()
    }
    await tx
      .insertInto('account_members')
      .values({ association_id: association, account_id: id, member_id: goneId, principal, created_at: ctx.kernel.clock.now() })
      .onConflict((clash) => clash.doNothing())
      .execute()
  }
}
