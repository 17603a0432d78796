import { type RawBuilder, sql } from 'kysely'
import type { OnlinePaymentQuery, OnlinePaymentRow } from '../../../contract/online.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'

type Row = Omit<OnlinePaymentRow, 'createdAt' | 'paidAt'> & { createdAt: Date; paidAt: Date | null }

const limit = 50
const select = sql`select p.id, p.order_id as "orderId", o.number as "orderNumber", m.name as "memberName", p.method, p.way, p.out_trade_no as "outTradeNo",
    p.trade_no as "tradeNo", p.amount_fen as "amountFen", p.paid_fen as "paidFen", p.payer, p.state, p.stray, p.created_at as "createdAt", p.paid_at as "paidAt"
  from online_payments p join orders o on (o.association_id, o.id) = (p.association_id, p.order_id)
    join members m on (m.association_id, m.id) = (o.association_id, o.member_id)`

const shown = (row: Row): OnlinePaymentRow => ({
  ...row,
  createdAt: row.createdAt.toISOString(),
  paidAt: row.paidAt?.toISOString() ?? null,
})

/** 在线支付记录, newest first; paged by key. */
export async function listPayments(
  ctx: StaffContext,
  query: OnlinePaymentQuery,
): Promise<{ rows: OnlinePaymentRow[]; next: string | null }> {
  authorize(ctx, 'dues.read')
  const conditions: RawBuilder<unknown>[] = [sql`p.association_id = ${ctx.association.id}`]
  if (query.state) conditions.push(sql`p.state = ${query.state}`)
  if (query.stray) conditions.push(sql`p.stray is not null`)
  const text = query.q?.trim()
  if (text) {
    const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`
    conditions.push(sql`(m.name like ${like} or o.number = ${text.toUpperCase()} or p.out_trade_no = ${text} or p.trade_no = ${text})`)
  }
  const [at, id] = (query.after ?? '').split('|')
  if (at && id) conditions.push(sql`(p.created_at, p.id) < (${at}::timestamptz, ${id}::uuid)`)
  const { rows } = await inTx(ctx, (tx) =>
    sql<Row>`${select} where ${sql.join(conditions, sql` and `)} order by p.created_at desc, p.id desc limit ${limit + 1}`.execute(tx),
  )
  const last = rows[limit - 1]
  return {
    rows: rows.slice(0, limit).map(shown),
    next: rows.length > limit && last ? `${last.createdAt.toISOString()}|${last.id}` : null,
  }
}

export async function readPayment(ctx: StaffContext, id: string): Promise<OnlinePaymentRow> {
  const { rows } = await inTx(ctx, (tx) => sql<Row>`${select} where p.association_id = ${ctx.association.id} and p.id = ${id}`.execute(tx))
  return shown(found(rows[0]))
}
