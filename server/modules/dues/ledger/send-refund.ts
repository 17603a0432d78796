import { formatFen } from '../../../../contract/rules/money.ts'
import { audit } from '../../../kernel/audit.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { checkMonthOpen } from './books.ts'
import { actorId } from './receive.ts'

/** A refund on its way back by the way the money came. Amounts in fen. */
export interface SentRefund {
  id: string
  paymentId: string
  amountFen: number
  reason: string
}

/** Is to be sent (again) by the gateway: from now on nobody enters it by hand. Undefined when it is not approved, or under way already. */
export async function sendRefund(tx: Tx, ctx: Context, refundId: string): Promise<SentRefund | undefined> {
  return tx
    .updateTable('refunds')
    .set({ sending: 'under-way', sending_note: '' })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', refundId)
    .where('state', '=', 'approved')
    .where((eb) => eb.or([eb('sending', 'is', null), eb('sending', '=', 'failed')]))
    .returning(['id', 'payment_id as paymentId', 'amount_fen as amountFen', 'reason'])
    .executeTakeFirst()
}

/** The gateway has sent it on `paidOn`: the money has left the book. False when that was known. */
export async function refundSent(tx: Tx, ctx: Context, refundId: string, paidOn: string): Promise<boolean> {
  await checkMonthOpen(tx, ctx, paidOn)
  const row = await tx
    .updateTable('refunds')
    .set({ state: 'done', sending: 'sent', sending_note: '', paid_on: paidOn, paid_by: actorId(ctx) })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', refundId)
    .where('state', '=', 'approved')
    .where('sending', 'is not', null)
    .returning('amount_fen as amountFen')
    .executeTakeFirst()
  if (!row) return false
  await audit(tx, ctx, {
    action: 'dues.refund-done',
    subject: { kind: 'refund', id: refundId, label: `${formatFen(row.amountFen)} 元` },
    after: { amountFen: row.amountFen, paidOn, sending: 'sent' },
  })
  return true
}

/** What the gateway says meanwhile: still under way with a remark, or not sent and why; then staff try again or transfer it by hand. */
export async function refundNoted(tx: Tx, ctx: Context, refundId: string, sending: 'under-way' | 'failed', note: string): Promise<boolean> {
  const row = await tx
    .updateTable('refunds')
    .set({ sending, sending_note: note.slice(0, 300) })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', refundId)
    .where('state', '=', 'approved')
    .where('sending', '=', 'under-way')
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
