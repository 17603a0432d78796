import { isIssued } from '../../../contract/receipt-words.ts'
import { audit } from '../../kernel/audit.ts'
import type { SystemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { type RaisedEvent, raise } from '../../kernel/outbox.ts'
import { readOrder } from '../dues/index.ts'
import { livingReceipts, type ReceiptRecord } from './store.ts'

/**
 * The money of an order was taken back. A receipt that was not made yet is not made; one that was asks staff to void it or make it red. One
 * asked for in advance waits for money again. Told twice, it happens once.
 */
export async function receiptUnpaid(ctx: SystemContext, { data }: RaisedEvent<'dues.order-unpaid'>): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    // Paid again before this was told.
    if ((await readOrder(tx, ctx, data.orderId)).state === 'paid') return
    const now = ctx.kernel.clock.now()
    for (const receipt of await livingReceipts(tx, ctx, data.orderId)) {
      const outcome = outcomeOf(receipt, data.reason, now)
      await tx
        .updateTable('receipts')
        .set({ ...outcome, paid_on: null })
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', receipt.id)
        .where('paid_on', 'is not', null)
        .execute()
      if (receipt.basis === 'advance' || receipt.paidOn === null) continue
      await audit(tx, ctx, {
        action: isIssued(receipt.state) ? 'receipt.recalled' : 'receipt.cancelled',
        subject: { kind: 'receipt', id: receipt.id, label: `${receipt.title} ${receipt.number}`.trim() },
        before: { state: receipt.state },
        after: { reason: data.reason },
      })
      if (isIssued(receipt.state)) {
        const { id, title, number, memberId } = receipt
        await raise(tx, ctx, 'receipts.recall-asked', { receiptId: id, memberId, title, number, reason: data.reason })
      }
    }
  })
}

function outcomeOf({ basis, state }: ReceiptRecord, reason: string, now: Date) {
  if (basis === 'advance') return {}
  if (isIssued(state)) return { recall_reason: reason, recalled_at: now }
  return { state: 'cancelled', ended_at: now, end_reason: `缴费已撤回：${reason}` }
}
