import { sql } from 'kysely'
import type { ServiceQuery, ServiceRow, ServicesSummary } from '../../../../contract/dues.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { paged } from '../ledger/ledger.ts'
import { serviceName } from '../settings.ts'
import { offeredServices } from './charge.ts'
import { type ListedService, withOrders } from './list.ts'

/** 其他应缴 of all members, what was taken back too; the newest first, paged by key. STAFF-07 */
export async function listServices(ctx: StaffContext, query: ServiceQuery): Promise<{ rows: ServiceRow[]; next: string | null }> {
  authorize(ctx, 'dues.read')
  const limit = query.limit ?? 30
  const [afterAt, afterId] = (query.after ?? '').split('|')
  const conditions = [sql`c.association_id = ${ctx.association.id}`, sql`c.kind = 'service'`]
  if (query.state) conditions.push(sql`c.state = ${query.state}`)
  if (query.service) conditions.push(sql`c.service = ${query.service}`)
  const q = query.q?.trim()
  if (q) conditions.push(sql`(m.name like ${`%${q.replace(/[\\%_]/g, '\\$&')}%`} or m.number = ${q.toUpperCase()})`)
  if (afterAt && afterId) conditions.push(sql`(c.created_at, c.id) < (${afterAt}::timestamptz, ${afterId}::uuid)`)
  return inTx(ctx, async (tx, ctx) => {
    const { rows } = await sql<ListedService & { memberName: string; key: string }>`
      select c.id, c.member_id as "memberId", m.name as "memberName", c.service, c.reason, c.amount_fen as "amountFen", c.state, c.created_at as "createdAt",
        c.created_at::text || '|' || c.id::text as key
      from charges c join members m on (m.association_id, m.id) = (c.association_id, c.member_id)
      where ${sql.join(conditions, sql` and `)} order by c.created_at desc, c.id desc limit ${limit + 1}`.execute(tx)
    const page = paged(rows, limit, (row) => row)
    return { ...page, rows: await withOrders(tx, ctx, page.rows) }
  })
}

/** What waits to be paid of each service; one that the preset dropped stays as long as there are charges of it. */
export async function servicesSummary(ctx: StaffContext): Promise<ServicesSummary> {
  authorize(ctx, 'dues.read')
  const { rows } = await inTx(ctx, (tx) =>
    sql<{ id: string; open: number; openFen: number }>`
    select service as id, count(*) filter (where state = 'open')::int as open,
      coalesce(sum(amount_fen) filter (where state = 'open'), 0)::bigint as "openFen"
    from charges where association_id = ${ctx.association.id} and kind = 'service' group by service order by service`.execute(tx),
  )
  const none = offeredServices(ctx)
    .filter(({ id }) => !rows.some((row) => row.id === id))
    .map(({ id }) => ({ id, open: 0, openFen: 0 }))
  return { services: [...rows, ...none].map((row) => ({ ...row, name: serviceName(ctx, row.id) })) }
}
