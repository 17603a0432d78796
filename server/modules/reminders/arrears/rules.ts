import { type RawBuilder, sql } from 'kysely'
import { thenText } from '../../../../contract/arrears-words.ts'
import type { ArrearsRule, MemberLimit } from '../../../../contract/preset/arrears.ts'
import { fillText } from '../../../../contract/preset.ts'
import { addDays } from '../../../../contract/rules/days.ts'
import { formatFen } from '../../../../contract/rules/money.ts'
import type { Context } from '../../../kernel/context.ts'
import { chargedOn, dueOf, vouched } from '../ladder.ts'

/** What may follow from unpaid dues here; [] where nothing does. */
export const rulesOf = (ctx: Context): readonly ArrearsRule[] => ctx.association.settings.dues.arrears ?? []

export const ruleById = (ctx: Context, id: string): ArrearsRule | undefined => rulesOf(ctx).find((rule) => rule.id === id)

interface Which {
  member?: string
  /** With a voucher that waits to be looked at it still falls under the rule: the case stays, though nobody acts on it. */
  vouchedToo?: boolean
}

/** Members that fall under a rule today: member_id, years, since ('YYYY-MM-DD', by which the oldest was to be paid). Joining fees and differences count for nothing. */
export function fallingUnder(ctx: Context, rule: ArrearsRule, { member, vouchedToo = false }: Which = {}): RawBuilder<unknown> {
  const today = sql`${ctx.kernel.clock.today()}::date`
  return sql`
    select f.member_id, f.years, f.since from (
      select o.member_id, array_agg(distinct o.year order by o.year) as years, min(o.due_on) as since, min(o.late_from) as late_from from (
        select c.member_id, c.year, ${dueOf(ctx)} as due_on, greatest(${dueOf(ctx)}, ${chargedOn}) as late_from from charges c
        where c.association_id = ${ctx.association.id} and c.state = 'open' and c.kind in ('year', 'life')
          and ${member === undefined ? sql`true` : sql`c.member_id = ${member}`} and ${vouchedToo ? sql`true` : sql`not ${vouched}`}) o
      where o.due_on < ${today} group by o.member_id) f
    where ${condition(ctx, rule, today)} and exists (select 1 from memberships m where m.association_id = ${ctx.association.id}
      and m.member_id = f.member_id and m.branch_id is null and m.left_on is null)`
}

function condition(ctx: Context, rule: ArrearsRule, today: RawBuilder<unknown>): RawBuilder<unknown> {
  const { afterDays, years } = rule
  if (afterDays !== undefined) return sql`f.late_from + ${afterDays}::int < ${today}`
  const count = years ?? 1
  if (ctx.association.settings.dues.year === 'rolling') return sql`f.since + make_interval(years => ${count}::int) <= ${today}`
  // So many years that are over, one after another.
  return sql`exists (select 1 from unnest(f.years) y where y + ${count}::int - 1 < extract(year from ${today})
    and array(select generate_series(y, y + ${count}::int - 1)) <@ f.years)`
}

/** What is missing of a case's years, in 分; `k` is the case. */
export const missingFen: RawBuilder<number> = sql`(
  select (coalesce(sum(c.amount_fen), 0) - coalesce((select sum(o.received_fen) from orders o where o.association_id = k.association_id and o.received_fen > 0
    and o.state in ('open', 'vouched') and exists (select 1 from order_charges x join charges y on (y.association_id, y.id) = (x.association_id, x.charge_id)
      where x.association_id = o.association_id and x.order_id = o.id and x.live and y.member_id = k.member_id and y.kind <> 'service' and y.year = any(k.years))), 0))::bigint
  from charges c where c.association_id = k.association_id and c.member_id = k.member_id and c.state = 'open' and c.kind in ('year', 'life')
    and c.year = any(k.years))`

export interface Said {
  sms: string
  subject: string
  mail: string
  variables: Record<string, string>
}

interface Owing {
  memberName: string
  years: readonly number[]
  amountFen: number
}

/** Of a letter nobody knows yet when it arrives. */
export const untilByPost = (days: number): string => `收到本函后第 ${days} 天`

/** The notice as it would be issued today. */
export function wordNotice(
  ctx: Context,
  rule: ArrearsRule,
  { memberName, years, amountFen }: Owing,
  until = addDays(ctx.kernel.clock.today(), rule.notice.days),
): Said {
  const { words, messages } = ctx.association.settings
  const usual = messages.find((message) => message.id === 'arrears-notice')
  const variables = {
    association: ctx.association.name,
    member: memberName,
    dues: words.dues,
    year: years.join('、'),
    amount: formatFen(amountFen),
    basis: rule.basis,
    act: thenText(rule.act, rule.limits ?? []),
    until,
    days: String(rule.notice.days),
  }
  return {
    sms: fillText(rule.notice.text ?? usual?.sms ?? '', variables),
    subject: fillText(usual?.mail?.subject ?? '', variables),
    mail: fillText(rule.notice.text === undefined ? (usual?.mail?.text ?? '') : `${rule.notice.text}\n{association}`, variables),
    variables,
  }
}

/** 因欠缴 2024、2025 年度会费 */
export const whyLimited = (ctx: Context, years: readonly number[], basis: string): string =>
  `因欠缴 ${years.join('、')} 年度${ctx.association.settings.words.dues}，依据${basis}`

export const limitsOf = (limits: readonly string[]): MemberLimit[] => limits as MemberLimit[]
