import { chargeTitle } from '../../../../contract/dues-words.ts'
import { payByOf } from '../../../../contract/rules/dues-year.ts'
import { showTransferCode } from '../../../../contract/rules/transfer-code.ts'
import type { Context, MemberContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import type { FileReply } from '../../../kernel/http/route.ts'
import { type SlipData, typeset } from '../../../kernel/typeset/index.ts'
import { levelName, payeeOf, rulesOf, serviceName } from '../settings.ts'
import { type ChargeRecord, chargesOfOrder, findOrder, type OrderRecord } from '../store.ts'
import { orderParts } from './read-order.ts'

/** 缴费通知单: for the unit's cashier, with everything a transfer needs. */
export async function printSlip(ctx: MemberContext, orderId: string): Promise<FileReply> {
  const { data, number } = await inTx(ctx, async (tx, ctx) => {
    const order = found(await findOrder(tx, ctx, orderId, ctx.memberId))
    if (order.state === 'cancelled') throw new Refusal('not-found', '这笔订单已经取消，没有缴费通知单')
    if (order.state === 'expired') throw new Refusal('not-found', '这笔订单已经过期，恢复后才有缴费通知单')
    const charges = await chargesOfOrder(tx, ctx, orderId)
    const { settings, slug, name } = ctx.association
    const { note, ...payee } = payeeOf(ctx, order.transferCode)
    const lastYear = charges.at(-1)?.year
    const dueOn = order.expiresOn ?? (lastYear === undefined || order.service !== null ? undefined : payByOf(rulesOf(ctx), lastYear))
    const slip: SlipData = {
      title: `${serviceName(ctx, order.service) || settings.words.dues}缴费通知单`,
      association: { name, accent: settings.accent },
      date: ctx.kernel.clock.today(),
      payer: [
        { label: '付款单位', value: order.payer.unit },
        { label: '信用代码', value: order.payer.creditCode },
        { label: '经办人', value: order.payer.person },
        { label: '联系手机', value: order.payer.mobile },
        { label: '票据邮箱', value: order.payer.email },
        { label: '订单号', value: order.number },
      ],
      payee: { accountName: payee.name, account: payee.account, bank: payee.bank, bankCode: payee.bankCode ?? undefined },
      items: itemsOf(ctx, order, charges, await orderParts(tx, ctx, orderId)),
      transferCode: showTransferCode(order.transferCode),
      notes: [
        note,
        `汇款后请回到订单页面上传付款凭证；${order.service === null ? settings.dues.receipt.name : '电子发票'}将在汇款后 ${settings.dues.receipt.workdays} 个工作日内发送到上面的邮箱。`,
      ],
      // A day gone by would only frighten: the year is owed all the same.
      dueOn: dueOn !== undefined && dueOn >= ctx.kernel.clock.today() ? dueOn : undefined,
      url: `${ctx.kernel.config.publicUrl}/${slug}/portal/dues/orders/${order.id}`,
      urlNote: '扫码打开订单，上传付款凭证',
    }
    return { data: slip, number: order.number }
  })
  return { bytes: await typeset('slip', data), mediaType: 'application/pdf', name: `缴费通知单-${number}.pdf`, inline: true }
}

const mostLines = 20

/** One line a year, or where it pays for others, one line a person; a crowd in one. */
function itemsOf(
  ctx: Context,
  order: OrderRecord,
  charges: readonly ChargeRecord[],
  parts: readonly { memberId: string; name: string; years: number[]; amountFen: number }[],
): SlipData['items'] {
  if (order.service !== null)
    return charges.map(({ reason, amountFen }) => ({ name: serviceName(ctx, order.service), period: reason, amountFen }))
  const { dues } = ctx.association.settings.words
  const own = charges
    .filter((charge) => charge.memberId === order.memberId)
    .map((charge) => ({ name: `${dues}（${levelName(ctx, charge.level)}）`, period: chargeTitle(charge), amountFen: charge.amountFen }))
  const others = parts.filter((part) => part.memberId !== order.memberId)
  if (others.length <= mostLines)
    return [
      ...own,
      ...others.map(({ name, years, amountFen }) => ({ name: `${dues}（${name}）`, period: `${years.length} 年`, amountFen })),
    ]
  const amountFen = others.reduce((sum, part) => sum + part.amountFen, 0)
  return [...own, { name: `${dues}（${others.length} 人，名单见订单 ${order.number}）`, amountFen }]
}
