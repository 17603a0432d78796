import { sql } from 'kysely'
import { audit } from '../../../kernel/audit.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { raise } from '../../../kernel/outbox.ts'
import { releaseAfterLeaving } from '../billing/leaver.ts'
import { releaseIfMatterEnded } from '../matter-ended.ts'
import { subjectOf } from '../orders/change-order.ts'
import { asOrder, chargesOfOrder, findOrder } from '../store.ts'
import { checkMonthOpen, lockPayment } from './books.ts'
import { actorId } from './receive.ts'

/**
 * All that this payment gave to this order goes back into suspense. A paid order is open again with its charges; its spans are voided, never
 * deleted, and `dues.order-unpaid` is raised. The caller has authorised; the reason is shown in the book.
 */
export async function takeBack(
  tx: Tx,
  ctx: Context,
  { paymentId, orderId, reason }: { paymentId: string; orderId: string; reason: string },
): Promise<void> {
  const why = needReason(reason)
  await checkMonthOpen(tx, ctx, ctx.kernel.clock.today())
  await lockPayment(tx, ctx, paymentId)
  const before = found(await findOrder(tx, ctx, orderId, undefined, { lock: true }))
  const now = ctx.kernel.clock.now()
  const { rows: given } = await sql<{ id: string; amountFen: number }>`select a.id, a.amount_fen as "amountFen" from allocations a
    where a.association_id = ${ctx.association.id} and a.payment_id = ${paymentId} and a.order_id = ${orderId} and a.amount_fen > 0
      and not exists (select 1 from allocations b where b.association_id = a.association_id and b.reverses = a.id)`.execute(tx)
  if (given.length === 0) throw new Refusal('already-done', '这笔到账没有分配给这个订单，或者已经撤回')
  await tx
    .insertInto('allocations')
    .values(
      given.map(({ id, amountFen }) => ({
        association_id: ctx.association.id,
        id: newId(),
        payment_id: paymentId,
        order_id: orderId,
        amount_fen: -amountFen,
        reason: why,
        reverses: id,
        made_by: actorId(ctx),
        made_at: now,
      })),
    )
    .execute()
  const amountFen = given.reduce((sum, one) => sum + one.amountFen, 0)
  const row = await tx
    .updateTable('orders')
    .set({
      received_fen: sql`received_fen - ${amountFen}`,
      state: sql`case when state = 'paid' then 'open' else state end`,
      vouched_at: sql`case when state = 'paid' then null else vouched_at end`,
      paid_at: null,
      // Staff opened it: it waits for them and the payer, and does not expire the next night.
      expires_on: sql`case when state = 'paid' then null else expires_on end`,
    })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', orderId)
    .returningAll()
    .executeTakeFirstOrThrow()
  if (before.state === 'paid') await unsettle(tx, ctx, orderId, now)
  await audit(tx, ctx, {
    action: 'dues.payment-taken-back',
    subject: subjectOf(before),
    before: { state: before.state, receivedFen: before.receivedFen },
    after: { state: row.state, receivedFen: row.received_fen, paymentId, reason: why },
  })
  if (before.state !== 'paid') return
  await raise(tx, ctx, 'dues.order-unpaid', { orderId, memberId: before.memberId, reason: why })
  await releaseIfMatterEnded(tx, ctx, asOrder(row))
  const members = new Set((await chargesOfOrder(tx, ctx, orderId)).map((charge) => charge.memberId))
  for (const memberId of members) await releaseAfterLeaving(tx, ctx, memberId)
}

async function unsettle(tx: Tx, ctx: Context, orderId: string, now: Date): Promise<void> {
  const ids = (await chargesOfOrder(tx, ctx, orderId)).map((charge) => charge.id)
  await tx
    .updateTable('dues_spans')
    .set({ voided_at: now })
    .where('association_id', '=', ctx.association.id)
    .where('charge_id', 'in', ids)
    .where('voided_at', 'is', null)
    .execute()
  await tx
    .updateTable('charges')
    .set({ state: 'open', settled_at: null })
    .where('association_id', '=', ctx.association.id)
    .where('id', 'in', ids)
    .where('state', '=', 'settled')
    .execute()
}

/** Every correction says why; who reads the book in a year wants to know. */
export function needReason(reason: string): string {
  const why = reason.trim()
  if (why.length >= 2) return why
  throw new Refusal('input-invalid', { problems: [{ path: 'reason', label: '原因', message: '请写明原因，账簿会一直保留。' }] })
}
