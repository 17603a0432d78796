import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { serviceName } from './settings.ts'

/** What a message about an order says: its years, or its service and what that was for. */
export async function orderForTelling(
  tx: Tx,
  ctx: Context,
  orderId: string,
): Promise<{ payerMobile: string; payerEmail: string; amountFen: number; years: number[]; service: string; reason: string }> {
  const rows = await tx
    .selectFrom('orders as o')
    .innerJoin('order_charges as x', (join) => join.onRef('x.association_id', '=', 'o.association_id').onRef('x.order_id', '=', 'o.id'))
    .innerJoin('charges as c', (join) => join.onRef('c.association_id', '=', 'x.association_id').onRef('c.id', '=', 'x.charge_id'))
    .select(['o.payer_mobile', 'o.payer_email', 'o.amount_fen', 'o.service', 'c.year', 'c.reason'])
    .where('o.association_id', '=', ctx.association.id)
    .where('o.id', '=', orderId)
    .orderBy('c.year')
    .execute()
  const order = rows[0]
  if (!order) throw new Error('no such order')
  return {
    payerMobile: order.payer_mobile,
    payerEmail: order.payer_email,
    amountFen: order.amount_fen,
    years: [...new Set(rows.map((row) => row.year))],
    service: serviceName(ctx, order.service),
    reason: order.service === null ? '' : order.reason,
  }
}

/** What a message about a service says; `open`: it is still asked for or paid. */
export async function serviceForTelling(
  tx: Tx,
  ctx: Context,
  chargeId: string,
): Promise<{ service: string; reason: string; amountFen: number; open: boolean }> {
  const { service, reason, amountFen, state } = await tx
    .selectFrom('charges')
    .select(['service', 'reason', 'amount_fen as amountFen', 'state'])
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', chargeId)
    .executeTakeFirstOrThrow()
  return { service: serviceName(ctx, service), reason, amountFen, open: state !== 'cancelled' }
}
