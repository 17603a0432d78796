import { sql } from 'kysely'
import type { Payer } from '../../../../contract/dues.ts'
import type { Titles } from '../../../../contract/receipts.ts'
import { yearOf } from '../../../../contract/rules/days.ts'
import { formatFen } from '../../../../contract/rules/money.ts'
import { audit } from '../../../kernel/audit.ts'
import type { Context, MemberContext, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { isRolling } from '../billing/rolling.ts'
import { asOrder, findOrder, type OrderRecord, payerColumns } from '../store.ts'
import { checkedPayer } from './payer.ts'

type WhenPayerChanges = (tx: Tx, ctx: MemberContext, orderId: string, payer: Payer) => Promise<void>

let follow: WhenPayerChanges | undefined

/** Who follows the payer of an order, in the same transaction. Told once, by wiring.ts. */
export function whenPayerChanges(above: WhenPayerChanges): void {
  follow = above
}

/** The title and the mailbox of the receipt may be put right until the money is confirmed. */
export async function changePayer(ctx: MemberContext, orderId: string, said: Payer): Promise<void> {
  const payer = await checkedPayer(ctx, said)
  await inTx(ctx, async (tx, ctx) => {
    const before = found(await findOrder(tx, ctx, orderId, ctx.memberId))
    // Receipts are locked before their order, everywhere.
    await follow?.(tx, ctx, orderId, payer)
    const row = await tx
      .updateTable('orders')
      .set(payerColumns(payer))
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', orderId)
      .where('member_id', '=', ctx.memberId)
      .where('state', 'in', ['open', 'vouched'])
      .returningAll()
      .executeTakeFirst()
    if (!row) throw new Refusal('already-done', whyClosed(before))
    await audit(tx, ctx, { action: 'dues.order-changed', subject: subjectOf(before), before: before.payer, after: payer })
  })
}

/** Staff put right to whom its receipt is made out. An order that is paid, or over, keeps what was said. */
export async function correctTitles(tx: Tx, ctx: StaffContext, orderId: string, { title, creditCode, email }: Titles): Promise<void> {
  const before = found(await findOrder(tx, ctx, orderId, undefined, { lock: true }))
  if (before.state !== 'open' && before.state !== 'vouched') return
  const payer: Payer = { ...before.payer, unit: title, creditCode, email }
  await tx
    .updateTable('orders')
    .set(payerColumns(payer))
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', orderId)
    .execute()
  await audit(tx, ctx, { action: 'dues.order-changed', subject: subjectOf(before), before: before.payer, after: payer })
}

/** The member takes the order back; its years can be ordered again. */
export async function cancelOrder(ctx: MemberContext, orderId: string): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const before = found(await findOrder(tx, ctx, orderId, ctx.memberId))
    if (await releaseOrder(tx, ctx, orderId)) return
    if (before.receivedFen > 0 && before.state !== 'paid')
      throw new Refusal('not-ready', `协会已收到其中 ${formatFen(before.receivedFen)} 元，不能取消；补足余款即可，需要退款请联系协会`)
    if (before.state === 'vouched')
      throw new Refusal('not-ready', '付款凭证已经上传，正在等待协会确认到账，不能取消；如已退款或传错，请联系协会')
    throw new Refusal('already-done', whyClosed(before))
  })
}

/** Ends an order nobody has paid or vouched for; false when it was not open any more, or part of its money is there. */
export async function releaseOrder(tx: Tx, ctx: Context, orderId: string): Promise<boolean> {
  const row = await tx
    .updateTable('orders')
    .set({ state: 'cancelled' })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', orderId)
    .where('state', '=', 'open')
    .where('received_fen', '=', 0)
    .returningAll()
    .executeTakeFirst()
  if (!row) return false
  await releaseCharges(tx, ctx, orderId)
  await audit(tx, ctx, {
    action: 'dues.order-cancelled',
    subject: subjectOf(asOrder(row)),
    before: { state: 'open' },
    after: { state: 'cancelled' },
  })
  return true
}

/** What the order asked for can be ordered again; years that are there only because of it are owed no more. */
export async function releaseCharges(tx: Tx, ctx: Context, orderId: string): Promise<void> {
  await tx
    .updateTable('order_charges')
    .set({ live: false })
    .where('association_id', '=', ctx.association.id)
    .where('order_id', '=', orderId)
    .execute()
  // A year that came meanwhile is owed like any other; a rolling one comes only with its payment.
  const after = isRolling(ctx) ? 0 : yearOf(ctx.kernel.clock.today())
  await sql`update charges c set state = 'cancelled', cancelled_at = ${ctx.kernel.clock.now()} from order_charges x
    where x.association_id = ${ctx.association.id} and x.order_id = ${orderId} and (c.association_id, c.id) = (x.association_id, x.charge_id)
      and c.ahead and c.state = 'open' and c.year > ${after}`.execute(tx)
}

export const subjectOf = (order: OrderRecord) => ({ kind: 'order', id: order.id, label: `${order.number} · ${order.payer.unit}` })

/** Why a member can't change it any more. */
export function whyClosed(order: Pick<OrderRecord, 'state'>): string {
  if (order.state === 'paid') return '协会已确认到账，这笔订单不能再更改；票据信息有误请联系协会'
  return order.state === 'expired' ? '这笔订单已经过期，可以先恢复再办理' : '这笔订单已经取消'
}
