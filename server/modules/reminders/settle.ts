import { sql } from 'kysely'
import { addDays } from '../../../contract/rules/days.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { addresseeOf, chargedOn, ladderOf, mostLateDays, pausedNow, vouched } from './ladder.ts'
import { makeNotices } from './notices.ts'

/** What is due today becomes a notice or a reason why not; of several steps of one charge only the latest is sent. */
export async function settleDue(tx: Tx, ctx: Context): Promise<{ given: number; skipped: number }> {
  return { skipped: await skip(tx, ctx), given: await give(tx, ctx) }
}

async function skip(tx: Tx, ctx: Context): Promise<number> {
  const today = ctx.kernel.clock.today()
  const { rows } = await sql<{ count: number }>`
    with judged as (
      select r.id, case
        when c.state = 'settled' then 'paid'
        when c.state = 'waived' then 'waived'
        when c.state = 'cancelled' then 'cancelled'
        when c.state = 'written-off' then 'written-off'
        when r.day < ${chargedOn} then 'charged-later'
        when row_number() over (partition by r.charge_id order by r.day desc, r.id) > 1 then 'superseded'
        when r.day < ${addDays(today, -mostLateDays)}::date then 'too-late'
        when not exists (select 1 from memberships m where m.association_id = r.association_id and m.member_id = r.member_id
          and m.branch_id is null and m.left_on is null) then 'left'
        when ${vouched} then 'vouched'
        when ${pausedNow(ctx, sql`r.member_id`)} or ${pausedNow(ctx, addresseeOf(ctx))} then 'paused' end as reason
      from reminders r join charges c on (c.association_id, c.id) = (r.association_id, r.charge_id)
      where r.association_id = ${ctx.association.id} and r.state = 'planned' and r.day <= ${today}::date), done as (
      update reminders r set state = 'skipped', reason = j.reason, settled_at = ${ctx.kernel.clock.now()} from judged j
      where r.association_id = ${ctx.association.id} and r.id = j.id and j.reason is not null returning 1)
    select count(*)::int as count from done`.execute(tx)
  return rows[0]?.count ?? 0
}

/** Everything that is due for one addressee goes into one notice. */
async function give(tx: Tx, ctx: Context): Promise<number> {
  const steps = JSON.stringify(ladderOf(ctx).map(({ id, days, by }) => ({ id, days, by })))
  const due = sql`
    select r.id, ${addresseeOf(ctx)} as addressee, r.member_id, r.charge_id, r.step, s.days, s.by, r.due_on
    from reminders r join jsonb_to_recordset(${steps}::jsonb) as s(id text, days int, by text[]) on s.id = r.step
    where r.association_id = ${ctx.association.id} and r.state = 'planned' and r.day <= ${ctx.kernel.clock.today()}::date`
  return makeNotices(tx, ctx, due)
}
