import { sql } from 'kysely'
import { inTx } from '../../kernel/database/transaction.ts'
import type { World } from '../../testing/world.ts'

/** What became of each step of a member's charges, one line each: `2026 late-60 told sms=sent mail=sent portal=sent`. */
export async function results(world: World, memberId: string): Promise<string[]> {
  const { rows } = await inTx(world.contexts.system(), (tx) =>
    sql<{ line: string }>`
      select concat_ws(' ', c.year, r.step, case when r.state = 'given' then n.state else r.state end, r.reason,
        (select string_agg(w.way || '=' || coalesce(w.reason, w.state), ' ' order by w.way desc) from reminder_ways w
          where w.association_id = r.association_id and w.notice_id = r.notice_id)) as line
      from reminders r join charges c on (c.association_id, c.id) = (r.association_id, r.charge_id)
      left join reminder_notices n on (n.association_id, n.id) = (r.association_id, r.notice_id)
      where r.association_id = ${world.association.id} and r.member_id = ${memberId} and r.state <> 'planned' order by r.day, r.id`.execute(
      tx,
    ),
  )
  return rows.map((row) => row.line)
}

/** Every reminder that went out so far, as its receiver read it. */
export async function remindersSent(world: World): Promise<string[]> {
  const { rows } = await inTx(world.contexts.system(), (tx) =>
    sql<{ line: string }>`select channel || ' ' || recipient || ' ' || body as line from messages
      where association_id = ${world.association.id} and cause like 'reminder:%' and state = 'sent' order by created_at, id`.execute(tx),
  )
  return rows.map((row) => row.line)
}
