import type { Confirmation, ConfirmResult } from '../../../contract/dues.ts'
import { isDay } from '../../../contract/rules/days.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import { dayOf } from '../../kernel/clock.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { raise } from '../../kernel/outbox.ts'
import { subjectOf } from './change-order.ts'
import { settleOrder } from './settle.ts'
import { findOrder, type OrderRecord } from './store.ts'

/**
 * The money is there: paid, settled, spans written, told to the rest of the house, all or nothing. `amountFen` is what the bank shows and must be
 * the order's. Of two clerks one wins, the other reads who was first. Nothing of it is changed or deleted afterwards.
 */
export async function confirmPayment(ctx: StaffContext, orderId: string, said: Confirmation): Promise<void> {
  authorize(ctx, 'dues.confirm')
  checkDay(ctx, said.receivedOn)
  await inTx(ctx, async (tx, ctx) => {
    const now = ctx.kernel.clock.now()
    const row = await tx
      .updateTable('orders')
      .set({ state: 'paid', paid_at: now, refused_reason: null })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', orderId)
      .where('state', 'in', ['open', 'vouched'])
      .where('amount_fen', '=', said.amountFen)
      .returning('id')
      .executeTakeFirst()
    const order = found(await findOrder(tx, ctx, orderId))
    if (!row) throw await whyNotConfirmed(tx, ctx, order, said)
    await tx
      .insertInto('payments')
      .values({
        association_id: ctx.association.id,
        id: newId(),
        order_id: orderId,
        amount_fen: said.amountFen,
        received_on: said.receivedOn,
        method: order.method,
        note: said.note.trim(),
        confirmed_by: ctx.account.id,
        confirmed_at: now,
      })
      .execute()
    const charges = await settleOrder(tx, ctx, orderId, said.receivedOn)
    await audit(tx, ctx, {
      action: 'dues.payment-confirmed',
      subject: subjectOf(order),
      after: { amountFen: said.amountFen, receivedOn: said.receivedOn, note: said.note, years: charges.map((charge) => charge.year) },
    })
    await raise(tx, ctx, 'dues.order-paid', { orderId, memberId: order.memberId, paidOn: said.receivedOn })
  })
}

function checkDay(ctx: Context, receivedOn: string): void {
  const problem = (message: string) => new Refusal('input-invalid', { problems: [{ path: 'receivedOn', label: '到账日期', message }] })
  if (!isDay(receivedOn)) throw problem('没有这一天，请核对到账日期。')
  if (receivedOn > ctx.kernel.clock.today()) throw problem('到账日期不能晚于今天。')
}

async function whyNotConfirmed(tx: Tx, ctx: Context, order: OrderRecord, said: Confirmation): Promise<Refusal> {
  if (order.state === 'paid') {
    const first = await tx
      .selectFrom('payments as p')
      .leftJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'p.association_id').onRef('a.id', '=', 'p.confirmed_by'))
      .select(['a.name', 'p.confirmed_at'])
      .where('p.association_id', '=', ctx.association.id)
      .where('p.order_id', '=', order.id)
      .executeTakeFirst()
    const who = first?.name ?? '其他工作人员'
    return new Refusal('already-done', {
      message: `${who}已于 ${first ? dayOf(first.confirmed_at) : ''} 确认了这笔到账，无需重复`,
      detail: { who, at: first?.confirmed_at.toISOString() },
    })
  }
  if (order.state === 'cancelled') return new Refusal('already-done', '这笔订单已被会员取消；如款项确已到账，请联系会员重新生成订单')
  const message = `到账金额应与订单一致：订单为 ${formatFen(order.amountFen)} 元，填写的是 ${formatFen(said.amountFen)} 元。金额不符请联系会员，不要确认。`
  return new Refusal('input-invalid', { problems: [{ path: 'amountFen', label: '到账金额', message }] })
}

/** Several at once, each on its own: one that fails does not hold up the others, and the list says which and why. */
export async function confirmMany(
  ctx: StaffContext,
  receivedOn: string,
  orders: readonly { id: string; amountFen: number }[],
): Promise<ConfirmResult[]> {
  authorize(ctx, 'dues.confirm')
  checkDay(ctx, receivedOn)
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
