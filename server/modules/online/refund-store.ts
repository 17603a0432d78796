import { type RawBuilder, type SqlBool, sql } from 'kysely'
import type { OnlineMethod } from '../../../contract/online-words.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** A refund as it is asked for at its gateway. Amounts in fen. */
export interface OnlineRefund {
  id: string
  method: OnlineMethod
  outTradeNo: string
  refundNo: string
  rounds: number
  amountFen: number
  /** Of the whole payment. */
  totalFen: number
  reason: string
}

export async function findRefund(tx: Tx, ctx: Context, which: RawBuilder<SqlBool>): Promise<OnlineRefund | undefined> {
  const { rows } =
    await sql<OnlineRefund>`select r.id, o.method, o.out_trade_no as "outTradeNo", r.refund_no as "refundNo", r.rounds, b.amount_fen as "amountFen",
      o.paid_fen as "totalFen", b.reason
    from online_refunds r join refunds b on (b.association_id, b.id) = (r.association_id, r.id)
      join online_payments o on (o.association_id, o.id) = (r.association_id, r.online_payment_id)
    where r.association_id = ${ctx.association.id} and ${which}`.execute(tx)
  return rows[0]
}

/** Gives a refund its number, once. Undefined when its money did not come online. */
export async function prepareRefund(tx: Tx, ctx: Context, refundId: string): Promise<OnlineRefund | undefined> {
  await sql`insert into online_refunds (association_id, id, online_payment_id, refund_no)
    select b.association_id, b.id, o.id, replace(b.id::text, '-', '') from refunds b
      join online_payments o on (o.association_id, o.payment_id) = (b.association_id, b.payment_id)
    where b.association_id = ${ctx.association.id} and b.id = ${refundId} on conflict do nothing`.execute(tx)
  return findRefund(tx, ctx, sql<SqlBool>`r.id = ${refundId}`)
}

/** Counts a round; undefined when it is not under way. */
export async function noteAsked(tx: Tx, ctx: Context, refundId: string): Promise<OnlineRefund | undefined> {
  await sql`update online_refunds set asked = asked + 1, asked_at = ${ctx.kernel.clock.now()}
    where association_id = ${ctx.association.id} and id = ${refundId}`.execute(tx)
  return findRefund(tx, ctx, sql<SqlBool>`r.id = ${refundId} and b.sending = 'under-way'`)
}

const atOnce = 50

/** Under way, and due to be asked about: half a minute after the first round, at most an hour after a later one. */
export async function dueRefunds(tx: Tx, ctx: Context): Promise<string[]> {
  const now = ctx.kernel.clock.now()
  const { rows } = await sql<{ id: string }>`select b.id from refunds b
      join online_refunds r on (r.association_id, r.id) = (b.association_id, b.id)
    where b.association_id = ${ctx.association.id} and b.sending = 'under-way'
      and (r.asked_at is null or r.asked_at <= ${now}::timestamptz - least(power(2, least(r.asked, 20)) * interval '15 seconds', interval '1 hour'))
    order by r.asked_at nulls first, b.id limit ${atOnce}`.execute(tx)
  return rows.map((row) => row.id)
}

export async function noteSent(tx: Tx, ctx: Context, refundId: string, at: Date): Promise<void> {
  await tx
    .updateTable('online_refunds')
    .set({ sent_at: at })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', refundId)
    .execute()
}

/** The gateway has closed this number for good: the next round takes another. */
export async function nextRound(tx: Tx, ctx: Context, one: OnlineRefund): Promise<void> {
  const rounds = one.rounds + 1
  await tx
    .updateTable('online_refunds')
    .set({ rounds, refund_no: `${one.id.replaceAll('-', '')}r${rounds}` })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', one.id)
    .where('rounds', '=', one.rounds)
    .execute()
}
