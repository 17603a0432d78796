import { isIssued } from '../../../contract/receipt-words.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context, SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { type RaisedEvent, raise } from '../../kernel/outbox.ts'
import { orderAskedOn, orderParts, readOrder } from '../dues/index.ts'
import { dueAfter, receiptRules } from './settings.ts'
import { insertReceipt, livingReceipts, type NewReceipt, type ReceiptRecord } from './store.ts'

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
    if (living.length > 0) return paidFor(tx, ctx, order, living, data.paidOn)
    if (await wasEnded(tx, ctx, order.id)) return
    for (const share of await sharesOf(tx, ctx, order)) {
      await insertReceipt(tx, ctx, {
        ...share,
        orderId: order.id,
        service: order.service,
        memberId: order.memberId,
        email: order.payer.email,
        state: receiptRules(ctx).asked ? 'unasked' : 'due',
        basis: 'paid',
        dueOn: dueAfter(ctx, await clockStart(tx, ctx, order.id, data.paidOn)),
        paidOn: data.paidOn,
      })
    }
  })
}

type Order = Awaited<ReturnType<typeof readOrder>>

/** The day of the remittance; of money that came before anybody asked for it and was kept, the day on which it is given. */
async function clockStart(tx: Tx, ctx: SystemContext, orderId: string, paidOn: string): Promise<string> {
  return (await orderAskedOn(tx, ctx, orderId)) > paidOn ? ctx.kernel.clock.today() : paidOn
}

/** What there is stands for this payment, each at its share of what the order costs now. One made out at another amount is to be recalled. */
async function paidFor(tx: Tx, ctx: SystemContext, order: Order, living: readonly ReceiptRecord[], paidOn: string): Promise<void> {
  for (const one of living) {
    const amountFen = await shareFen(tx, ctx, order, one.part)
    const wrong = isIssued(one.state) && amountFen !== one.amountFen
    const reason = `开具的金额是 ${formatFen(one.amountFen)} 元，实际应为 ${formatFen(amountFen)} 元`
    await tx
      .updateTable('receipts')
      .set({
        paid_on: paidOn,
        recall_reason: wrong ? reason : null,
        recalled_at: wrong ? ctx.kernel.clock.now() : null,
        ...(!isIssued(one.state) && amountFen > 0 && { amount_fen: amountFen }),
      })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', one.id)
      .execute()
    const subject = { kind: 'receipt', id: one.id, label: `${one.title} ${one.number}`.trim() }
    if (one.basis === 'advance' && one.paidOn === null) await audit(tx, ctx, { action: 'receipt.advance-paid', subject, after: { paidOn } })
    if (!wrong || one.paidOn === paidOn) continue
    await audit(tx, ctx, { action: 'receipt.recalled', subject, before: { state: one.state }, after: { reason } })
    const { id: receiptId, memberId, title, number } = one
    await raise(tx, ctx, 'receipts.recall-asked', { receiptId, memberId, title, number, reason })
  }
}

type Share = Pick<NewReceipt, 'part' | 'title' | 'creditCode' | 'amountFen'>

/** One receipt for the payer, or one for each person the unit pays for, made out to the person. GSJL-13 */
async function sharesOf(tx: Tx, ctx: Context, order: Order): Promise<Share[]> {
  const { unit: title, creditCode } = order.payer
  if (order.receiptSplit === 'whole') return [{ part: null, title, creditCode, amountFen: order.amountFen }]
  const parts = await orderParts(tx, ctx, order.id)
  return parts
    .filter((part) => part.amountFen > 0)
    .map(({ memberId, name, amountFen }) => ({ part: memberId, title: name, creditCode: '', amountFen }))
}

/** What a receipt of an order is of now: the whole, or a person's part; less than when it was made, perhaps. */
export async function shareFen(tx: Tx, ctx: Context, order: Pick<Order, 'id' | 'amountFen'>, part: string | null): Promise<number> {
  if (part === null) return order.amountFen
  return (await orderParts(tx, ctx, order.id)).find((one) => one.memberId === part)?.amountFen ?? 0
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
