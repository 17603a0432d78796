import { rmSync } from 'node:fs'
import pg from 'pg'
import { startPostgres } from '../../server/kernel/postgres/index.ts'
import { makeFolder } from './server.ts'

/** A real PostgreSQL of its own, for servers that are to share one. `end` stops and removes it. */
export async function startDatabase(): Promise<{ url: string; end(): Promise<void> }> {
  const dataDir = makeFolder()
  const { url, stop } = await startPostgres({ dataDir, log: () => undefined, throwaway: true })
  return {
    url,
    async end() {
      await stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}

/** Looks into a database as its superuser, who sees every association. */
export async function lookInto(url: string): Promise<pg.Pool> {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => undefined)
  await pool.query('select 1')
  return pool
}
