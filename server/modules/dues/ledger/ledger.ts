import { type RawBuilder, sql } from 'kysely'
import type { LedgerLine, OrderMoney, SuspenseRow } from '../../../../contract/ledger.ts'
import { parseYuan } from '../../../../contract/rules/money.ts'
import { authorize, whyNot } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found } from '../../../kernel/errors.ts'
import { serviceName } from '../settings.ts'
import { findOrder } from '../store.ts'
import { leftOf } from './receive.ts'
import { whyNotReversed } from './reverse.ts'

interface PageOf<T> {
  rows: T[]
  next: string | null
}

export function paged<R extends { key: string }, T>(rows: R[], limit: number, show: (row: Omit<R, 'key'>) => T): PageOf<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown.map(({ key: _, ...row }) => show(row)), next: rows.length > limit && last ? last.key : null }
}

type Line = Omit<LedgerLine, 'by'> & { by: string | null; key: string }
/** As the database has it: which service of the preset. */
type Row = Omit<Line, 'service'> & { service: string | null; at: unknown; who: unknown }

/** Payments, refunds and allocations as lines of one book, in the order in which they were written. */
const lines = (ctx: Context, span: { from: string; to: string }): RawBuilder<Row> => sql<Row>`
  select p.id, p.received_on as day, case when p.amount_fen < 0 then 'reversed' else 'received' end as kind, p.payer_name as "payerName", null::uuid as "orderId",
    null as "orderNumber", null as service, null::uuid as "memberId", null as "memberName", p.method, p.source, p.amount_fen as "cashFen", p.amount_fen as "suspenseFen", p.note, p.confirmed_by as who, p.confirmed_at as at
  from payments p where p.association_id = ${ctx.association.id} and p.received_on between ${span.from}::date and ${span.to}::date
  union all
  select b.id, b.paid_on, 'refunded', p.payer_name, b.order_id, null, null, null, null, p.method, p.source, -b.amount_fen, -b.amount_fen, b.reason, b.paid_by, b.decided_at
  from refunds b join payments p on (p.association_id, p.id) = (b.association_id, b.payment_id)
  where b.association_id = ${ctx.association.id} and b.state = 'done' and b.paid_on between ${span.from}::date and ${span.to}::date
  union all
  select a.id, (a.made_at at time zone 'Asia/Shanghai')::date, case when a.amount_fen < 0 then 'taken-back' else 'allocated' end, p.payer_name, o.id, o.number, o.service, m.id, m.name, p.method,
    p.source, 0, -a.amount_fen, a.reason, a.made_by, a.made_at
  from allocations a join payments p on (p.association_id, p.id) = (a.association_id, a.payment_id)
    join orders o on (o.association_id, o.id) = (a.association_id, a.order_id) join members m on (m.association_id, m.id) = (o.association_id, o.member_id)
  where a.association_id = ${ctx.association.id} and a.made_at >= ${span.from}::date::timestamp at time zone 'Asia/Shanghai'
    and a.made_at < (${span.to}::date + 1)::timestamp at time zone 'Asia/Shanghai'`

/** The book of some days, oldest first. `limit` null: all of it, for the workbook. */
export async function linesOf(
  tx: Tx,
  ctx: Context,
  span: { from: string; to: string },
  { after, limit }: { after?: string | undefined; limit: number | null },
): Promise<Line[]> {
  const [day, at, id] = (after ?? '').split('|')
  const from = day && at && id ? sql`where (l.day, l.at, l.id) > (${day}::date, ${at}::timestamptz, ${id}::uuid)` : sql``
  const { rows } = await sql<Row>`select l.*, l.day::text || '|' || l.at::text || '|' || l.id::text as key, a.name as by
    from (${lines(ctx, span)}) l left join accounts a on a.association_id = ${ctx.association.id} and a.id = l.who
    ${from} order by l.day, l.at, l.id ${limit === null ? sql`` : sql`limit ${limit}`}`.execute(tx)
  return rows.map(({ at: _at, who: _who, ...line }) => ({ ...line, service: serviceName(ctx, line.service) }))
}

interface LinesQuery {
  from: string
  to: string
  after?: string | undefined
  limit?: number | undefined
}

export async function ledgerLines(ctx: StaffContext, query: LinesQuery): Promise<PageOf<LedgerLine>> {
  authorize(ctx, 'dues.read')
  const limit = query.limit ?? 30
  const rows = await inTx(ctx, (tx, ctx) => linesOf(tx, ctx, query, { after: query.after, limit: limit + 1 }))
  return paged(rows, limit, (line) => ({ ...line, by: line.by ?? '系统' }))
}

interface SuspenseQuery {
  q?: string | undefined
  after?: string | undefined
  limit?: number | undefined
}

