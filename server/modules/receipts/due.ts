import { audit } from '../../kernel/audit.ts'
import type { SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import type { RaisedEvent } from '../../kernel/outbox.ts'
import { orderParts, readOrder } from '../dues/index.ts'
import { dueAfter, receiptRules } from './settings.ts'
import { insertReceipt, livingReceipts, type NewReceipt } from './store.ts'

/**
 * After a payment: its receipt is due so many working days after the remittance (CACEM-17), or waits to be asked for (CAQ-10). However often
 * the event comes, there is one. One made in advance is now paid for; one that was to be recalled stands again.
 */
export async function receiptDue(ctx: SystemContext, { data }: RaisedEvent<'dues.order-paid'>): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const order = await readOrder(tx, ctx, data.orderId)
    // Taken back before this was told.
    if (order.state !== 'paid') return
    const living = await livingReceipts(tx, ctx, order.id)
    if (living.length > 0) {
      await tx
        .updateTable('receipts')
        .set({ paid_on: data.paidOn, recall_reason: null, recalled_at: null })
        .where('association_id', '=', ctx.association.id)
        .where(
          'id',
          'in',
          living.map((one) => one.id),
        )
        .execute()
      for (const one of living.filter((one) => one.basis === 'advance' && one.paidOn === null))
        await audit(tx, ctx, {
          action: 'receipt.advance-paid',
          subject: { kind: 'receipt', id: one.id, label: one.title },
          after: { paidOn: data.paidOn },
        })
      return
    }
    if (await wasEnded(tx, ctx, order.id)) return
    for (const share of await sharesOf(tx, ctx, order)) {
      await insertReceipt(tx, ctx, {
        ...share,
        orderId: order.id,
        memberId: order.memberId,
        email: order.payer.email,
        state: receiptRules(ctx).asked ? 'unasked' : 'due',
        basis: 'paid',
        dueOn: dueAfter(ctx, data.paidOn),
        paidOn: data.paidOn,
      })
    }
  })
}

type Share = Pick<NewReceipt, 'part' | 'title' | 'creditCode' | 'amountFen'>

/** One receipt for the payer, or one for each person the unit pays for, made out to the person. GSJL-13 */
async function sharesOf(tx: Tx, ctx: SystemContext, order: Awaited<ReturnType<typeof readOrder>>): Promise<Share[]> {
  const { unit: title, creditCode } = order.payer
  if (order.receiptSplit === 'whole') return [{ part: null, title, creditCode, amountFen: order.amountFen }]
  const parts = await orderParts(tx, ctx, order.id)
  return parts
    .filter((part) => part.amountFen > 0)
    .map(({ memberId, name, amountFen }) => ({ part: memberId, title: name, creditCode: '', amountFen }))
}

/** Staff voided it and wanted none in its place: the event that comes again makes none. One recalled with its payment is made anew. */
async function wasEnded(tx: Tx, ctx: SystemContext, orderId: string): Promise<boolean> {
  const row = await tx
    .selectFrom('receipts')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('order_id', '=', orderId)
    .where('state', 'in', ['voided', 'red'])
    .where('recalled_at', 'is', null)
    .executeTakeFirst()
  return row !== undefined
}
