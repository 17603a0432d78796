import { sql } from 'kysely'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { serviceName } from '../settings.ts'
import { receivedOnOf } from '../store.ts'

/** Paid or waived stretches of a member, the first first: one line a year, `to` its last day. */
export async function paidSpans(tx: Tx, ctx: Context, memberId: string): Promise<{ from: string; to: string }[]> {
  const { rows } = await sql<{ from: string; to: string }>`
    select lower(period)::text as "from", (upper(period) - 1)::text as "to" from dues_spans
    where association_id = ${ctx.association.id} and member_id = ${memberId} and voided_at is null order by period`.execute(tx)
  return rows
}

/** Payments that the association confirmed for a member, the latest first, with the name of the service where it was for one; amounts in fen. */
export async function paymentsFor(
  tx: Tx,
  ctx: Context,
  memberId: string,
): Promise<{ receivedOn: string; amountFen: number; orderNumber: string; years: number[]; service: string }[]> {
  const { rows } = await sql<{ receivedOn: string; amountFen: number; orderNumber: string; years: number[]; service: string | null }>`
    select ${receivedOnOf('o')}::text as "receivedOn", sum(c.amount_fen)::bigint as "amountFen", o.number as "orderNumber", o.service, array_agg(distinct c.year order by c.year) as years
    from orders o join order_charges x on (x.association_id, x.order_id) = (o.association_id, o.id)
      join charges c on (c.association_id, c.id) = (x.association_id, x.charge_id)
    where o.association_id = ${ctx.association.id} and o.state = 'paid' and c.member_id = ${memberId}
    group by o.association_id, o.id, o.number order by 1 desc, o.number desc`.execute(tx)
  return rows.map((row) => ({ ...row, service: serviceName(ctx, row.service) }))
}
