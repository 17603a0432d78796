import { type RawBuilder, sql } from 'kysely'
import { yearSpan } from '../../../../contract/rules/days.ts'
import type { Context } from '../../../kernel/context.ts'
import { exemptionSql } from '../ledger/exempt.ts'
import { partOfYearSql } from '../orders/price.ts'
import { rulesOf } from '../settings.ts'
import { isRolling } from './rolling.ts'

/** A part of all memberships, in the order of their ids. */
export interface Share {
  after: string | null
  size: number
}

/** Who is looked at: a share of all, and of rolling years a condition on `next_on`. */
export interface Wanted {
  share?: Share
  which?: RawBuilder<unknown>
}

/**
 * Members whom `year` concerns, one row each: level and standard of the day that decides, `amount_fen` (null without a standard) and `reason` (why
 * it is not the whole standard), `exempt`, whether the year is charged already, and whether life is paid for.
 */
export function payersOf(ctx: Context, year: number, wanted: Wanted = {}): RawBuilder<unknown> {
  const rolling = isRolling(ctx)
  const exempts = rulesOf(ctx).exempt !== undefined
  const part = rolling ? { amount: sql`s.amount_fen`, why: sql`''` } : partOfYearSql(ctx, sql`s.amount_fen`, year, sql`n.joined_on`)
  const charged = rolling
    ? sql`(c.state = 'open' or (c.year = ${year} and c.state <> 'cancelled'))`
    : sql`c.year = ${year} and c.state <> 'cancelled'`
  return sql`
    select n.association_id, n.member_id, n.id as membership_id, n.next_on, l.level, s.id as standard_id, s.name as standard,
      ${exempts ? sql`e.reason` : sql`null::text`} as exempt,
      ${exempts ? sql`case when e.reason is not null and s.id is not null then 0 else ${part.amount} end` : part.amount} as amount_fen,
      ${exempts ? sql`coalesce(e.reason, ${part.why})` : part.why} as reason,
      exists (select 1 from charges c where c.association_id = n.association_id and c.member_id = n.member_id and c.kind = 'year' and ${charged}) as charged,
      exists (select 1 from charges c where c.association_id = n.association_id and c.member_id = n.member_id and c.kind = 'life' and c.state <> 'cancelled') as life
    from (${rolling ? rollingMemberships(ctx, wanted) : memberships(ctx, year, wanted)}) n
    left join level_spans l on l.association_id = n.association_id and l.membership_id = n.id and l.period @> n.day
    left join dues_standards s on s.association_id = l.association_id and s.level = l.level and s.years @> ${year}::int
    ${
      exempts
        ? sql`join members x on x.association_id = n.association_id and x.id = n.member_id
            cross join lateral (select ${exemptionSql(ctx, sql`l.level`, sql`n.joined_on`)} as reason) e`
        : sql``
    }
    where ${rolling ? (wanted.which ?? sql`extract(year from n.next_on) = ${year}`) : sql`true`}`
}

const inShare = ({ share }: Wanted): RawBuilder<unknown> =>
  share === undefined ? sql`` : sql`${share.after === null ? sql`` : sql`and m.id > ${share.after}`} order by m.id limit ${share.size}`

/** The level of today, or of the year's nearest day; where a level counts from the next year on, that of its first. */
function memberships(ctx: Context, year: number, wanted: Wanted): RawBuilder<unknown> {
  const { from, to } = yearSpan(year)
  const today = ctx.kernel.clock.today()
  const day = rulesOf(ctx).levelChange === 'next-year' || today < from ? from : today > to ? to : today
  return sql`select m.association_id, m.member_id, m.id, m.joined_on, null::date as next_on, greatest(${day}::date, m.joined_on) as day
    from memberships m where m.association_id = ${ctx.association.id} and m.branch_id is null and m.left_on is null and m.joined_on <= ${to}::date
    ${inShare(wanted)}`
}

/** Rolling: by where their next year begins. */
function rollingMemberships(ctx: Context, wanted: Wanted): RawBuilder<unknown> {
  const today = ctx.kernel.clock.today()
  return sql`select m.association_id, m.member_id, m.id, m.joined_on, greatest(${today}::date, m.joined_on) as day,
      greatest(${today}::date, m.joined_on, (select max(upper(d.period)) from dues_spans d
        where d.association_id = m.association_id and d.member_id = m.member_id and d.voided_at is null)) as next_on
    from memberships m where m.association_id = ${ctx.association.id} and m.branch_id is null and m.left_on is null ${inShare(wanted)}`
}
