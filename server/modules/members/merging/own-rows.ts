import { sql } from 'kysely'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import type { Former, Mover } from './movers.ts'

/** The members module's own rows. Contacts stay: which of them count is chosen like any other field. */
export const memberRows: Mover = {
  tables: [
    { table: 'memberships', label: '会籍' },
    { table: 'member_names' },
    { table: 'member_numbers' },
    { table: 'member_changes', label: '变更记录' },
    { table: 'council_seats', label: '理事任职' },
    { table: 'employments', column: 'unit_id', label: '人员' },
    {
      table: 'employments',
      column: 'person_id',
      label: '任职经历',
      // A person works in one place at a time; of two records the kept one knows where.
      stays: (keptId) =>
        sql`exists (select 1 from employments k where k.association_id = r.association_id and k.person_id = ${keptId} and k.period && r.period)`,
    },
    { table: 'member_documents', label: '已审核的材料' },
  ],
  settle: endClashingStays,
}

/** Where both stand today, one standing goes on: the kept one's. */
async function endClashingStays(tx: Tx, ctx: Context, keptId: string, goneId: string): Promise<Former[]> {
  const { rows } = await sql<{ id: string }>`
    update memberships g set left_on = greatest(g.joined_on, ${ctx.kernel.clock.today()}::date), left_reason = '合并重复的会员记录'
    where g.association_id = ${ctx.association.id} and g.member_id = ${goneId} and g.left_on is null
      and exists (select 1 from memberships k where k.association_id = g.association_id and k.member_id = ${keptId}
        and k.left_on is null and k.branch_id is not distinct from g.branch_id)
    returning g.id`.execute(tx)
  return rows.map(({ id }) => ({ table: 'memberships', id, values: { left_on: null, left_reason: null } }))
}
