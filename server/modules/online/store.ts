import { type SqlBool, sql } from 'kysely'
import type { OnlineMethod, OnlineState, OnlineWay } from '../../../contract/online-words.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** One row of online_payments. */
export interface Try {
  id: string
  orderId: string
  method: OnlineMethod
  way: OnlineWay
  outTradeNo: string
  amountFen: number
  state: OnlineState
  link: string
  createdAt: Date
  expiresAt: Date
  tradeNo: string | null
  paidFen: number | null
  stray: string | null
}

const columns = [
  'id',
  'order_id as orderId',
  sql<OnlineMethod>`method`.as('method'),
  sql<OnlineWay>`way`.as('way'),
  'out_trade_no as outTradeNo',
  'amount_fen as amountFen',
  sql<OnlineState>`state`.as('state'),
  'link',
  'created_at as createdAt',
  'expires_at as expiresAt',
  'trade_no as tradeNo',
  'paid_fen as paidFen',
  'stray',
] as const

const tries = (tx: Tx, ctx: Context) => tx.selectFrom('online_payments').select(columns).where('association_id', '=', ctx.association.id)

export const triesOfOrder = (tx: Tx, ctx: Context, orderId: string): Promise<Try[]> =>
  tries(tx, ctx).where('order_id', '=', orderId).orderBy('created_at', 'desc').orderBy('id', 'desc').execute()

export const findTry = (tx: Tx, ctx: Context, outTradeNo: string): Promise<Try | undefined> =>
  tries(tx, ctx).where('out_trade_no', '=', outTradeNo).executeTakeFirst()

/** Whoever else comes with the same number waits until this transaction ends. */
export const lockTry = (tx: Tx, ctx: Context, outTradeNo: string): Promise<Try | undefined> =>
  tries(tx, ctx).where('out_trade_no', '=', outTradeNo).forUpdate().executeTakeFirst()

/**
 * The pending tries that are to be asked about now, taken so that no second asker gets them: each the less often, the longer it waits.
 * `orderId`: of one order, at most every few seconds.
 */
export async function takePending(tx: Tx, ctx: Context, of: { orderId: string } | { limit: number }): Promise<Try[]> {
  const now = ctx.kernel.clock.now()
  const due =
    'orderId' in of
      ? sql<SqlBool>`order_id = ${of.orderId} and (asked_at is null or asked_at <= ${now}::timestamptz - interval '2 seconds')`
      : sql<SqlBool>`created_at <= ${now}::timestamptz - interval '1 minute'
          and (asked_at is null or asked_at <= ${now}::timestamptz - least(power(2, asked) * interval '15 seconds', interval '15 minutes'))`
  const rows = await tx
    .updateTable('online_payments')
    .set({ asked_at: now, asked: sql`asked + 1` })
    .where('association_id', '=', ctx.association.id)
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('online_payments')
        .select('id')
        .where('association_id', '=', ctx.association.id)
        .where('state', '=', 'pending')
        .where(due)
        .orderBy(sql`asked_at nulls first`)
        .orderBy('id')
        .limit('limit' in of ? of.limit : 10)
        .forUpdate()
        .skipLocked(),
    )
    .returning(columns)
    .execute()
  return rows
}

export async function markClosed(tx: Tx, ctx: Context, id: string): Promise<void> {
  await tx
    .updateTable('online_payments')
    .set({ state: 'closed' })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .execute()
}
