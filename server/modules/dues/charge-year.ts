import { type RawBuilder, sql } from 'kysely'
import type { ChargeRun } from '../../../contract/dues.ts'
import { addDays, yearOf, yearSpan } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { isRolling } from './rolling.ts'
import { levelName, rulesOf } from './settings.ts'

interface Group {
  level: string | null
  standard: string | null
  amountFen: number | null
  charged: boolean
  count: number
}

/**
 * Charges every member of the association for a calendar year, each by the standard of its level, whoever was charged before left out; so it
 * may be run again for those who joined since. With `preview` nothing is written. One statement, however many members.
 */
export async function chargeYear(ctx: Context, year: number, options: { preview?: boolean } = {}): Promise<ChargeRun> {
  authorize(ctx, 'dues.configure')
  refuseUnlikely(ctx, year)
  return inTx(ctx, async (tx, ctx) => {
    // Two clerks at once: the second waits, and then finds nobody left to charge.
    if (!options.preview) await sql`select pg_advisory_xact_lock(hashtext(${`charge-year:${ctx.association.id}:${year}`}))`.execute(tx)
    const run = await look(tx, ctx, year)
    if (options.preview || run.create === 0) return run
    const created = await write(tx, ctx, year)
    if (created !== run.create) throw new Refusal('conflict', '生成期间会员资料有变化，请重新预览后再生成')
    await audit(tx, ctx, {
      action: 'dues.charged',
      subject: { kind: 'dues-year', id: String(year), label: `${year} 年度会费` },
      after: run,
    })
    return run
  })
}

function refuseUnlikely(ctx: Context, year: number): void {
  const thisYear = Number(ctx.kernel.clock.today().slice(0, 4))
  const { firstYear } = rulesOf(ctx)
  if (year < firstYear) throw new Refusal('not-ready', `本系统从 ${firstYear} 年度起收取会费，不能生成更早的年度`)
  if (year > thisYear + 1) throw new Refusal('not-ready', `只能生成到 ${thisYear + 1} 年度`)
}

/** Members of that year with their level and standard: the level of today, or of the year's nearest day. */
function payersOf(ctx: Context, year: number): RawBuilder<unknown> {
  if (isRolling(ctx)) return rollingPayersOf(ctx, sql`extract(year from next_on) = ${year}`, year)
  const { from, to } = yearSpan(year)
  const today = ctx.kernel.clock.today()
  const day = today < from ? from : today > to ? to : today
  const half = rulesOf(ctx).partYear === 'half-from-july'
  return sql`
    select m.association_id, m.member_id, m.id as membership_id, l.level, s.id as standard_id, s.name as standard,
      case when ${half} and m.joined_on >= ${`${year}-07-01`}::date then s.amount_fen / 2 else s.amount_fen end as amount_fen,
      exists (select 1 from charges c where c.association_id = m.association_id and c.member_id = m.member_id and c.year = ${year} and c.state <> 'cancelled') as charged
    from memberships m
    left join level_spans l on l.association_id = m.association_id and l.membership_id = m.id and l.period @> greatest(${day}::date, m.joined_on)
    left join dues_standards s on s.association_id = l.association_id and s.level = l.level and s.years @> ${year}::int
    where m.association_id = ${ctx.association.id} and m.branch_id is null and m.left_on is null and m.joined_on <= ${to}::date`
}

/** Rolling: members by where their next year begins, with what `year` costs at today's level; whoever owes one already is charged. */
function rollingPayersOf(ctx: Context, which: RawBuilder<unknown>, year: number): RawBuilder<unknown> {
  const today = ctx.kernel.clock.today()
  return sql`
    select n.association_id, n.member_id, n.id as membership_id, l.level, s.id as standard_id, s.name as standard, s.amount_fen, n.next_on,
      exists (select 1 from charges c where c.association_id = n.association_id and c.member_id = n.member_id
        and (c.state = 'open' or (c.year = ${year} and c.state <> 'cancelled'))) as charged
    from (
      select m.association_id, m.member_id, m.id, greatest(${today}::date, m.joined_on, (select max(upper(d.period)) from dues_spans d
        where d.association_id = m.association_id and d.member_id = m.member_id and d.voided_at is null)) as next_on
      from memberships m where m.association_id = ${ctx.association.id} and m.branch_id is null and m.left_on is null) n
    left join level_spans l on l.association_id = n.association_id and l.membership_id = n.id and l.period @> greatest(${today}::date, lower(l.period))
    left join dues_standards s on s.association_id = l.association_id and s.level = l.level and s.years @> ${year}::int
    where ${which}`
}

