import { type RawBuilder, sql } from 'kysely'
import { type ReminderWay, type SkipReason, skipReasons, type WayState } from '../../../contract/reminder-words.ts'

export interface WayOnFile {
  way: ReminderWay
  state: WayState
  reason: string | null
  at: string | null
}

/** What became of each way of a notice, as JSON. */
export const waysOf = (notice: RawBuilder<unknown>): RawBuilder<WayOnFile[] | null> => sql`(
  select json_agg(json_build_object('way', w.way, 'state', w.state, 'reason', w.reason, 'at', w.at) order by array_position('{sms,mail,letter,portal}'::text[], w.way))
  from reminder_ways w where w.association_id = ${sql.ref('n.association_id')} and w.notice_id = ${notice})`

export const worded = (reason: string | null): string | null =>
  reason !== null && reason in skipReasons ? skipReasons[reason as SkipReason] : reason

export const presentWays = (ways: readonly WayOnFile[] | null) =>
  (ways ?? []).map((way) => ({ ...way, reason: worded(way.reason), at: way.at === null ? null : new Date(way.at).toISOString() }))
