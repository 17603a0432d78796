import { sql } from 'kysely'
import { chargeTitle } from '../../../../contract/dues-words.ts'
import { type Resolution, readableAccent } from '../../../../contract/preset.ts'
import { formatDay } from '../../../../contract/rules/days.ts'
import { payByOf } from '../../../../contract/rules/dues-year.ts'
import { showTransferCode } from '../../../../contract/rules/transfer-code.ts'
import type { Context, MemberContext, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import type { FileReply } from '../../../kernel/http/route.ts'
import { type Notice, typeset } from '../../../kernel/typeset/index.ts'
import { levelName, payeeOf, rulesOf } from '../settings.ts'
import { chargesOfOrder, findOrder, memberName } from '../store.ts'

export const noticeTitle = (ctx: Context, year: number): string => `${year} 年度${ctx.association.settings.words.dues}缴费通知书`

/** What the notice of an order says. */
export async function noticeOf(tx: Tx, ctx: Context, orderId: string): Promise<Notice & { year: number }> {
  const order = found(await findOrder(tx, ctx, orderId))
  if (order.state === 'cancelled' || order.state === 'expired') throw new Refusal('not-found', '这笔订单已经失效，没有缴费通知书')
  if (order.service !== null) throw new Refusal('not-found', '会费以外的订单没有缴费通知书，请使用缴费通知单')
  const charges = await chargesOfOrder(tx, ctx, orderId)
  const newest = charges.at(-1)
  if (!newest) throw new Refusal('not-found')
  const { rows } = await sql<{ resolution: Resolution; name: string }>`select resolution, name from dues_standards
    where association_id = ${ctx.association.id} and id = ${newest.standardId}`.execute(tx)
  const { assembly, date, number } = found(rows[0]).resolution
  const { settings, slug } = ctx.association
  const { note, ...payee } = payeeOf(ctx, order.transferCode)
  const member = await memberName(tx, ctx, order.memberId)
  const today = ctx.kernel.clock.today()
  const dueOn = payByOf(rulesOf(ctx), newest.year)
  const whose = member.kind === 'unit' ? `贵${settings.words.unit}` : '您'
  return {
    year: newest.year,
    to: member.name,
    opening: `根据${assembly}${formatDay(date)}通过的会费标准${number ? `（${number}）` : ''}，${whose}作为我会${levelName(ctx, newest.level)}，应交纳${settings.words.dues}如下：`,
    items: charges.map((charge) => ({
      name: `${settings.words.dues}（${levelName(ctx, charge.level)}）${charge.reason ? `，${charge.reason}` : ''}`,
      period: chargeTitle(charge),
      amountFen: charge.amountFen,
    })),
    payee: {
      accountName: payee.name,
      account: payee.account,
      bank: payee.bank,
      ...(payee.bankCode !== null && { bankCode: payee.bankCode }),
    },
    transferCode: showTransferCode(order.transferCode),
    // A day gone by would only frighten: the year is owed all the same.
    ...(rulesOf(ctx).year === 'calendar' && dueOn >= today && { dueOn }),
    notes: [
      note,
      `${settings.dues.receipt.name}将在汇款后 ${settings.dues.receipt.workdays} 个工作日内发送到订单中登记的邮箱${order.payer.email ? `（${order.payer.email}）` : '，请先扫码补充邮箱'}。`,
      `如有疑问请联系${settings.words.secretariat}：${settings.contact.phone}，${settings.contact.email}。`,
    ],
    url: `${ctx.kernel.config.publicUrl}/${slug}/portal/dues/orders/${order.id}`,
  }
}

/** Many notices in one file, a page each. Never inside a transaction. */
export async function printNotices(ctx: Context, year: number, notices: Notice[]): Promise<Buffer> {
  const { name, settings } = ctx.association
  return typeset('notice', {
    association: { name, accent: readableAccent(settings.accent) },
    date: ctx.kernel.clock.today(),
    title: noticeTitle(ctx, year),
    notices,
    urlNote: '扫码打开订单，上传付款凭证',
  })
}

/** 缴费通知书 of one order. For a member: of its own. */
export async function printNotice(ctx: MemberContext | StaffContext, orderId: string): Promise<FileReply> {
  const notice = await inTx(ctx, async (tx, ctx) => {
    found(await findOrder(tx, ctx, orderId, ctx.kind === 'member' ? ctx.memberId : undefined))
    return noticeOf(tx, ctx, orderId)
  })
  const bytes = await printNotices(ctx, notice.year, [notice])
  return { bytes, mediaType: 'application/pdf', name: `缴费通知书-${notice.to}.pdf`, inline: true }
}
