import { sql } from 'kysely'
import { fillText } from '../../../contract/preset.ts'
import type { ReminderLadder } from '../../../contract/reminders.ts'
import { daysBetween } from '../../../contract/rules/days.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { hoursOf, isQuiet } from '../dues/index.ts'
import { ladderOf } from './ladder.ts'
import { linesWithNotice, stateOf, toCall } from './list.ts'

/** The steps with what became of them, and whether the daily run runs. */
export async function readLadder(ctx: StaffContext): Promise<ReminderLadder> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, async (tx, ctx) => {
    const counted = await counts(tx, ctx)
    const lastRun = await newestRun(tx, ctx)
    const of = (step: string, state: string) => counted.find((row) => row.step === step && row.state === state)?.count ?? 0
    const today = ctx.kernel.clock.today()
    return {
      steps: ladderOf(ctx).map(({ id, days, by, text }) => ({
        id,
        days,
        by,
        text: shown(ctx, text ?? usualText(ctx, days)),
        planned: of(id, 'planned'),
        waiting: of(id, 'waiting'),
        told: of(id, 'told'),
        unreached: of(id, 'unreached'),
        skipped: of(id, 'skipped'),
      })),
      hours: hoursOf(ctx),
      quiet: isQuiet(ctx),
      lastRun: lastRun && { ...lastRun, at: lastRun.at.toISOString() },
      missedDays: lastRun ? Math.max(0, daysBetween(lastRun.day, today) - 1) : 0,
      toCall: await membersToCall(tx, ctx),
      pauses: await pausesNow(tx, ctx),
      may: { remind: ctx.permissions.has('dues.remind') },
    }
  })
}

function usualText(ctx: StaffContext, days: number): string {
  const id = days > 0 ? 'dues-overdue' : 'dues-reminder'
  return ctx.association.settings.messages.find((message) => message.id === id)?.sms ?? ''
}

/** With words in its blanks that say what will stand there. */
const shown = (ctx: StaffContext, text: string): string =>
  fillText(text, {
    association: ctx.association.name,
    member: '〔名称〕',
    dues: ctx.association.settings.words.dues,
    year: '〔年度〕',
    amount: '〔金额〕',
    due: '〔缴费期限〕',
    days: '〔天数〕',
    people: '',
  })

async function counts(tx: Tx, ctx: StaffContext): Promise<{ step: string; state: string; count: number }[]> {
  const { rows } = await sql<{ step: string; state: string; count: number }>`
    select r.step, ${stateOf} as state, count(*)::int as count from ${linesWithNotice}
    where r.association_id = ${ctx.association.id} and (r.state <> 'planned' or c.state = 'open') group by 1, 2`.execute(tx)
  return rows
}

async function newestRun(tx: Tx, ctx: StaffContext) {
  const { rows } = await sql<{ day: string; at: Date; planned: number; given: number; skipped: number; missed: number }>`
    select day::text as day, at, planned, given, skipped, missed from reminder_runs
    where association_id = ${ctx.association.id} order by day desc limit 1`.execute(tx)
  return rows[0] ?? null
}

async function membersToCall(tx: Tx, ctx: StaffContext): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(distinct r.member_id)::int as count from ${linesWithNotice}
    where r.association_id = ${ctx.association.id} and ${toCall}`.execute(tx)
  return rows[0]?.count ?? 0
}

async function pausesNow(tx: Tx, ctx: StaffContext): Promise<ReminderLadder['pauses']> {
  const { rows } = await sql<{ memberId: string; memberName: string; reason: string; until: string | null; by: string; madeAt: Date }>`
    select p.member_id as "memberId", m.name as "memberName", p.reason, p.until::text as until, a.name as by, p.made_at as "madeAt"
    from reminder_pauses p join members m on (m.association_id, m.id) = (p.association_id, p.member_id)
    join accounts a on (a.association_id, a.id) = (p.association_id, p.made_by)
    where p.association_id = ${ctx.association.id} and p.ended_at is null and (p.until is null or p.until >= ${ctx.kernel.clock.today()}::date)
    order by p.made_at desc limit 200`.execute(tx)
  return rows.map((row) => ({ ...row, madeAt: row.madeAt.toISOString() }))
}
