import { systemContext } from '../kernel/context.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { newId } from '../kernel/ids.ts'
import { markIssued, receiptDue } from '../modules/receipts/index.ts'
import type { House } from './house.ts'
import { demoLogins } from './logins.ts'

const [, , finance] = demoLogins.staff

/** What was paid long ago has its receipt, unless the member has to ask for it. Its number is invented. */
export async function receiptOfBefore(
  house: House,
  paid: { orderId: string; memberId: string; paidOn: string; number: string },
): Promise<void> {
  const { kernel, association } = house
  const { number, ...data } = paid
  // The same event is on its way: whichever comes first makes the receipt.
  await receiptDue(systemContext(kernel, association), { id: newId(), associationId: association.id, name: 'dues.order-paid', data })
  const clerk = await house.staff(finance.mobile)
  const due = await inTx(clerk, (tx) =>
    tx
      .selectFrom('receipts')
      .select('id')
      .where('association_id', '=', association.id)
      .where('order_id', '=', paid.orderId)
      .where('state', '=', 'due')
      .executeTakeFirst(),
  )
  if (due) await markIssued(clerk, due.id, { code: '00010726', number, checkCode: 'a1b2c3' })
}
