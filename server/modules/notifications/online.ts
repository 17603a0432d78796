import { onlineMethodNames } from '../../../contract/online-words.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import type { SystemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import type { RaisedEvent } from '../../kernel/outbox.ts'
import { insertAlert } from './store.ts'

/** Money that came online and is nobody's: somebody has to look at it. */
export async function alertStray(ctx: SystemContext, { id, data }: RaisedEvent<'online.stray'>): Promise<void> {
  const title = `${onlineMethodNames[data.method]}到账 ${formatFen(data.amountFen)} 元，未能用于订单，已记为暂存款`
  const body = `原因：${data.why}。\n商户订单号 ${data.outTradeNo}。请与付款人核对后退款，或用于其他应缴。`
  await inTx(ctx, (tx) => insertAlert(tx, ctx, { permission: 'dues.read', title, body, memberId: data.memberId, cause: id }))
}

export async function alertBillDiffers(ctx: SystemContext, { id, data }: RaisedEvent<'online.bill-differs'>): Promise<void> {
  const title = `${onlineMethodNames[data.method]} ${data.day} 的账单与系统记录有 ${data.differences} 处不符`
  const body = '请在“在线支付”的“对账”中查看。'
  await inTx(ctx, (tx) => insertAlert(tx, ctx, { permission: 'dues.read', title, body, memberId: null, cause: id }))
}

export async function alertRefundFailed(ctx: SystemContext, { id, data }: RaisedEvent<'online.refund-failed'>): Promise<void> {
  const title = `${onlineMethodNames[data.method]}原路退回 ${formatFen(data.amountFen)} 元没有成功`
  const body = `原因：${data.why}。\n请在“账簿”的“退款”中再试一次，或汇款退还后登记。`
  await inTx(ctx, (tx) => insertAlert(tx, ctx, { permission: 'dues.read', title, body, memberId: null, cause: id }))
}
