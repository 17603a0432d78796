import { type RawBuilder, sql } from 'kysely'
import type { SkipReason, WayState } from '../../../contract/reminder-words.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { isQuiet } from '../dues/index.ts'

/**
 * One notice to each addressee of `due` (id, addressee, member_id, charge_id, step, days, by, due_on), with its ways; how many lines were
 * given. What the portal shows is there at once.
 */
export async function makeNotices(tx: Tx, ctx: Context, due: RawBuilder<unknown>, by: string | null = null): Promise<number> {
  const now = ctx.kernel.clock.now()
  const { rows } = await sql<{ notices: string[] | null; count: number }>`
    with due as materialized (${due}), groups as materialized (
      select d.addressee, gen_random_uuid() as id, (array_agg(d.step order by d.days desc))[1] as step, max(d.due_on) as due_on,
        array_agg(distinct c.year) as years, sum(c.amount_fen)::bigint as amount_fen,
        count(distinct d.member_id) filter (where d.member_id <> d.addressee)::int as people
      from due d join charges c on c.association_id = ${ctx.association.id} and c.id = d.charge_id group by d.addressee), made as (
      insert into reminder_notices (association_id, id, member_id, step, due_on, years, amount_fen, people, made_by, made_at)
      select ${ctx.association.id}, id, addressee, step, due_on, years, amount_fen, people, ${by}::uuid, ${now}::timestamptz from groups), ways as (
      select distinct g.id, g.addressee, w.way from groups g join due d using (addressee) cross join unnest(d.by) as w(way)), told as (
      insert into reminder_ways (association_id, notice_id, way, state, reason, at)
      select ${ctx.association.id}, w.id, w.way,
        case when w.way <> 'portal' then 'waiting' when a.there then 'sent' else 'skipped' end,
        case when w.way = 'portal' and not a.there then 'no-account' end, case when w.way = 'portal' then ${now}::timestamptz end
      from ways w cross join lateral (select exists (select 1 from account_members x
        where x.association_id = ${ctx.association.id} and x.member_id = w.addressee) as there) a), given as (
      update reminders r set state = 'given', reason = null, notice_id = g.id, settled_at = ${now}
      from due d join groups g using (addressee) where r.association_id = ${ctx.association.id} and r.id = d.id returning 1)
    select (select array_agg(id::text) from groups) as notices, (select count(*)::int from given) as count`.execute(tx)
  const [made] = rows
  await settleNotices(tx, ctx, made?.notices ?? [])
  return made?.count ?? 0
}

// More go with the next turn of the clock, five minutes later.
const mostAtOnce = 3000

/** Notices leave the house: an event for each way, in the transaction that notes it. SMS wait for their hours. */
export async function handOver(tx: Tx, ctx: Context): Promise<void> {
  await sql`
    with picked as (
      select w.notice_id, w.way from reminder_ways w where w.association_id = ${ctx.association.id} and w.state = 'waiting'
        and (w.way = 'mail' or (w.way = 'sms' and ${!isQuiet(ctx)})) order by w.notice_id limit ${mostAtOnce} for update skip locked), handed as (
      update reminder_ways w set state = 'handed', at = ${ctx.kernel.clock.now()} from picked p
      where w.association_id = ${ctx.association.id} and w.notice_id = p.notice_id and w.way = p.way returning w.notice_id, w.way)
    select enqueue('event', json_build_object('id', gen_random_uuid(), 'associationId', ${ctx.association.id}::text, 'name', 'reminders.noticed',
      'data', json_build_object('noticeId', notice_id, 'way', way)), priority => 10) from handed`.execute(tx)
}

interface Outcome {
  state: WayState
  reason: SkipReason | string | null
  /** Left out: now. */
  at?: Date
}

export async function noteWay(tx: Tx, ctx: Context, noticeId: string, way: 'sms' | 'mail', outcome: Outcome): Promise<void> {
  await tx
    .updateTable('reminder_ways')
    .set({ at: ctx.kernel.clock.now(), ...outcome })
    .where('association_id', '=', ctx.association.id)
    .where('notice_id', '=', noticeId)
    .where('way', '=', way)
    .execute()
  await settleNotices(tx, ctx, [noticeId])
}

/** Which SMS or mail it became. */
export async function linkMessage(tx: Tx, ctx: Context, noticeId: string, way: 'sms' | 'mail', messageId: string): Promise<void> {
  await tx
    .updateTable('reminder_ways')
    .set({ message_id: messageId })
    .where('association_id', '=', ctx.association.id)
    .where('notice_id', '=', noticeId)
    .where('way', '=', way)
    .execute()
}

/** What became of an SMS or mail; one that is no reminder is nothing to us. */
export async function noteMessage(tx: Tx, ctx: Context, messageId: string, outcome: Outcome): Promise<void> {
  const row = await tx
    .updateTable('reminder_ways')
    .set({ at: ctx.kernel.clock.now(), ...outcome })
    .where('association_id', '=', ctx.association.id)
    .where('message_id', '=', messageId)
    .returning('notice_id')
    .executeTakeFirst()
  if (row) await settleNotices(tx, ctx, [row.notice_id])
}

/** Told: an SMS or mail left, or the member saw it in the portal, or that was the only way asked for. */
export async function settleNotices(tx: Tx, ctx: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return
  await sql`
    update reminder_notices n set state = case
      when n.seen_at is not null or w.left_house or (w.portal and w.posts = 0) then 'told' when w.under_way then 'waiting' else 'unreached' end
    from (select notice_id, bool_or(way <> 'portal' and state in ('sent', 'delivered')) as left_house, bool_or(way = 'portal' and state = 'sent') as portal,
        count(*) filter (where way <> 'portal') as posts, bool_or(state in ('waiting', 'handed')) as under_way
      from reminder_ways where association_id = ${ctx.association.id} and notice_id = any(${[...ids]}::uuid[]) group by notice_id) w
    where n.association_id = ${ctx.association.id} and n.id = w.notice_id and n.state <> 'dropped'`.execute(tx)
}
