import { addWorkdays } from '../../../contract/rules/workdays.ts'
import { audit } from '../../kernel/audit.ts'
import type { SystemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import type { RaisedEvent } from '../../kernel/outbox.ts'
import { holidays } from '../../kernel/reference/index.ts'
import { readOrder } from '../dues/index.ts'

/** After a payment: its receipt is due so many working days after the remittance. However often the event comes, there is one. CACEM-17 */
export async function receiptDue(ctx: SystemContext, { data }: RaisedEvent<'dues.order-paid'>): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const order = await readOrder(tx, ctx, data.orderId)
    const dueOn = addWorkdays(data.paidOn, ctx.association.settings.dues.receipt.workdays, holidays)
    const row = await tx
      .insertInto('receipts')
      .values({
        association_id: ctx.association.id,
        id: newId(),
        order_id: order.id,
        member_id: order.memberId,
        kind: 'dues',
        title: order.payer.unit,
        credit_code: order.payer.creditCode,
        email: order.payer.email,
        amount_fen: order.amountFen,
        due_on: dueOn,
        created_at: ctx.kernel.clock.now(),
      })
      .onConflict((conflict) => conflict.columns(['association_id', 'order_id']).doNothing())
      .returning('id')
      .executeTakeFirst()
    if (!row) return
    await audit(tx, ctx, {
      action: 'receipt.due',
      subject: { kind: 'receipt', id: row.id, label: `${order.number} · ${order.payer.unit}` },
      after: { title: order.payer.unit, amountFen: order.amountFen, dueOn },
    })
  })
}