/** Payments of which something waits for its order, the oldest first. Reversed ones have nothing left. */
export async function listSuspense(ctx: StaffContext, query: SuspenseQuery): Promise<PageOf<SuspenseRow>> {
  authorize(ctx, 'dues.read')
  const limit = query.limit ?? 30
  const [day, id] = (query.after ?? '').split('|')
  const conditions = [sql`p.association_id = ${ctx.association.id}`, sql`p.reverses is null`, sql`${leftOf('p')} > 0`]
  if (day && id) conditions.push(sql`(p.received_on, p.id) > (${day}::date, ${id}::uuid)`)
  const q = query.q?.trim()
  if (q) {
    const fen = parseYuan(q)
    const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`
    conditions.push(fen ? sql`(p.amount_fen = ${fen} or ${leftOf('p')} = ${fen})` : sql`(p.payer_name like ${like} or p.note like ${like})`)
  }
  const { rows } = await inTx(ctx, (tx) =>
    sql<Omit<SuspenseRow, 'can'> & { key: string }>`
    select p.id, p.received_on as "receivedOn", p.payer_name as "payerName", p.amount_fen as "amountFen", ${leftOf('p')} as "leftFen", p.method, p.source, p.note,
      p.received_on::text || '|' || p.id::text as key,
      coalesce((select array_agg(distinct m.name) from allocations a join orders o on (o.association_id, o.id) = (a.association_id, a.order_id)
        join members m on (m.association_id, m.id) = (o.association_id, o.member_id) where a.association_id = p.association_id and a.payment_id = p.id), '{}') as members
    from payments p where ${sql.join(conditions, sql` and `)} order by p.received_on, p.id limit ${limit + 1}`.execute(tx),
  )
  return paged(rows, limit, (row) => ({
    ...row,
    can: {
      allocate: whyNot(ctx, 'dues.confirm'),
      refund: whyNot(ctx, 'dues.correct'),
      reverse:
        whyNot(ctx, 'dues.correct') ??
        whyNotReversed(row.source) ??
        (row.leftFen === row.amountFen ? null : '其中一部分已分配给订单或正在退款，请先撤回'),
    },
  }))
}

export async function ledgerCounts(
  ctx: StaffContext,
): Promise<{ toDecide: number; toSend: number; suspense: number; suspenseFen: number }> {
  authorize(ctx, 'dues.read')
  const { rows } = await inTx(ctx, (tx) =>
    sql<{ toDecide: number; toSend: number; suspense: number; suspenseFen: number }>`
    select (select count(*) from refunds where association_id = ${ctx.association.id} and state = 'asked')::int
        + (select count(*) from month_reopenings where association_id = ${ctx.association.id} and state = 'asked')::int
        + (select count(*) from adjustments where association_id = ${ctx.association.id} and state = 'asked')::int as "toDecide",
      (select count(*)::int from refunds where association_id = ${ctx.association.id} and state = 'approved') as "toSend",
      count(*)::int as suspense, coalesce(sum(l.fen), 0)::bigint as "suspenseFen"
    from (select ${leftOf('p')} as fen from payments p where p.association_id = ${ctx.association.id} and p.reverses is null) l where l.fen > 0`.execute(
      tx,
    ),
  )
  return rows[0] ?? { toDecide: 0, toSend: 0, suspense: 0, suspenseFen: 0 }
}

type GivenRow = Omit<OrderMoney['payments'][number], 'can' | 'by' | 'at'> & { by: string | null; at: Date; asked: boolean }

/** The payments that an order has, and what was taken back from it. */
export async function orderMoney(ctx: StaffContext, orderId: string): Promise<OrderMoney> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, async (tx, ctx) => {
    const order = found(await findOrder(tx, ctx, orderId))
    const { rows } = await sql<GivenRow>`
      select p.id as "paymentId", p.received_on as "receivedOn", p.payer_name as "payerName", p.amount_fen as "amountFen", g.fen as "givenFen", p.method, p.source, p.note, a.name as by, g.at,
        exists (select 1 from refunds b where b.association_id = p.association_id and b.payment_id = p.id and b.order_id = ${orderId} and b.state = 'asked') as asked
      from (select payment_id, sum(amount_fen)::bigint as fen, max(made_at) as at from allocations
          where association_id = ${ctx.association.id} and order_id = ${orderId} group by 1 having sum(amount_fen) > 0) g
        join payments p on p.association_id = ${ctx.association.id} and p.id = g.payment_id
        left join accounts a on (a.association_id, a.id) = (p.association_id, p.confirmed_by)
      order by p.received_on, p.id`.execute(tx)
    const { rows: back } = await sql<{ at: Date; amountFen: number; reason: string; by: string | null }>`
      select l.made_at as at, -l.amount_fen as "amountFen", l.reason, a.name as by from allocations l
        left join accounts a on (a.association_id, a.id) = (l.association_id, l.made_by)
      where l.association_id = ${ctx.association.id} and l.order_id = ${orderId} and l.amount_fen < 0 order by l.made_at desc`.execute(tx)
    const may = whyNot(ctx, 'dues.correct')
    return {
      missingFen: order.state === 'cancelled' ? 0 : order.amountFen - order.receivedFen,
      payments: rows.map(({ asked, ...row }) => ({
        ...row,
        by: row.by ?? '系统',
        at: row.at.toISOString(),
        can: { takeBack: may ?? (asked ? '正在申请退款' : null), refund: may ?? (asked ? '已经申请退款，等待复核' : null) },
      })),
      takenBack: back.map((row) => ({ ...row, by: row.by ?? '系统', at: row.at.toISOString() })),
    }
  })
}
