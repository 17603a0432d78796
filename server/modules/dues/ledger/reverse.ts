import { sql } from 'kysely'
import { formatFen } from '../../../../contract/rules/money.ts'
import { audit } from '../../../kernel/audit.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { checkMonthOpen, lockPayment } from './books.ts'
import { actorId, paymentLeft } from './receive.ts'
import { needReason } from './take-back.ts'

/** Why money of this source is not cancelled by hand: what the bank or the gateway told stays in step with their own papers. */
export function whyNotReversed(source: string): string | null {
  if (source === 'statement') return '这笔到账来自银行流水，请到“银行流水”中撤销认领'
  return source === 'online' ? '这笔款项已由支付平台确认收到，不能冲销；需要退回请办理退款' : null
}

/** `reverse` by a clerk who looks at the book. The route has authorised. */
export async function reverseByHand(ctx: StaffContext, paymentId: string, reason: string): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const payment = await tx
      .selectFrom('payments')
      .select('source')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', paymentId)
      .executeTakeFirst()
    const why = whyNotReversed(found(payment).source)
    if (why !== null) throw new Refusal('not-ready', why)
    await reverse(tx, ctx, { paymentId, reason })
  })
}

/**
 * 冲销: cancels a payment that was booked by mistake with a line of its negative amount, dated today. Only when nothing of it is allocated or
 * going back; money that really came is refunded instead. The caller has authorised.
 */
export async function reverse(tx: Tx, ctx: Context, { paymentId, reason }: { paymentId: string; reason: string }): Promise<void> {
  const why = needReason(reason)
  const today = ctx.kernel.clock.today()
  await checkMonthOpen(tx, ctx, today)
  await lockPayment(tx, ctx, paymentId)
  const payment = found(
    await tx
      .selectFrom('payments')
      .selectAll()
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', paymentId)
      .executeTakeFirst(),
  )
  const left = await paymentLeft(tx, ctx, paymentId)
  const { rows } = await sql<{ reversed: boolean }>`select exists (select 1 from payments
    where association_id = ${ctx.association.id} and reverses = ${paymentId}) as reversed`.execute(tx)
  if (payment.reverses !== null || rows[0]?.reversed) throw new Refusal('already-done', '这笔到账已经冲销')
  if (left !== payment.amount_fen)
    throw new Refusal('not-ready', `这笔到账已有 ${formatFen(payment.amount_fen - left)} 元分配给订单或正在退款，请先撤回再冲销`)
  await tx
    .insertInto('payments')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      amount_fen: -payment.amount_fen,
      received_on: today,
      method: payment.method,
      source: payment.source,
      source_id: payment.source_id,
      payer_name: payment.payer_name,
      note: why,
      reverses: paymentId,
      confirmed_by: actorId(ctx),
      confirmed_at: ctx.kernel.clock.now(),
    })
    .execute()
  await audit(tx, ctx, {
    action: 'dues.payment-reversed',
    subject: { kind: 'payment', id: paymentId, label: `${payment.received_on} ${payment.payer_name}`.trim() },
    before: { amountFen: payment.amount_fen, receivedOn: payment.received_on },
    after: { amountFen: 0, reason: why },
  })
}
