import type { Confirmation, ConfirmResult } from '../../../../contract/dues.ts'
import { formatFen } from '../../../../contract/rules/money.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { findOrder, type OrderRecord } from '../store.ts'
import { allocate, whyNotGiven } from './allocate.ts'
import { checkMoneyDay } from './books.ts'
import { receive } from './receive.ts'

/**
 * The money is there: received and given to the order, settled, spans written, told to the rest of the house, all or nothing. `amountFen` is what
 * the bank shows. With `uneven` it may differ: what is too much stays in suspense, what is missing is still asked for. Of two clerks one wins,
 * the other reads who was first.
 */
export async function confirmPayment(ctx: StaffContext, orderId: string, said: Confirmation): Promise<void> {
  authorize(ctx, 'dues.confirm')
  checkMoneyDay(ctx, said.receivedOn)
  await inTx(ctx, async (tx, ctx) => {
    const order = found(await findOrder(tx, ctx, orderId, undefined, { lock: true }))
    if (order.state !== 'open' && order.state !== 'vouched') throw await whyNotGiven(tx, ctx, order)
    const missing = order.amountFen - order.receivedFen
    if (said.amountFen !== missing && !said.uneven) throw unevenRefusal(order, said.amountFen)
    const paymentId = await receive(tx, ctx, {
      amountFen: said.amountFen,
      receivedOn: said.receivedOn,
      method: 'transfer',
      source: order.state === 'vouched' ? 'voucher' : 'hand',
      payerName: order.payer.unit,
      note: said.note,
    })
    const amountFen = Math.min(said.amountFen, missing)
    await allocate(tx, ctx, { paymentId, parts: [{ orderId, amountFen }] })
    if (amountFen === missing) return
    // Looked at: it leaves the queue until the rest is announced by another voucher.
    await tx
      .updateTable('orders')
      .set({ state: 'open', vouched_at: null })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', orderId)
      .execute()
  })
}

function unevenRefusal(order: OrderRecord, amountFen: number): Refusal {
  const missing = order.amountFen - order.receivedFen
  const asks = order.receivedFen > 0 ? `订单还差 ${formatFen(missing)} 元` : `订单为 ${formatFen(missing)} 元`
  const message = `到账金额与订单不一致：${asks}，填写的是 ${formatFen(amountFen)} 元。请核对；确实如此时，${amountFen > missing ? '多付的部分记为暂存款' : '先登记这部分，余款继续待交'}。`
  return new Refusal('input-invalid', { problems: [{ path: 'amountFen', label: '到账金额', message }] })
}

/** Several at once, each on its own: one that fails does not hold up the others, and the list says which and why. */
export async function confirmMany(
  ctx: StaffContext,
  receivedOn: string,
  orders: readonly { id: string; amountFen: number }[],
): Promise<ConfirmResult[]> {
  authorize(ctx, 'dues.confirm')
  checkMoneyDay(ctx, receivedOn)
  const results: ConfirmResult[] = []
  for (const { id, amountFen } of orders) {
    const order = await inTx(ctx, (tx, ctx) => findOrder(tx, ctx, id))
    const about = { orderId: id, number: order?.number ?? '', payerUnit: order?.payer.unit ?? '' }
    results.push(
      await confirmPayment(ctx, id, { receivedOn, amountFen, note: '' }).then(
        () => ({ ...about, done: true, message: '已确认到账' }),
        (error: unknown) => {
          if (!(error instanceof Refusal)) throw error
          return { ...about, done: false, message: error.problems?.[0]?.message ?? error.message }
        },
      ),
    )
  }
  return results
}
