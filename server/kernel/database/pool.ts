import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import type { DB } from './schema.ts'
import { TenantDialect } from './tenant-dialect.ts'

// Money is fen and fits a double up to 90 trillion yuan; days stay text, they have no hour.
pg.types.setTypeParser(pg.types.builtins.INT8, (text) => {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`int8 out of range: ${text}`)
  return value
})
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

export interface Database {
  /** Every query outside a tenant transaction sees no business row. */
  db: Kysely<DB>
  pool: pg.Pool
  /** For what connects by itself: migrations, the platform's owner connection, the queue. */
  url: string
  close(): Promise<void>
}

/** Connects as the runtime role, which owns nothing and can't step over row-level security. */
export function openDatabase(url: string, options: { max?: number } = {}): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? 10,
    options:
      '-c role=huiji_app -c timezone=Asia/Shanghai -c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=30000',
    application_name: 'huiji',
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 60_000,
  })
  forgiveLosses(pool)
  const db = new Kysely<DB>({ dialect: new TenantDialect({ pool }) })
  return { db, pool, url, close: () => db.destroy() }
}

/** Connects as the owner: for migrations, the platform's verbs and the job queue only. */
export function openOwner(url: string, max = 2): Kysely<DB> {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    options: '-c role=huiji_owner -c timezone=Asia/Shanghai',
    application_name: 'huiji-owner',
  })
  forgiveLosses(pool)
  return new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
}

// A lost connection is replaced at the next query, and who was using it is told; without a listener it would end the process.
function forgiveLosses(pool: pg.Pool) {
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
}
