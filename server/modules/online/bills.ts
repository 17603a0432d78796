import { type Selectable, type SqlBool, sql } from 'kysely'
import type { BillDifference, OnlineBill, OnlineBills } from '../../../contract/online.ts'
import { type OnlineMethod, onlineMethodNames } from '../../../contract/online-words.ts'
import { addDays, isDay } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, StaffContext, SystemContext } from '../../kernel/context.ts'
import type { OnlineBills as BillRow } from '../../kernel/database/schema.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { accountOf, gatewayOf } from './accounts.ts'
import { askAbout } from './check.ts'
import { type Account, type BillLine, Forged, GatewayError } from './gateway.ts'
import { findTry } from './store.ts'

/** Gateways make yesterday's bill in the morning. */
const readyHour = 11

/** Downloads a day's bill and lays it beside our books. What they have as paid and we don't is asked about, and so booked, first. */
async function compareDay(ctx: Context, account: Account, day: string): Promise<void> {
  const lines = (await gatewayOf(account).bill(day)) ?? []
  const paid = lines.filter((line) => line.kind === 'paid')
  for (const line of paid) await bookForgotten(ctx, account, line)
  const refunds = lines.filter((line) => line.kind === 'refunded')
  const sum = (of: readonly BillLine[], what: 'amountFen' | 'feeFen') => of.reduce((total, line) => total + line[what], 0)
  await inTx(ctx, async (tx, ctx) => {
    const differences = [
      ...(await differencesOf(tx, ctx, account, day, paid)),
      ...(await refundDifferences(tx, ctx, account.method, day, refunds)),
    ]
    const values = {
      trades: paid.length,
      paid_fen: sum(paid, 'amountFen'),
      refunds: refunds.length,
      refunded_fen: sum(refunds, 'amountFen'),
      fee_fen: Math.abs(sum(lines, 'feeFen')),
      differences: JSON.stringify(differences),
      fetched_at: ctx.kernel.clock.now(),
    }
    await tx
      .insertInto('online_bills')
      .values({ association_id: ctx.association.id, method: account.method, day, ...values })
      .onConflict((clash) => clash.columns(['association_id', 'method', 'day']).doUpdateSet(values))
      .execute()
    await audit(tx, ctx, {
      action: 'online.compared',
      subject: { kind: 'online-bill', label: `${onlineMethodNames[account.method]} ${day}` },
      after: { trades: paid.length, paidFen: values.paid_fen, differences: differences.length },
    })
    if (differences.length > 0)
      await raise(tx, ctx, 'online.bill-differs', { method: account.method, day, differences: differences.length })
  })
}

async function bookForgotten(ctx: Context, account: Account, line: BillLine): Promise<void> {
  const one = await inTx(ctx, (tx) => findTry(tx, ctx, line.outTradeNo))
  if (one && one.state !== 'paid') await askAbout(ctx, gatewayOf(account), one)
}

async function differencesOf(tx: Tx, ctx: Context, account: Account, day: string, theirs: readonly BillLine[]): Promise<BillDifference[]> {
  const ours = await tx
    .selectFrom('online_payments')
    .select(['out_trade_no as outTradeNo', 'trade_no as tradeNo', 'paid_fen as paidFen'])
    .where('association_id', '=', ctx.association.id)
    .where('method', '=', account.method)
    .where('state', '=', 'paid')
    .where(
      sql<SqlBool>`(paid_at at time zone 'Asia/Shanghai')::date = ${day}::date or out_trade_no = any(${theirs.map((one) => one.outTradeNo)})`,
    )
    .execute()
  const known = new Map(ours.map((one) => [one.outTradeNo, one]))
  const told = new Set(theirs.map((one) => one.outTradeNo))
  const found: BillDifference[] = []
  for (const { outTradeNo, tradeNo, amountFen } of theirs) {
    const mine = known.get(outTradeNo)
    if (mine?.paidFen === amountFen) continue
    const kind = mine ? 'amount' : 'missing'
    found.push({ kind, outTradeNo, tradeNo, theirsFen: amountFen, oursFen: mine?.paidFen ?? null })
  }
  // The demo's gateway has forgotten what was paid before its last start: that is no difference.
  for (const mine of ours.filter((one) => !told.has(one.outTradeNo) && !account.demo))
    found.push({ kind: 'extra', outTradeNo: mine.outTradeNo, tradeNo: mine.tradeNo ?? '', theirsFen: null, oursFen: mine.paidFen })
  return found
}

