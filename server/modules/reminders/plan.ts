import { sql } from 'kysely'
import { addDays } from '../../../contract/rules/days.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { chargedOn, dueOf, ladderOf, mostLateDays } from './ladder.ts'

/**
 * Every step of every open charge gets its line: the day counts from the due day, or from the day of charging where that was later. What
 * was planned already follows a due day or a ladder that has moved. Repeated, it adds nothing; how many it added.
 */
export async function plan(tx: Tx, ctx: Context): Promise<number> {
  const ladder = ladderOf(ctx).map(({ id, days }) => ({ id, days }))
  const association = ctx.association.id
  const open = sql`
    select c.association_id, c.id, c.member_id, ${dueOf(ctx)} as due_on, ${chargedOn} as charged_on from charges c
    where c.association_id = ${association} and c.state = 'open' and c.kind <> 'service' and exists (select 1 from memberships m
      where m.association_id = c.association_id and m.member_id = c.member_id and m.branch_id is null)`
  const lines = sql`
    select o.association_id, o.id as charge_id, o.member_id, s.id as step, o.due_on, greatest(o.due_on, o.charged_on) + s.days as day
    from (${open}) o cross join jsonb_to_recordset(${JSON.stringify(ladder)}::jsonb) as s(id text, days int)`
  await sql`update reminders set state = 'skipped', reason = 'step-removed', settled_at = ${ctx.kernel.clock.now()}
    where association_id = ${association} and state = 'planned' and not step = any(${ladder.map((step) => step.id)}::text[])`.execute(tx)
  await sql`
    with lines as (${lines})
    update reminders r set due_on = l.due_on, day = l.day from lines l
    where r.association_id = l.association_id and r.charge_id = l.charge_id and r.step = l.step and r.state = 'planned'
      and (r.due_on, r.day) is distinct from (l.due_on, l.day)
      and not exists (select 1 from reminders x where x.association_id = r.association_id and x.charge_id = r.charge_id and x.step = r.step
        and x.due_on = l.due_on and x.id <> r.id)`.execute(tx)
  const { rows } = await sql<{ count: number }>`
    with lines as (${lines}), made as (
      insert into reminders (association_id, id, member_id, charge_id, step, due_on, day)
      select association_id, gen_random_uuid(), member_id, charge_id, step, due_on, day from lines where day >= ${await begin(tx, ctx)}::date
      on conflict do nothing returning 1)
    select count(*)::int as count from made`.execute(tx)
  return rows[0]?.count ?? 0
}

/** Steps from before the first run belong to nobody's ladder, but for the last ones. */
async function begin(tx: Tx, ctx: Context): Promise<string> {
  const { rows } = await sql<{ first: string | null }>`
    select min(day)::text as first from reminder_runs where association_id = ${ctx.association.id}`.execute(tx)
  return addDays(rows[0]?.first ?? ctx.kernel.clock.today(), -mostLateDays)
}
