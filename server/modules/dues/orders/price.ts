import { type RawBuilder, sql } from 'kysely'
import type { FormData } from '../../../../contract/forms/index.ts'
import { partOfYear } from '../../../../contract/rules/part-year.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { isRolling } from '../billing/rolling.ts'
import { exemptionFor } from '../ledger/exempt.ts'
import { rulesOf } from '../settings.ts'
import { standardFor } from '../standards/standards.ts'

export interface Price {
  standardId: string
  amountFen: number
  /** Why it is not the whole standard; '' when it is. */
  reason: string
}

/** What `year` costs a member of a level; null when no standard says so. `data`: what an applicant wrote. */
export async function priceOfYear(
  tx: Tx,
  ctx: Context,
  who: { memberId: string; level: string; joinedOn: string; data?: FormData },
  year: number,
): Promise<Price | null> {
  const standard = await standardFor(tx, ctx, who.level, year)
  if (!standard) return null
  const exempt = await exemptionFor(tx, ctx, who.memberId, who, who.data)
  return { standardId: standard.id, ...amountOfYear(ctx, exempt, standard.amountFen, year, who.joinedOn) }
}

/** What is left of a standard of `whole` fen, for one who joined on a day and pays nothing for the reason `exempt`, or pays. */
export function amountOfYear(
  ctx: Context,
  exempt: string | null,
  whole: number,
  year: number,
  joinedOn: string,
): { amountFen: number; reason: string } {
  if (exempt !== null) return { amountFen: 0, reason: exempt }
  if (isRolling(ctx)) return { amountFen: whole, reason: '' }
  const { amountFen, why } = partOfYear(rulesOf(ctx).partYear, whole, year, joinedOn)
  return { amountFen, reason: why }
}

/** `partOfYear` for many at once: what of `amount` `year` costs from the day `from` on, and why. */
export function partOfYearSql(ctx: Context, amount: RawBuilder<unknown>, year: number, from: RawBuilder<unknown>) {
  const month = sql`(case when ${from} > ${`${year}-12-31`}::date then 12 else extract(month from ${from})::int end)`
  const begun = sql`${from} >= ${`${year}-01-01`}::date`
  const rule = rulesOf(ctx).partYear
  if (rule === 'half-from-july')
    return {
      amount: sql`case when ${begun} and ${month} >= 7 then ${amount} / 2 else ${amount} end`,
      why: sql`case when ${begun} and ${month} >= 7 and ${amount} > 0 then '下半年起，按半年' else '' end`,
    }
  if (rule === 'by-month')
    return {
      amount: sql`case when ${begun} and ${month} > 1 then (round(${amount} * (13 - ${month}) / 1200.0) * 100)::bigint else ${amount} end`,
      why: sql`case when ${begun} and ${month} > 1 and ${amount} > 0 then ${month} || ' 月起，按 ' || (13 - ${month}) || ' 个月' else '' end`,
    }
  return { amount, why: sql`''` }
}