/** What went back that day, by its number; one of ours may stand in the bill of the day after. */
async function refundDifferences(
  tx: Tx,
  ctx: Context,
  method: OnlineMethod,
  day: string,
  theirs: readonly BillLine[],
): Promise<BillDifference[]> {
  const numbers = theirs.map((one) => one.refundNo)
  const { rows: ours } = await sql<{ outTradeNo: string; tradeNo: string; refundNo: string; amountFen: number }>`
    select o.out_trade_no as "outTradeNo", o.trade_no as "tradeNo", r.refund_no as "refundNo", b.amount_fen as "amountFen"
    from online_refunds r join refunds b on (b.association_id, b.id) = (r.association_id, r.id)
      join online_payments o on (o.association_id, o.id) = (r.association_id, r.online_payment_id)
    where r.association_id = ${ctx.association.id} and o.method = ${method}
      and (r.refund_no = any(${numbers}) or (r.sent_at at time zone 'Asia/Shanghai')::date = ${day}::date)`.execute(tx)
  const known = new Map(ours.map((one) => [one.refundNo, one]))
  const found: BillDifference[] = []
  for (const { outTradeNo, tradeNo, refundNo, amountFen } of theirs) {
    const mine = known.get(refundNo)
    if (mine?.amountFen === amountFen) continue
    const kind = mine ? 'refund-amount' : 'refund-missing'
    found.push({ kind, outTradeNo, tradeNo, refundNo, theirsFen: amountFen, oursFen: mine?.amountFen ?? null })
  }
  for (const { amountFen, ...mine } of ours.filter((one) => !numbers.includes(one.refundNo)))
    found.push({ kind: 'refund-extra', ...mine, theirsFen: null, oursFen: amountFen })
  return found
}

/** Recurs: yesterday's bill of each gateway, once, when it is made. The demo's gateway forgets with every start, so it makes none. */
export async function compareYesterday(ctx: SystemContext): Promise<void> {
  const now = ctx.kernel.clock.now()
  const hour = Number(new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', hourCycle: 'h23' }).format(now))
  if (hour < readyHour) return
  const day = addDays(ctx.kernel.clock.today(), -1)
  for (const method of ['alipay', 'wechat'] as const) {
    const account = await accountOf(ctx, method)
    if (!account || account.demo) continue
    const done = await inTx(ctx, (tx) => billOf(tx, ctx, method, day))
    if (!done) await compareDay(ctx, account, day).catch(logged(ctx, method, day))
  }
}

const logged = (ctx: Context, method: OnlineMethod, day: string) => (error: unknown) => {
  if (!(error instanceof GatewayError) && !(error instanceof Forged)) throw error
  ctx.kernel.log.warn({ method, day, why: error.message }, 'a bill could not be compared')
}

const billOf = (tx: Tx, ctx: Context, method: OnlineMethod, day: string) =>
  tx
    .selectFrom('online_bills')
    .select('day')
    .where('association_id', '=', ctx.association.id)
    .where('method', '=', method)
    .where('day', '=', day)
    .executeTakeFirst()

/** Staff ask for a day's comparison, again if need be. */
export async function compareBill(ctx: StaffContext, wish: { method: OnlineMethod; day: string }): Promise<void> {
  authorize(ctx, 'dues.confirm')
  const account = await accountOf(ctx, wish.method, { ended: true })
  if (!account) throw new Refusal('not-ready', `${onlineMethodNames[wish.method]}还没有开通`)
  if (!isDay(wish.day) || wish.day > lastDayOf(ctx, account)) {
    const message = `只能核对${account.demo ? '今天' : '昨天'}及以前的账单。`
    throw new Refusal('input-invalid', { problems: [{ path: 'day', label: '账单日期', message }] })
  }
  await compareDay(ctx, account, wish.day).catch((error: unknown) => {
    if (error instanceof GatewayError || error instanceof Forged) throw new Refusal('unavailable', error.message)
    throw error
  })
}

/** A gateway makes a day's bill when the day is over; the demo's own at any time. */
const lastDayOf = (ctx: Context, account: Account): string => addDays(ctx.kernel.clock.today(), account.demo ? 0 : -1)

const shownDays = 62

export async function listBills(ctx: StaffContext): Promise<OnlineBills> {
  authorize(ctx, 'dues.read')
  const rows = await inTx(ctx, (tx) =>
    tx
      .selectFrom('online_bills')
      .selectAll()
      .where('association_id', '=', ctx.association.id)
      .orderBy('day', 'desc')
      .orderBy('method')
      .limit(shownDays)
      .execute(),
  )
  const accounts = [await accountOf(ctx, 'alipay', { ended: true }), await accountOf(ctx, 'wechat', { ended: true })]
  const methods = accounts.flatMap((one) => (one ? [{ method: one.method, lastDay: lastDayOf(ctx, one), demo: one.demo }] : []))
  return { methods, rows: rows.map(present) }
}

function present(row: Selectable<BillRow>): OnlineBill {
  return {
    method: row.method as OnlineMethod,
    day: row.day,
    trades: row.trades,
    paidFen: row.paid_fen,
    refunds: row.refunds,
    refundedFen: row.refunded_fen,
    feeFen: row.fee_fen,
    differences: row.differences as unknown as BillDifference[],
    fetchedAt: row.fetched_at.toISOString(),
  }
}
