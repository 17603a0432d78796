import { sql } from 'kysely'
import { addDays, addYears, yearOf } from '../../../../contract/rules/days.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { rulesOf } from '../settings.ts'

/**
 * Rolling years: a year runs from the day of payment, or from the day after the last paid one while that is not over. A charge's `year` is the one
 * it begins in; an open one moves to the year in which it is paid.
 */
export const isRolling = (ctx: Context): boolean => rulesOf(ctx).year === 'rolling'

/** The last day that is paid for; null when none ever was. */
export async function lastPaidDay(tx: Tx, ctx: Context, memberId: string): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`select (max(upper(period)) - 1)::text as day from dues_spans
    where association_id = ${ctx.association.id} and member_id = ${memberId} and voided_at is null`.execute(tx)
  return rows[0]?.day ?? null
}

/** Where the next year begins when it is paid on `day`. */
export const nextBegin = (lastPaid: string | null, day: string): string =>
  lastPaid !== null && lastPaid >= day ? addDays(lastPaid, 1) : day

/** The year from `from` as PostgreSQL writes it. Of 29 February, the last of February. */
export const yearFrom = (from: string): string => `[${from},${addYears(from, 1)})`

/**
 * Paid years bear the years that they really begin in; what else the member owes makes room behind them. No two bear the
 * same year on the way.
 */
export async function moveYears(
  tx: Tx,
  ctx: Context,
  memberId: string,
  paid: readonly { id: string; year: number; begins: string }[],
): Promise<void> {
  const last = yearOf(paid.at(-1)?.begins ?? '')
  const { rows: others } = await sql<{ id: string; year: number }>`select id, year from charges
    where association_id = ${ctx.association.id} and member_id = ${memberId} and kind = 'year' and state = 'open' and not id = any(${paid.map((one) => one.id)}::uuid[])
    order by year for update`.execute(tx)
  const away = others.some((other) => other.year <= last) ? others : []
  // Out of the way first: they and the paid ones may want each other's years.
  for (const [at, { id }] of away.entries()) await setYear(tx, ctx, id, farAway - at)
  const moves = paid.map(({ id, year, begins }) => ({ id, year, to: yearOf(begins) })).filter((move) => move.to !== move.year)
  const up = moves.some((move) => move.to > move.year)
  for (const { id, to } of moves.sort((a, b) => (up ? b.to - a.to : a.to - b.to))) await setYear(tx, ctx, id, to)
  for (const [at, { id }] of away.entries()) await setYear(tx, ctx, id, last + 1 + at)
}

// The last year that the table takes.
const farAway = 2100

const setYear = (tx: Tx, ctx: Context, id: string, year: number) =>
  tx.updateTable('charges').set({ year }).where('association_id', '=', ctx.association.id).where('id', '=', id).execute()
