import { sql } from 'kysely'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { type OrderRecord, receivedOnOf } from '../store.ts'

/** An order as it stands beside what it pays for. */
export const linkOf = (order: OrderRecord, memberId: string) => ({
  id: order.id,
  number: order.number,
  state: order.state,
  method: order.method,
  refused: order.refusedReason !== null,
  paidAt: order.paidAt?.toISOString() ?? null,
  own: order.memberId === memberId,
})

/** When money came for these orders, and the newest voucher of each. */
export async function papersOf(tx: Tx, ctx: Context, orderIds: readonly string[]) {
  const { rows } = await sql<{ orderId: string; paidOn: string | null; voucher: { id: string; name: string } | null }>`
    select o.id as "orderId",
      ${receivedOnOf('o')}::text as "paidOn",
      (select json_build_object('id', v.id, 'name', f.name) from vouchers v join files f on (f.association_id, f.id) = (v.association_id, v.file_id)
        where v.association_id = o.association_id and v.order_id = o.id order by v.uploaded_at desc, v.id desc limit 1) as voucher
    from orders o where o.association_id = ${ctx.association.id} and o.id = any(${[...new Set(orderIds)]}::uuid[])`.execute(tx)
  return rows
}
