import { sql } from 'kysely'
import { formatFen } from '../../../../contract/rules/money.ts'
import { audit } from '../../../kernel/audit.ts'
import { dayOf } from '../../../kernel/clock.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { raise } from '../../../kernel/outbox.ts'
import { subjectOf } from '../orders/change-order.ts'
import { settleOrder } from '../orders/settle.ts'
import { asOrder, findOrder, type OrderRecord, receivedOnOf } from '../store.ts'
import { checkMonthOpen, lockPayment } from './books.ts'
import { actorId, paymentLeft } from './receive.ts'

interface Part {
  orderId: string
  amountFen: number
}

/**
 * Gives money in suspense to orders; one that has all it costs is paid: charges settled, spans written, `dues.order-paid` raised. The caller has
 * authorised. Refused: more than is left of the payment or missing at the order, an order that is paid or cancelled.
 */
export async function allocate(
  tx: Tx,
  ctx: Context,
  { paymentId, parts, reason = '' }: { paymentId: string; parts: readonly Part[]; reason?: string },
): Promise<void> {
  if (parts.length === 0 || parts.some((part) => !Number.isSafeInteger(part.amountFen) || part.amountFen <= 0))
    throw new Refusal('input-invalid', { problems: [{ path: 'parts', label: '分配金额', message: '每一笔分配的金额应大于 0。' }] })
  await checkMonthOpen(tx, ctx, ctx.kernel.clock.today())
  await lockPayment(tx, ctx, paymentId)
  const left = await paymentLeft(tx, ctx, paymentId)
  const total = parts.reduce((sum, part) => sum + part.amountFen, 0)
  if (total > left)
    throw new Refusal('not-ready', `这笔到账还有 ${formatFen(left)} 元未分配，不够分配 ${formatFen(total)} 元，请刷新后核对`)
  // Always in the same order, so that two who pay the same orders don't wait for each other.
  for (const part of [...parts].sort((a, b) => (a.orderId < b.orderId ? -1 : 1))) await give(tx, ctx, paymentId, part, reason)
}

async function give(tx: Tx, ctx: Context, paymentId: string, { orderId, amountFen }: Part, reason: string): Promise<void> {
  const now = ctx.kernel.clock.now()
  const row = await tx
    .updateTable('orders')
    .set({
      received_fen: sql`received_fen + ${amountFen}`,
      state: sql`case when received_fen + ${amountFen} = amount_fen then 'paid' else state end`,
      paid_at: sql`case when received_fen + ${amountFen} = amount_fen then ${now}::timestamptz end`,
      refused_reason: null,
      // How it was paid in truth, whatever was chosen when it was opened.
      method: sql`coalesce((select p.method from payments p where p.association_id = ${ctx.association.id} and p.id = ${paymentId}
        and p.method in ('transfer', 'alipay', 'wechat')), method)`,
    })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', orderId)
    .where('state', 'in', ['open', 'vouched'])
    .where(sql<boolean>`received_fen + ${amountFen} <= amount_fen`)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw await whyNotGiven(tx, ctx, found(await findOrder(tx, ctx, orderId)))
  await tx
    .insertInto('allocations')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      payment_id: paymentId,
      order_id: orderId,
      amount_fen: amountFen,
      reason,
      made_by: actorId(ctx),
      made_at: now,
    })
    .execute()
  const order = asOrder(row)
  const { receivedOn, note } = await paymentFacts(tx, ctx, paymentId)
  const years = order.state === 'paid' ? await settlePaid(tx, ctx, order) : []
  await audit(tx, ctx, {
    action: order.state === 'paid' ? 'dues.payment-confirmed' : 'dues.payment-partly',
    subject: subjectOf(order),
    after: { amountFen, receivedOn, note, paymentId, ...(years.length > 0 && { years }), ...(reason && { reason }) },
  })
}

/** An order that has all it costs: paid on the day its last money came. Also after what it costs became less. */
export async function settlePaid(tx: Tx, ctx: Context, order: OrderRecord): Promise<number[]> {
  const paidOn = (await lastReceived(tx, ctx, order.id)) ?? ctx.kernel.clock.today()
  const charges = await settleOrder(tx, ctx, order.id, paidOn)
  await raise(tx, ctx, 'dues.order-paid', { orderId: order.id, memberId: order.memberId, paidOn })
  return [...new Set(charges.map((charge) => charge.year))]
}

/** The day on which the last of the money that an order has now came. */
async function lastReceived(tx: Tx, ctx: Context, orderId: string): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`select ${receivedOnOf('o')}::text as day from orders o
    where o.association_id = ${ctx.association.id} and o.id = ${orderId}`.execute(tx)
  return rows[0]?.day ?? null
}

async function paymentFacts(tx: Tx, ctx: Context, paymentId: string): Promise<{ receivedOn: string; note: string }> {
  return tx
    .selectFrom('payments')
    .select(['received_on as receivedOn', 'note'])
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', paymentId)
    .executeTakeFirstOrThrow()
}

/** Who was first, what is missing, or that it is gone. */
export async function whyNotGiven(tx: Tx, ctx: Context, order: OrderRecord): Promise<Refusal> {
  if (order.state === 'cancelled') return new Refusal('already-done', '这笔订单已被会员取消；如款项确已到账，请联系会员重新生成订单')
  if (order.state === 'expired') return new Refusal('already-done', '这笔订单已过期，请先恢复订单，再确认到账')
  if (order.state !== 'paid')
    return new Refusal('not-ready', `这笔订单还差 ${formatFen(order.amountFen - order.receivedFen)} 元，不能分配更多`)
  const { rows } = await sql<{ name: string | null; at: Date }>`select a.name, l.made_at as at from allocations l
    left join accounts a on (a.association_id, a.id) = (l.association_id, l.made_by)
    where l.association_id = ${ctx.association.id} and l.order_id = ${order.id} order by l.made_at desc limit 1`.execute(tx)
  const [last] = rows
  const who = last?.name ?? '系统'
  return new Refusal('already-done', {
    message: `${who}已于 ${last ? dayOf(last.at) : ''} 确认了这笔到账，无需重复`,
    detail: { who, at: last?.at.toISOString() },
  })
}

/** What an order still asks for, in fen. */
export async function orderMissing(tx: Tx, ctx: Context, orderId: string): Promise<number> {
  const order = found(await findOrder(tx, ctx, orderId))
  return order.state === 'cancelled' ? 0 : order.amountFen - order.receivedFen
}
