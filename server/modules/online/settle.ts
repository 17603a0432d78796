import { onlineMethodNames } from '../../../contract/online-words.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import { audit } from '../../kernel/audit.ts'
import { dayOf } from '../../kernel/clock.ts'
import type { Context } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { allocate, orderMissing, readOrder, receive } from '../dues/index.ts'
import type { Finding } from './gateway.ts'
import { lockTry, type Try } from './store.ts'

type Paid = Extract<Finding, { state: 'paid' }>

/**
 * The one place where online money is booked, whoever brought the news: notification, query or bill. The first books it, all others find it
 * booked. Money that is not exactly what this order still needs is booked as 暂存款 and told to staff; the order is not touched by it.
 * Answers what was decided, or 'unknown' when the number is none of ours.
 */
export async function settleTry(ctx: Context, found: Paid): Promise<'booked' | 'stray' | 'known' | 'unknown'> {
  return inTx(ctx, async (tx, ctx) => {
    const one = await lockTry(tx, ctx, found.outTradeNo)
    if (!one) return 'unknown'
    if (one.state === 'paid') return 'known'
    const order = await readOrder(tx, ctx, one.orderId)
    // Of two tries for one order that are paid at once, the second sees what the first did.
    await tx
      .selectFrom('orders')
      .select('id')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', one.orderId)
      .forUpdate()
      .execute()
    const paymentId = await book(tx, ctx, one, found, order.payer.unit)
    const stray = await useFor(tx, ctx, one, found.paidFen, paymentId)
    await tx
      .updateTable('online_payments')
      .set({
        state: 'paid',
        trade_no: found.tradeNo,
        payer: found.payer,
        paid_fen: found.paidFen,
        paid_at: found.paidAt,
        payment_id: paymentId,
        stray,
      })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', one.id)
      .execute()
    await audit(tx, ctx, {
      action: stray === null ? 'online.paid' : 'online.stray',
      subject: { kind: 'order', id: order.id, label: `${order.number} · ${order.payer.unit}` },
      after: {
        method: one.method,
        outTradeNo: one.outTradeNo,
        tradeNo: found.tradeNo,
        amountFen: found.paidFen,
        ...(stray !== null && { stray }),
      },
    })
    if (stray === null) return 'booked'
    const { method, outTradeNo, orderId } = one
    await raise(tx, ctx, 'online.stray', { orderId, memberId: order.memberId, method, outTradeNo, amountFen: found.paidFen, why: stray })
    return 'stray'
  })
}

/** The money is there, whatever it is for. */
async function book(tx: Tx, ctx: Context, one: Try, found: Paid, payerName: string): Promise<string> {
  const said = {
    amountFen: found.paidFen,
    method: one.method,
    source: 'online' as const,
    sourceId: one.id,
    payerName,
    note: `${onlineMethodNames[one.method]} ${found.tradeNo}`,
  }
  const day = dayOf(found.paidAt)
  try {
    return await receive(tx, ctx, { ...said, receivedOn: day })
  } catch (error) {
    // Its month was closed meanwhile: what comes late is booked today.
    const today = ctx.kernel.clock.today()
    if (!(error instanceof Refusal) || day === today) throw error
    return receive(tx, ctx, { ...said, receivedOn: today, note: `${said.note}（${day} 支付）` })
  }
}

/** Pays the order if this is exactly what is missing; else why not, and the money waits. */
async function useFor(tx: Tx, ctx: Context, one: Try, paidFen: number, paymentId: string): Promise<string | null> {
  if (paidFen !== one.amountFen) return `支付平台通知的金额是 ${formatFen(paidFen)} 元，应付 ${formatFen(one.amountFen)} 元`
  const { state } = await readOrder(tx, ctx, one.orderId)
  if (state === 'paid') return '订单此前已经到账，重复支付'
  if (state === 'cancelled') return '订单已取消后才支付'
  if (state === 'expired') return '订单过期后才支付'
  const missing = await orderMissing(tx, ctx, one.orderId)
  if (missing < paidFen) return `订单只差 ${formatFen(missing)} 元，支付了 ${formatFen(paidFen)} 元`
  await allocate(tx, ctx, { paymentId, parts: [{ orderId: one.orderId, amountFen: paidFen }] })
  return null
}
