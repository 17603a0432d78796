import { type RawBuilder, sql } from 'kysely'
import type { ReminderStep } from '../../../contract/preset/reminders.ts'
import type { Context } from '../../kernel/context.ts'

/** The steps, the earliest first; [] where nobody is reminded. */
export const ladderOf = (ctx: Context): ReminderStep[] =>
  [...(ctx.association.settings.dues.reminders ?? [])].sort((one, other) => one.days - other.days)

/** A step whose day is longer ago is not sent by itself any more. */
export const mostLateDays = 31

/** The civil day on which charge `c` was made. */
export const chargedOn: RawBuilder<string> = sql`(c.created_at at time zone 'Asia/Shanghai')::date`

/** The day by which charge `c` is to be paid: the year's, or the last one of what was paid before. */
export function dueOf(ctx: Context): RawBuilder<string> {
  const { year, payBy } = ctx.association.settings.dues
  if (year === 'rolling')
    return sql`coalesce((select max(upper(s.period)) - 1 from dues_spans s where s.association_id = c.association_id and s.member_id = c.member_id and s.voided_at is null), ${chargedOn})`
  const month = sql`make_date(c.year, ${Number(payBy.slice(0, 2))}::int, 1)`
  return sql`least(${month} + ${Number(payBy.slice(3)) - 1}::int, (${month} + interval '1 month' - interval '1 day')::date)`
}

/** Whom a reminder of member `r.member_id` goes to: the unit it works for today, where units pay for their people. */
export function addresseeOf(ctx: Context): RawBuilder<string> {
  if (ctx.association.settings.dues.peoplePaidBy !== 'employer') return sql`r.member_id`
  return sql`coalesce((select e.unit_id from employments e where e.association_id = r.association_id and e.person_id = r.member_id
    and e.period @> ${ctx.kernel.clock.today()}::date), r.member_id)`
}

/** Whether charge `c` lies in an order whose voucher waits to be looked at. */
export const vouched: RawBuilder<boolean> = sql`exists (select 1 from order_charges x join orders o on (o.association_id, o.id) = (x.association_id, x.order_id)
  where x.association_id = c.association_id and x.charge_id = c.id and x.live and o.state = 'vouched')`

/** Whether somebody decided that member `member` is not to be reminded today. */
export const pausedNow = (ctx: Context, member: RawBuilder<string>): RawBuilder<boolean> =>
  sql`exists (select 1 from reminder_pauses p where p.association_id = ${ctx.association.id} and p.member_id = ${member}
    and p.ended_at is null and (p.until is null or p.until >= ${ctx.kernel.clock.today()}::date))`
