import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Context } from './context.ts'
import type { Tx } from './database/transaction.ts'

export interface Limit {
  /** What is counted, e.g. `sms:number:13800000000`; stored as a hash, it may hold personal data. */
  key: string
  max: number
  seconds: number
}

const hashed = (key: string) => createHash('sha256').update(key).digest('base64url')

/** Counts one try; answers the seconds to wait when `max` tries in the window are exceeded, else 0. Shared by all servers. */
export async function countTry(tx: Tx, ctx: Context, limit: Limit): Promise<number> {
  const now = ctx.kernel.clock.now()
  const ends = new Date(now.getTime() + limit.seconds * 1000)
  const { rows } = await sql<{ hits: number; window_ends_at: Date }>`
    insert into limits (association_id, key, hits, window_ends_at) values (${ctx.association.id}, ${hashed(limit.key)}, 1, ${ends})
    on conflict (association_id, key) do update set
      hits = case when limits.window_ends_at <= ${now} then 1 else limits.hits + 1 end,
      window_ends_at = case when limits.window_ends_at <= ${now} then ${ends} else limits.window_ends_at end
    returning hits, window_ends_at`.execute(tx)
  const row = rows[0]
  if (!row || row.hits <= limit.max) return 0
  return Math.max(1, Math.ceil((row.window_ends_at.getTime() - now.getTime()) / 1000))
}

/** How long `key` is over `max` now, in seconds, without counting a try. */
export async function secondsLeft(tx: Tx, ctx: Context, limit: Limit): Promise<number> {
  const row = await tx
    .selectFrom('limits')
    .select(['hits', 'window_ends_at'])
    .where('association_id', '=', ctx.association.id)
    .where('key', '=', hashed(limit.key))
    .executeTakeFirst()
  const now = ctx.kernel.clock.now().getTime()
  if (!row || row.hits < limit.max || row.window_ends_at.getTime() <= now) return 0
  return Math.ceil((row.window_ends_at.getTime() - now) / 1000)
}

export async function clearTries(tx: Tx, ctx: Context, key: string): Promise<void> {
  await tx.deleteFrom('limits').where('association_id', '=', ctx.association.id).where('key', '=', hashed(key)).execute()
}
