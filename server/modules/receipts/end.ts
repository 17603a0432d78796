import { isIssued } from '../../../contract/receipt-words.ts'
import type { EndOrder } from '../../../contract/receipts.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { readOrder } from '../dues/index.ts'
import { shareFen } from './due.ts'
import { dueAfter } from './settings.ts'
import { findReceipt, insertReceipt } from './store.ts'
import { checkedTitles } from './titles.ts'

/**
 * 作废 or 红冲, with a reason; the row stays for ever. With `again` a new one is due in its place, made out anew: the chain is kept.
 * A 数电发票 can't be voided: it is cancelled by a red one that has a number (red confirmation first).
 */
export async function endReceipt(ctx: StaffContext, id: string, { how, reason, redNumber = '', again }: EndOrder): Promise<string | null> {
  authorize(ctx, 'receipts.manage')
  const titles = again && checkedTitles(again)
  const number = redNumber.replace(/\s/g, '')
  return inTx(ctx, async (tx, ctx) => {
    const before = await findReceipt(tx, ctx, id, { lock: true })
    const wrong = (path: string, label: string, message: string) => {
      throw new Refusal('input-invalid', { problems: [{ path, label, message }] })
    }
    if (!isIssued(before.state)) throw new Refusal('already-done', '只有已开具的票据才能作废或红冲')
    if (before.document === 'tax' && how === 'voided')
      wrong('how', '办理方式', '数电发票不能作废，请先在税务系统开具红字发票，再登记红冲。')
    if (before.document === 'tax' && !/^\d{20}$/.test(number)) wrong('redNumber', '红字发票号码', '请填写红字发票的号码（20 位数字）。')
    const order = await readOrder(tx, ctx, before.orderId)
    if (again && before.basis === 'paid' && order.state !== 'paid')
      throw new Refusal('not-ready', '这笔订单的款项已撤回，现在不能重开票据；会员再次缴费后会重新列入待开票')
    const now = ctx.kernel.clock.now()
    await tx
      .updateTable('receipts')
      .set({ state: how, ended_at: now, ended_by: ctx.account.id, end_reason: reason.trim(), red_number: number })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .execute()
    await audit(tx, ctx, {
      action: how === 'red' ? 'receipt.red' : 'receipt.voided',
      subject: { kind: 'receipt', id, label: `${before.title} ${before.number}`.trim() },
      before: { state: before.state, code: before.code, number: before.number },
      after: { state: how, reason: reason.trim(), redNumber: number, again: titles ?? null },
    })
    if (!titles) return null
    return insertReceipt(tx, ctx, {
      ...titles,
      orderId: before.orderId,
      service: order.service,
      memberId: before.memberId,
      part: before.part,
      amountFen: await shareFen(tx, ctx, order, before.part),
      state: 'due',
      basis: before.basis,
      dueOn: dueAfter(ctx, ctx.kernel.clock.today()),
      paidOn: before.paidOn,
      replaces: id,
    })
  })
}
