import { sql } from 'kysely'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { found } from '../../../kernel/errors.ts'
import { chargesOfOrder, findOrder, type OrderRecord } from '../store.ts'

/** An order with its years, for the modules above: whose receipt it is, what a message says of it. */
export async function readOrder(tx: Tx, ctx: Context, orderId: string): Promise<OrderRecord & { years: number[] }> {
  const order = found(await findOrder(tx, ctx, orderId))
  return { ...order, years: [...new Set((await chargesOfOrder(tx, ctx, orderId)).map((charge) => charge.year))] }
}

/** For whom an order pays, one line each: the member itself, or a unit's people. Amounts in fen. GSJL-13 */
export async function orderParts(
  tx: Tx,
  ctx: Context,
  orderId: string,
): Promise<{ memberId: string; name: string; years: number[]; amountFen: number }[]> {
  const { rows } = await sql<{ memberId: string; name: string; years: number[]; amountFen: number }>`
    select m.id as "memberId", m.name, array_agg(distinct c.year order by c.year) as years, sum(c.amount_fen)::bigint as "amountFen"
    from order_charges x join charges c on (c.association_id, c.id) = (x.association_id, x.charge_id)
      join members m on (m.association_id, m.id) = (c.association_id, c.member_id)
    where x.association_id = ${ctx.association.id} and x.order_id = ${orderId} group by m.id, m.name order by m.name, m.id`.execute(tx)
  return rows
}

/**
 * The first day on which its money could be known to pay this order, by what was asked: when the last of its charges was; where the money had paid
 * something else, when that was taken back.
 */
export async function orderAskedOn(tx: Tx, ctx: Context, orderId: string): Promise<string> {
  const { rows } = await sql<{ day: string }>`select (greatest(
      (select max(c.created_at) from order_charges x join charges c on (c.association_id, c.id) = (x.association_id, x.charge_id)
        where x.association_id = ${ctx.association.id} and x.order_id = ${orderId}),
      (select max(b.made_at) from allocations b where b.association_id = ${ctx.association.id} and b.amount_fen < 0 and b.order_id <> ${orderId}
        and b.payment_id in (select a.payment_id from allocations a where a.association_id = b.association_id and a.order_id = ${orderId}
          group by 1 having sum(a.amount_fen) > 0))
    ) at time zone 'Asia/Shanghai')::date::text as day`.execute(tx)
  return found(rows[0]).day
}
