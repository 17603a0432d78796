import { sql } from 'kysely'
import type { DuesStanding } from '../../../contract/dues.ts'
import { addDays, addYears, isForLife, yearOf } from '../../../contract/rules/days.ts'
import { graceEndOf, lapsedThrough, overdueThrough } from '../../../contract/rules/dues-year.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { isRolling } from './billing/rolling.ts'
import { rulesOf } from './settings.ts'
import { isDues } from './store.ts'

interface YearOnDay {
  year: number
  kind: string
  /** Paid or waived by the end of that day. */
  covered: boolean
  paidThrough: string | null
  coversDay: boolean
}

/**
 * Where a member stood on `day` ('YYYY-MM-DD'): a year settled later was still owed then. Read from charges and spans, never from an end
 * date somebody edited. A member nobody charged is `none`.
 */
export async function duesStanding(tx: Tx, ctx: Context, memberId: string, day: string): Promise<DuesStanding> {
  const { rows } = await sql<YearOnDay>`
    select c.year, c.kind, coalesce(c.settled_at < (${day}::date + 1)::timestamp at time zone 'Asia/Shanghai', false) as covered,
      (upper(s.period) - 1)::text as "paidThrough", coalesce(s.period @> ${day}::date, false) as "coversDay"
    from charges c left join dues_spans s on (s.association_id, s.charge_id) = (c.association_id, c.id) and s.voided_at is null
    where c.association_id = ${ctx.association.id} and c.member_id = ${memberId} and c.state <> 'cancelled' and c.kind <> 'service' order by c.year`.execute(
    tx,
  )
  if (isRolling(ctx)) return rollingStanding(ctx, rows, day)
  const { owed, other } = owedOf(rows)
  const covered = rows.filter((row) => row.covered)
  const late = overdueThrough(rulesOf(ctx), day)
  const arrearsYears = owed.filter((year) => year <= late)
  return {
    state: arrearsYears.length > 0 ? 'arrears' : covered.some((row) => row.coversDay) ? 'paid' : 'none',
    paidThrough: lastEnd(covered),
    arrearsYears,
    dueYears: years([...owed.filter((year) => year > late), ...other.filter((year) => !arrearsYears.includes(year))]),
    lapsed: owed.some((year) => year <= lapsedThrough(rulesOf(ctx), day)),
  }
}

/** Rolling: while a paid year runs nothing is late; once it is over, what is next is owed. */
function rollingStanding(ctx: Context, rows: readonly YearOnDay[], day: string): DuesStanding {
  const covered = rows.filter((row) => row.covered)
  const { owed, other } = owedOf(rows)
  const paidThrough = lastEnd(covered)
  const runs = covered.some((row) => row.coversDay)
  // Of several years ordered at once, those that are still to begin are not late.
  const arrearsYears = runs ? [] : owed.filter((year, at) => at === 0 || year <= yearOf(day))
  const ever = paidThrough !== null || owed.length > 0
  return {
    state: runs ? 'paid' : ever ? 'arrears' : 'none',
    paidThrough,
    arrearsYears,
    dueYears: years([...owed, ...other].filter((year) => !arrearsYears.includes(year))),
    lapsed: paidThrough !== null && !isForLife(paidThrough) && day > addDays(paidThrough, rulesOf(ctx).graceDays ?? 0),
  }
}

const years = (all: readonly number[]): number[] => [...new Set(all)].sort((a, b) => a - b)

/** Years that are owed, and years with something else that is: a joining fee or a difference. */
function owedOf(rows: readonly YearOnDay[]): { owed: number[]; other: number[] } {
  const open = rows.filter((row) => !row.covered)
  return {
    owed: years(open.filter(isDues).map((row) => row.year)),
    other: years(open.filter((row) => !isDues(row)).map((row) => row.year)),
  }
}

const lastEnd = (covered: readonly YearOnDay[]): string | null =>
  covered
    .map((row) => row.paidThrough)
    .filter((end) => end !== null)
    .sort()
    .at(-1) ?? null

/** The days for which a member's paper holds, by dues; `through` null: no last day is known. */
export async function duesValidity(
  tx: Tx,
  ctx: Context,
  memberId: string,
  day: string,
): Promise<{ from: string | null; through: string | null; lapsed: boolean }> {
  const { paidThrough, lapsed } = await duesStanding(tx, ctx, memberId, day)
  if (paidThrough !== null && isForLife(paidThrough) && !lapsed) return { from: null, through: null, lapsed }
  if (isRolling(ctx)) {
    const from = paidThrough === null ? null : addYears(addDays(paidThrough, 1), -1)
    return { from, through: paidThrough, lapsed }
  }
  // Until the grace of an unpaid year has run out the paper holds.
  const graceEnd = graceEndOf(rulesOf(ctx), yearOf(day))
  const through = lapsed ? paidThrough : paidThrough !== null && paidThrough > graceEnd ? paidThrough : graceEnd
  return { from: `${yearOf(through ?? day)}-01-01`, through, lapsed }
}
