import { sql } from 'kysely'
import type { SkipReason } from '../../../contract/reminder-words.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { dueOf, pausedNow, vouched } from './ladder.ts'
import { settleNotices } from './notices.ts'

interface NoticeForTelling {
  memberId: string
  step: string
  /** 'YYYY-MM-DD' */
  dueOn: string
  years: number[]
  amountFen: number
  /** Of a unit that pays for its people: how many of them. */
  people: number
  /** It was handed over before, and then something broke. */
  messageId: string | null
}

/**
 * What a notice says, as things stand now: all that is missing and was due by its day. Null when the way was dealt with already, or when it
 * was paid meanwhile: then nothing is sent, and that is noted.
 */
export async function noticeForTelling(tx: Tx, ctx: Context, id: string, way: 'sms' | 'mail'): Promise<NoticeForTelling | null> {
  const { rows: found } = await sql<{ memberId: string; step: string; dueOn: string; messageId: string | null }>`
    select n.member_id as "memberId", n.step, n.due_on::text as "dueOn", w.message_id as "messageId"
    from reminder_notices n join reminder_ways w on (w.association_id, w.notice_id) = (n.association_id, n.id)
    where n.association_id = ${ctx.association.id} and n.id = ${id} and n.case_id is null and w.way = ${way} and w.state = 'handed' for update of n`.execute(
    tx,
  )
  const [notice] = found
  if (!notice) return null
  const why = await halted(tx, ctx, id)
  if (why !== null) {
    await drop(tx, ctx, id, why)
    return null
  }
  const { rows } = await sql<{ years: number[] | null; amountFen: number; people: number; mine: boolean | null }>`
    with its as (select r.member_id from reminders r where r.association_id = ${ctx.association.id} and r.notice_id = ${id}), owed as (
      select c.association_id, c.id, c.member_id, c.year, c.amount_fen from charges c
      where c.association_id = ${ctx.association.id} and c.member_id in (select member_id from its) and c.state = 'open' and c.kind <> 'service'
        and ${dueOf(ctx)} <= ${notice.dueOn}::date and not ${vouched})
    select array_agg(distinct year order by year) as years, coalesce(sum(amount_fen), 0)::bigint - (select coalesce(sum(o.received_fen), 0)::bigint
        from orders o where o.association_id = ${ctx.association.id} and o.received_fen > 0 and exists (select 1 from order_charges x
          where x.association_id = o.association_id and x.order_id = o.id and x.live and x.charge_id in (select id from owed))) as "amountFen",
      count(distinct member_id) filter (where member_id <> ${notice.memberId})::int as people,
      bool_or(exists (select 1 from reminders r where r.association_id = owed.association_id and r.charge_id = owed.id and r.notice_id = ${id})) as mine
    from owed`.execute(tx)
  const [owed] = rows
  if (!owed?.years || !owed.mine || owed.amountFen <= 0) {
    await drop(tx, ctx, id)
    return null
  }
  const said = { years: owed.years, amountFen: owed.amountFen, people: owed.people }
  await tx
    .updateTable('reminder_notices')
    .set({ years: said.years, amount_fen: said.amountFen, people: said.people })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .execute()
  return { ...notice, ...said }
}

/** What has not left stays here; whether nothing had. */
export async function dropWays(tx: Tx, ctx: Context, id: string, reason: SkipReason): Promise<boolean> {
  await sql`update reminder_ways set state = 'skipped', reason = ${reason}, at = ${ctx.kernel.clock.now()}
    where association_id = ${ctx.association.id} and notice_id = ${id} and state in ('waiting', 'handed')`.execute(tx)
  await settleNotices(tx, ctx, [id])
  const { rows } = await sql<{ id: string }>`update reminder_notices set state = 'dropped'
    where association_id = ${ctx.association.id} and id = ${id} and state <> 'told' returning id`.execute(tx)
  return rows.length > 0
}

/** Paused or gone since it was made, while an SMS waited for its hours. */
async function halted(tx: Tx, ctx: Context, id: string): Promise<'paused' | 'left' | null> {
  const { rows } = await sql<{ paused: boolean; left: boolean }>`
    select bool_and(${pausedNow(ctx, sql`r.member_id`)} or ${pausedNow(ctx, sql`n.member_id`)}) as paused, bool_and(not exists (select 1 from memberships m
      where m.association_id = r.association_id and m.member_id = r.member_id and m.branch_id is null and m.left_on is null)) as left
    from reminders r join reminder_notices n on (n.association_id, n.id) = (r.association_id, r.notice_id)
    where r.association_id = ${ctx.association.id} and r.notice_id = ${id}`.execute(tx)
  return rows[0]?.left ? 'left' : rows[0]?.paused ? 'paused' : null
}

/** Paid before it left: what has not left stays here; where nothing had, the step is skipped. */
async function drop(tx: Tx, ctx: Context, id: string, why: 'paid' | 'paused' | 'left' = 'paid'): Promise<void> {
  if (!(await dropWays(tx, ctx, id, why))) return
  const now = ctx.kernel.clock.now()
  await sql`
    update reminders r set state = 'skipped', notice_id = null, settled_at = ${now}, reason = case when ${why} <> 'paid' then ${why} else case c.state
      when 'waived' then 'waived' when 'cancelled' then 'cancelled' when 'written-off' then 'written-off' when 'open' then 'vouched' else 'paid' end end
    from charges c where r.association_id = ${ctx.association.id} and r.notice_id = ${id} and (c.association_id, c.id) = (r.association_id, r.charge_id)`.execute(
    tx,
  )
}
