import { sql } from 'kysely'
import type { ReminderRun } from '../../../contract/reminders.ts'
import { addDays, daysBetween } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, StaffContext, SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { isEarly, isQuiet } from '../dues/index.ts'
import { closeSettled, findArrears } from './arrears/find.ts'
import { rulesOf } from './arrears/rules.ts'
import { ladderOf } from './ladder.ts'
import { handOver } from './notices.ts'
import { plan } from './plan.ts'
import { settleDue } from './settle.ts'

/**
 * A chore: once a day, from the morning on, everybody's steps are planned and what is due is sent; in between it sends what waited. Cut
 * off anywhere, the day's work is whole or not begun. Days that were missed are told to staff, and caught up.
 */
export async function remindDaily(ctx: SystemContext): Promise<void> {
  if ((ladderOf(ctx).length === 0 && rulesOf(ctx).length === 0) || isEarly(ctx)) return
  const today = ctx.kernel.clock.today()
  await inTx(ctx, async (tx, ctx) => {
    await takeTurn(tx, ctx)
    const last = await lastRun(tx, ctx)
    if (last === null || last < today) await work(tx, ctx, last)
    else await closeSettled(tx, ctx)
    await handOver(tx, ctx)
  })
}

/** Staff don't wait for the clock. Who was reminded today already is not reminded again. */
export async function runNow(ctx: StaffContext): Promise<ReminderRun> {
  authorize(ctx, 'dues.remind')
  if (ladderOf(ctx).length === 0) throw new Refusal('not-ready', '这个协会没有设置缴费提醒的步骤')
  return inTx(ctx, async (tx, ctx) => {
    await takeTurn(tx, ctx)
    const run = await work(tx, ctx, await lastRun(tx, ctx))
    await handOver(tx, ctx)
    const day = ctx.kernel.clock.today()
    await audit(tx, ctx, { action: 'reminders.run', subject: { kind: 'reminder-run', id: day, label: day }, after: run })
    return { ...run, quiet: isQuiet(ctx) }
  })
}

/** Two servers, or a clerk beside the clock: one after the other. */
const takeTurn = (tx: Tx, ctx: Context) => sql`select pg_advisory_xact_lock(hashtext(${`reminders:${ctx.association.id}`}))`.execute(tx)

async function lastRun(tx: Tx, ctx: Context): Promise<string | null> {
  const { rows } = await sql<{ day: string | null }>`
    select max(day)::text as day from reminder_runs where association_id = ${ctx.association.id}`.execute(tx)
  return rows[0]?.day ?? null
}

async function work(tx: Tx, ctx: Context, last: string | null) {
  const today = ctx.kernel.clock.today()
  await findArrears(tx, ctx)
  const planned = await plan(tx, ctx)
  const run = { planned, ...(await settleDue(tx, ctx)) }
  const missed = last === null ? 0 : Math.max(0, daysBetween(last, today) - 1)
  if (last !== null && missed > 0)
    await raise(tx, ctx, 'reminders.missed', { from: addDays(last, 1), to: addDays(today, -1), days: missed })
  await sql`
    insert into reminder_runs (association_id, day, at, planned, given, skipped, missed)
    values (${ctx.association.id}, ${today}::date, ${ctx.kernel.clock.now()}, ${run.planned}, ${run.given}, ${run.skipped}, ${missed})
    on conflict (association_id, day) do update set at = excluded.at, planned = reminder_runs.planned + excluded.planned,
      given = reminder_runs.given + excluded.given, skipped = reminder_runs.skipped + excluded.skipped`.execute(tx)
  return run
}
