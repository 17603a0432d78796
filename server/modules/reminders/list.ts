import { type RawBuilder, sql } from 'kysely'
import { type ReminderState, stepLabel } from '../../../contract/reminder-words.ts'
import type { ReminderDay, ReminderQuery, ReminderRow } from '../../../contract/reminders.ts'
import { addDays } from '../../../contract/rules/days.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { addresseeOf, ladderOf, pausedNow, vouched } from './ladder.ts'
import { presentWays, type WayOnFile, waysOf, worded } from './ways.ts'

const pageSize = 50

interface Listed {
  id: string
  memberId: string
  memberName: string
  toName: string | null
  year: number
  amountFen: number
  chargeState: string
  step: string
  dueOn: string
  day: string
  state: ReminderState
  reason: string | null
  ways: WayOnFile[] | null
  at: Date | null
  toldToday: boolean
  seenAt: Date | null
  by: string | null
  paused: boolean
  vouched: boolean
}

export const stateOf = sql<ReminderState>`case when r.state = 'given' then n.state else r.state end`

/** Reached nobody, nobody was reached since, and it is still owed. */
export const toCall = sql`r.state = 'given' and n.state = 'unreached' and c.state = 'open'`

/** Tables of a line: `r` reminder, `c` charge, `n` notice. */
export const linesWithNotice = sql`reminders r join charges c on (c.association_id, c.id) = (r.association_id, r.charge_id)
  left join reminder_notices n on (n.association_id, n.id) = (r.association_id, r.notice_id)`

const select = (ctx: StaffContext, where: RawBuilder<unknown>, rest: RawBuilder<unknown>) => sql<Listed>`
  select r.id, r.member_id as "memberId", m.name as "memberName", case when n.member_id <> r.member_id then u.name end as "toName", c.year,
    c.amount_fen as "amountFen", c.state as "chargeState", r.step, r.due_on::text as "dueOn", r.day::text as day, ${stateOf} as state, r.reason,
    ${waysOf(sql`r.notice_id`)} as ways,
    coalesce(n.made_at, r.settled_at) as at, exists (select 1 from reminder_notices x
      where x.association_id = r.association_id and x.member_id = ${addresseeOf(ctx)} and x.state in ('told', 'waiting')
        and (x.made_at at time zone 'Asia/Shanghai')::date = ${ctx.kernel.clock.today()}::date) as "toldToday", n.seen_at as "seenAt", a.name as by,
    ${pausedNow(ctx, sql`r.member_id`)} as paused, ${vouched} as vouched
  from ${linesWithNotice} join members m on (m.association_id, m.id) = (r.association_id, r.member_id)
  left join members u on (u.association_id, u.id) = (n.association_id, n.member_id)
  left join accounts a on (a.association_id, a.id) = (n.association_id, n.made_by)
  where r.association_id = ${ctx.association.id} and ${where} ${rest}`

/** Each member's result of each step: the latest day first; what is planned, the nearest first. Paged by key. */
export async function listReminders(ctx: StaffContext, query: ReminderQuery): Promise<{ rows: ReminderRow[]; next: string | null }> {
  authorize(ctx, 'dues.read')
  const ahead = query.state === 'planned'
  const [afterDay, afterId] = (query.after ?? '').split('|')
  const conditions = [sql`true`]
  if (ahead) conditions.push(sql`r.state = 'planned' and c.state = 'open'`)
  else if (query.state) conditions.push(sql`${stateOf} = ${query.state}`)
  else conditions.push(sql`r.state <> 'planned'`)
  if (query.step) conditions.push(sql`r.step = ${query.step}`)
  if (query.reason) conditions.push(sql`r.reason = ${query.reason}`)
  if (query.member) conditions.push(sql`r.member_id = ${query.member}`)
  if (query.call) conditions.push(toCall)
  const q = query.q?.trim()
  if (q) conditions.push(sql`(m.name like ${`%${q.replace(/[\\%_]/g, '\\$&')}%`} or m.number = ${q.toUpperCase()})`)
  if (afterDay && afterId)
    conditions.push(
      ahead ? sql`(r.day, r.id) > (${afterDay}::date, ${afterId}::uuid)` : sql`(r.day, r.id) < (${afterDay}::date, ${afterId}::uuid)`,
    )
  const way = ahead ? sql`asc` : sql`desc`
  const rest = sql`order by r.day ${way}, r.id ${way} limit ${pageSize + 1}`
  const { rows } = await inTx(ctx, (tx, ctx) => select(ctx, sql.join(conditions, sql` and `), rest).execute(tx))
  const shown = rows.slice(0, pageSize)
  const last = shown.at(-1)
  return { rows: shown.map((row) => present(ctx, row)), next: rows.length > pageSize && last ? `${last.day}|${last.id}` : null }
}

export async function readReminder(tx: Tx, ctx: StaffContext, id: string): Promise<ReminderRow | undefined> {
  const { rows } = await select(ctx, sql`r.id = ${id}`, sql``).execute(tx)
  return rows[0] && present(ctx, rows[0])
}

function present(ctx: StaffContext, row: Listed): ReminderRow {
  const days = ladderOf(ctx).find((step) => step.id === row.step)?.days
  return {
    id: row.id,
    memberId: row.memberId,
    memberName: row.memberName,
    toName: row.toName,
    year: row.year,
    amountFen: row.amountFen,
    step: row.step,
    stepLabel: days === undefined ? row.step : stepLabel(days),
    dueOn: row.dueOn,
    day: row.day,
    state: row.state,
    reason: worded(row.reason),
    ways: presentWays(row.ways),
    at: row.at?.toISOString() ?? null,
    seenAt: row.seenAt?.toISOString() ?? null,
    by: row.by,
    paused: row.paused,
    can: { send: whyNotAgain(ctx, row) },
  }
}

function whyNotAgain(ctx: StaffContext, row: Listed): string | null {
  if (!ctx.permissions.has('dues.remind')) return '您没有发送缴费提醒的权限'
  if (row.chargeState !== 'open') return '这笔会费已不再应缴'
  if (row.vouched) return '已上传凭证，请先核对到账'
  if (row.paused) return '这位会员的提醒已暂停'
  if (row.state === 'planned') return '还没到提醒的日期'
  if (row.state === 'waiting') return '正在发送'
  return row.toldToday ? '今天已经提醒过' : null
}

/** The coming days, with what is still owed as things stand. */
export async function remindersAhead(ctx: StaffContext, days = 120): Promise<{ rows: ReminderDay[] }> {
  authorize(ctx, 'dues.read')
  const today = ctx.kernel.clock.today()
  const { rows } = await inTx(ctx, (tx) =>
    sql<{ day: string; step: string; members: number; amountFen: number }>`
      select r.day::text as day, r.step, count(distinct r.member_id)::int as members, sum(c.amount_fen)::bigint as "amountFen"
      from reminders r join charges c on (c.association_id, c.id) = (r.association_id, r.charge_id)
      where r.association_id = ${ctx.association.id} and r.state = 'planned' and c.state = 'open' and r.day between ${today}::date and ${addDays(today, days)}::date
      group by 1, 2 order by 1, 2 limit 200`.execute(tx),
  )
  const ladder = ladderOf(ctx)
  return {
    rows: rows.map((row) => {
      const step = ladder.find((one) => one.id === row.step)
      return { ...row, stepLabel: step ? stepLabel(step.days) : row.step }
    }),
  }
}