const daysAhead = 60

/** Rolling years, every day: whose year ends within sixty days, or has ended, gets the next one to pay. Repeated, it finds nobody. */
export async function chargeAhead(ctx: SystemContext): Promise<void> {
  if (!isRolling(ctx)) return
  const until = addDays(ctx.kernel.clock.today(), daysAhead)
  await inTx(ctx, async (tx, ctx) => {
    for (const year of new Set([yearOf(ctx.kernel.clock.today()), yearOf(until)])) {
      const which = sql`next_on <= ${until}::date and extract(year from next_on) = ${year} and exists (select 1 from dues_spans d
        where d.association_id = n.association_id and d.member_id = n.member_id and d.voided_at is null)`
      const create = await write(tx, ctx, year, rollingPayersOf(ctx, which, year))
      if (create === 0) continue
      const subject = { kind: 'dues-year', id: String(year), label: `${year} 年度会费` }
      await audit(tx, ctx, { action: 'dues.charged', subject, after: { year, create } })
    }
  })
}

async function look(tx: Tx, ctx: Context, year: number): Promise<ChargeRun> {
  const { rows } = await sql<Group>`
    with payers as (${payersOf(ctx, year)})
    select level, standard, amount_fen as "amountFen", charged, count(*)::int as count from payers group by 1, 2, 3, 4`.execute(tx)
  const total = (groups: Group[], of: (group: Group) => number) => groups.reduce((sum, group) => sum + of(group), 0)
  const already = rows.filter((row) => row.charged)
  const create = rows.filter((row) => !row.charged && row.amountFen !== null)
  const without = rows.filter((row) => !row.charged && row.amountFen === null)
  const rank = (level: string | null) => ctx.association.settings.levels.findIndex((one) => one.id === level)
  create.sort((a, b) => rank(a.level) - rank(b.level))
  return {
    year,
    members: total(rows, (row) => row.count),
    already: total(already, (row) => row.count),
    create: total(create, (row) => row.count),
    createFen: total(create, (row) => row.count * (row.amountFen ?? 0)),
    waived: total(
      create.filter((row) => row.amountFen === 0),
      (row) => row.count,
    ),
    byLevel: create.map((row) => ({
      level: row.level ?? '',
      levelName: levelName(ctx, row.level ?? ''),
      count: row.count,
      amountFen: row.amountFen ?? 0,
      standard: row.standard ?? '',
    })),
    without: without.map((row) => ({
      levelName: row.level === null ? '' : levelName(ctx, row.level),
      count: row.count,
      reason: row.level === null ? '没有会员级别' : `没有 ${year} 年度的会费标准`,
    })),
  }
}

// A UUID of version 7 made by the database: a hundred thousand rows don't travel.
const freshId = sql`encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
  placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid`

/** A standard of 0 is no debt: the year is waived and its span written at once. */
async function write(tx: Tx, ctx: Context, year: number, payers = payersOf(ctx, year)): Promise<number> {
  const now = ctx.kernel.clock.now()
  const { rows } = await sql<{ created: number }>`
    with payers as (${payers}), made as (
      insert into charges (association_id, id, member_id, year, level, amount_fen, standard_id, state, created_at, settled_at)
      select association_id, ${freshId}, member_id, ${year}, level, amount_fen, standard_id,
        case when amount_fen = 0 then 'waived' else 'open' end, ${now}, case when amount_fen = 0 then ${now}::timestamptz end
      from payers where not charged and amount_fen is not null
      on conflict do nothing returning association_id, id, member_id, state), spans as (
      insert into dues_spans (association_id, id, membership_id, member_id, charge_id, period, created_at)
      select made.association_id, ${freshId}, payers.membership_id, made.member_id, made.id, ${isRolling(ctx) ? sql`daterange(payers.next_on, (payers.next_on + interval '1 year')::date)` : sql`daterange(${`${year}-01-01`}::date, ${`${year + 1}-01-01`}::date)`}, ${now}
      from made join payers using (association_id, member_id) where made.state = 'waived')
    select count(*)::int as created from made`.execute(tx)
  return rows[0]?.created ?? 0
}
