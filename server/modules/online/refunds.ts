import { type SqlBool, sql } from 'kysely'
import { onlineMethodNames } from '../../../contract/online-words.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import { dayOf } from '../../kernel/clock.ts'
import type { Context, StaffContext, SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { type RaisedEvent, raise } from '../../kernel/outbox.ts'
import { refundNoted, refundSent, sendRefund } from '../dues/index.ts'
import { accountOf, gatewayOf, notifyUrl } from './accounts.ts'
import { Forged, type Gateway, GatewayError, isUncertain, type RefundFinding } from './gateway.ts'
import { dueRefunds, findRefund, nextRound, noteAsked, noteSent, type OnlineRefund, prepareRefund } from './refund-store.ts'

/**
 * 原路退回. The number is the refund's own, so however often it is asked, it is sent once. Each round first asks what became of it: the answer to
 * the last one may have been lost.
 */
export async function sendBack(ctx: SystemContext, { data }: RaisedEvent<'dues.refund-goes-back'>): Promise<void> {
  await inTx(ctx, (tx, ctx) => prepareRefund(tx, ctx, data.refundId))
  await pursue(ctx, data.refundId)
}

/** Recurs: those the gateway has not answered for yet, each the less often, the longer it waits. */
export async function askRefunds(ctx: SystemContext): Promise<void> {
  for (const id of await inTx(ctx, (tx) => dueRefunds(tx, ctx))) await pursue(ctx, id)
}

/** Staff send it again after the gateway refused, or one that was approved before it could be sent this way. */
export async function retryRefund(ctx: StaffContext, refundId: string): Promise<void> {
  authorize(ctx, 'dues.confirm')
  await inTx(ctx, async (tx, ctx) => {
    const sent = await sendRefund(tx, ctx, refundId)
    if (!sent) throw new Refusal('already-done', '这笔退款正在原路退回，或已经退回')
    const one = await prepareRefund(tx, ctx, refundId)
    if (!one) throw new Refusal('not-ready', '这笔款不是在线支付的，请汇款退还后登记')
    await noteAction(tx, ctx, one, 'online.refund-asked')
  })
  await pursue(ctx, refundId)
}

/** One round with the gateway; what it says is written down. Uncertain ends stay under way. */
export async function pursue(ctx: Context, refundId: string): Promise<void> {
  const one = await inTx(ctx, (tx) => noteAsked(tx, ctx, refundId))
  if (!one) return
  const account = await accountOf(ctx, one.method, { ended: true })
  if (!account) return giveUp(ctx, one, `${onlineMethodNames[one.method]}已停用，不能原路退回`)
  try {
    await act(ctx, one, await ask(gatewayOf(account), one, notifyUrl(ctx, one.method, account.demo)))
  } catch (error) {
    if (!(error instanceof GatewayError) && !(error instanceof Forged)) throw error
    ctx.kernel.log.warn({ refundNo: one.refundNo, why: error.message }, 'a refund has no certain answer yet')
    await inTx(ctx, (tx) => refundNoted(tx, ctx, one.id, 'under-way', `${error.message}，稍后自动再试`))
  }
}

type Answer = RefundFinding | { state: 'refused'; why: string }

/** What became of it; asked for now when the gateway has not heard of it. */
async function ask(gateway: Gateway, one: OnlineRefund, notifyUrl: string): Promise<Answer> {
  const known = await gateway.refundState(one.outTradeNo, one.refundNo)
  if (known.state !== 'unknown') return known
  const { outTradeNo, refundNo, amountFen, totalFen, reason } = one
  try {
    await gateway.refund({ outTradeNo, refundNo, amountFen, totalFen, reason, notifyUrl })
  } catch (error) {
    if (!(error instanceof GatewayError) || isUncertain(error)) throw error
    return { state: 'refused', why: error.message }
  }
  return gateway.refundState(one.outTradeNo, one.refundNo)
}

async function act(ctx: Context, one: OnlineRefund, answer: Answer): Promise<void> {
  const { state } = answer
  if (state === 'done') {
    const at = answer.at ?? ctx.kernel.clock.now()
    return inTx(ctx, async (tx, ctx) => {
      if (!(await refundSent(tx, ctx, one.id, bookDay(ctx, at)))) return
      await noteSent(tx, ctx, one.id, at)
      await noteAction(tx, ctx, one, 'online.refunded')
    })
  }
  if (state === 'refused') return giveUp(ctx, one, answer.why)
  if (state === 'abnormal') return giveUp(ctx, one, '退款异常：付款人的银行卡已作废或冻结，请在商户平台处理，或改用汇款退还')
  if (state === 'closed') return giveUp(ctx, one, '支付平台关闭了这笔退款，没有退出', { fresh: true })
  // Pending, or accepted and not to be seen yet: the next round tells.
}

/** A day before today only while its month is open; then what came late is booked today. */
function bookDay(ctx: Context, at: Date): string {
  const [day, today] = [dayOf(at), ctx.kernel.clock.today()]
  return day.slice(0, 7) === today.slice(0, 7) ? day : today
}

/** `fresh`: the number is spent at the gateway, the next round takes another. */
async function giveUp(ctx: Context, one: OnlineRefund, why: string, { fresh = false } = {}): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    if (!(await refundNoted(tx, ctx, one.id, 'failed', why))) return
    if (fresh) await nextRound(tx, ctx, one)
    await noteAction(tx, ctx, one, 'online.refund-failed', { why })
    await raise(tx, ctx, 'online.refund-failed', { refundId: one.id, method: one.method, amountFen: one.amountFen, why })
  })
}

const noteAction = (
  tx: Tx,
  ctx: Context,
  one: OnlineRefund,
  action: 'online.refund-asked' | 'online.refunded' | 'online.refund-failed',
  more: object = {},
) =>
  audit(tx, ctx, {
    action,
    subject: { kind: 'refund', id: one.id, label: `${onlineMethodNames[one.method]} ${one.refundNo}` },
    after: { amountFen: one.amountFen, outTradeNo: one.outTradeNo, ...more },
  })

/** A gateway tells of a refund: it is asked itself. One of a number that is none of ours the daily comparison finds. */
export async function hearRefund(ctx: Context, refundNo: string): Promise<void> {
  const one = await inTx(ctx, (tx) => findRefund(tx, ctx, sql<SqlBool>`r.refund_no = ${refundNo}`))
  if (one) await pursue(ctx, one.id)
}
