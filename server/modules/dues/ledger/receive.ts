import { sql } from 'kysely'
import { audit } from '../../../kernel/audit.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { checkMoneyDay, checkMonthOpen } from './books.ts'

export type PaymentSource = 'hand' | 'voucher' | 'statement' | 'online' | 'import'

export interface Incoming {
  amountFen: number
  /** The bank's day, 'YYYY-MM-DD'. */
  receivedOn: string
  /** 'transfer', 'alipay', … as the order's. */
  method: string
  source: PaymentSource
  /** The statement's line, the online transaction: booked once for each. */
  sourceId?: string
  /** Who paid, as the bank says. */
  payerName?: string
  note?: string
}

/**
 * Money came: one line in the book, all of it in suspense (暂存款) until it is allocated. The caller has authorised. The same `sourceId` twice is
 * refused as done, with `detail.paymentId`; a closed month and a day to come are refused.
 */
export async function receive(tx: Tx, ctx: Context, money: Incoming): Promise<string> {
  if (!Number.isSafeInteger(money.amountFen) || money.amountFen <= 0)
    throw new Refusal('input-invalid', { problems: [{ path: 'amountFen', label: '到账金额', message: '到账金额应大于 0。' }] })
  checkMoneyDay(ctx, money.receivedOn)
  await checkMonthOpen(tx, ctx, money.receivedOn)
  if (money.sourceId !== undefined) await refuseBooked(tx, ctx, money.source, money.sourceId)
  const id = newId()
  const values = { amount_fen: money.amountFen, received_on: money.receivedOn, method: money.method, source: money.source }
  await tx
    .insertInto('payments')
    .values({
      association_id: ctx.association.id,
      id,
      ...values,
      source_id: money.sourceId ?? null,
      payer_name: money.payerName?.trim() ?? '',
      note: money.note?.trim() ?? '',
      confirmed_by: actorId(ctx),
      confirmed_at: ctx.kernel.clock.now(),
    })
    .execute()
  await audit(tx, ctx, {
    action: 'dues.payment-received',
    subject: { kind: 'payment', id, label: `${money.receivedOn} ${money.payerName ?? ''}`.trim() },
    after: { amountFen: money.amountFen, receivedOn: money.receivedOn, method: money.method, source: money.source, note: money.note ?? '' },
  })
  return id
}

/** Staff who act; null for the machine, and for a member whose visit made it look. */
export const actorId = (ctx: Context): string | null => (ctx.kind === 'staff' ? ctx.account.id : null)

async function refuseBooked(tx: Tx, ctx: Context, source: PaymentSource, sourceId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`payment-source:${ctx.association.id}:${source}:${sourceId}`}, 0))`.execute(tx)
  const { rows } = await sql<{ id: string }>`select p.id from payments p
    where p.association_id = ${ctx.association.id} and p.source = ${source} and p.source_id = ${sourceId} and p.amount_fen > 0
      and not exists (select 1 from payments r where r.association_id = p.association_id and r.reverses = p.id)`.execute(tx)
  const [booked] = rows
  if (booked) throw new Refusal('already-done', { message: '这笔到账已经登记过', detail: { paymentId: booked.id } })
}

/** What of a payment is in suspense: not allocated, not going back, not reversed. In fen; locks nothing. */
export async function paymentLeft(tx: Tx, ctx: Context, paymentId: string): Promise<number> {
  const { rows } = await sql<{ left: number }>`select ${leftOf('p')} as "left" from payments p
    where p.association_id = ${ctx.association.id} and p.id = ${paymentId}`.execute(tx)
  return found(rows[0]).left
}

/** SQL over the alias of `payments`. A refund asked for an order that is still paid takes nothing from suspense. */
export const leftOf = (payment: string) => {
  const of = sql.ref(payment)
  return sql<number>`(${of}.amount_fen
    + coalesce((select sum(r.amount_fen) from payments r where r.association_id = ${of}.association_id and r.reverses = ${of}.id), 0)
    - coalesce((select sum(a.amount_fen) from allocations a where a.association_id = ${of}.association_id and a.payment_id = ${of}.id), 0)
    - coalesce((select sum(b.amount_fen) from refunds b where b.association_id = ${of}.association_id and b.payment_id = ${of}.id
        and (b.state in ('approved', 'done') or (b.state = 'asked' and b.order_id is null))), 0))::bigint`
}
