import { type RawBuilder, sql } from 'kysely'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { isRolling } from './rolling.ts'

// A UUID of version 7 made by the database: a hundred thousand rows don't travel.
export const freshId = sql`encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid())
  placing substring(int8send(floor(extract(epoch from clock_timestamp()) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1), 'hex')::uuid`

export interface Written {
  /** Who was looked at, and the last of their memberships. */
  seen: number
  last: string | null
  created: number
  createdFen: number
  waived: number
}

/** Charges these payers; whoever was charged before is left out. An amount of 0 is no debt: the year is waived and its span written at once. */
export async function writeCharges(tx: Tx, ctx: Context, year: number, payers: RawBuilder<unknown>): Promise<Written> {
  const now = ctx.kernel.clock.now()
  const period = isRolling(ctx)
    ? sql`daterange(payers.next_on, (payers.next_on + interval '1 year')::date)`
    : sql`daterange(${`${year}-01-01`}::date, ${`${year + 1}-01-01`}::date)`
  const { rows } = await sql<Written>`
    with payers as materialized (${payers}), made as (
      insert into charges (association_id, id, member_id, kind, year, level, amount_fen, reason, standard_id, state, created_at, settled_at)
      select association_id, ${freshId}, member_id, 'year', ${year}, level, amount_fen, reason, standard_id,
        case when amount_fen = 0 then 'waived' else 'open' end, ${now}, case when amount_fen = 0 then ${now}::timestamptz end
      from payers where not charged and not life and amount_fen is not null
      on conflict do nothing returning association_id, id, member_id, state, amount_fen), spans as (
      insert into dues_spans (association_id, id, membership_id, member_id, charge_id, period, created_at)
      select made.association_id, ${freshId}, payers.membership_id, made.member_id, made.id, ${period}, ${now}
      from made join payers using (association_id, member_id) where made.state = 'waived')
    select m.created, m.fen as "createdFen", m.waived, p.seen, p.last
    from (select count(*)::int as created, coalesce(sum(amount_fen), 0)::bigint as fen, count(*) filter (where state = 'waived')::int as waived from made) m,
      (select count(*)::int as seen, (array_agg(membership_id order by membership_id desc))[1] as last from payers) p`.execute(tx)
  return rows[0] ?? { seen: 0, last: null, created: 0, createdFen: 0, waived: 0 }
}
