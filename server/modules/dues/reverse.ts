import { sql } from 'kysely'
import { formatFen } from '../../../contract/rules/money.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { checkMonthOpen, lockPayment } from './books.ts'
import { actorId, paymentLeft } from './receive.ts'
import { needReason } from './take-back.ts'

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
