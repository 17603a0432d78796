import pg from 'pg'
import { inject } from 'vitest'
import { migrate } from '../kernel/database/migrate.ts'

const template = 'huiji_template'

/** A fresh database of this program's schema, cloned from a migrated template; `drop` removes it. */
export async function makeDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const root = inject('databaseUrl')
  const admin = new pg.Client({ connectionString: root })
  await admin.connect()
  await ensureTemplate(admin, root)
  const name = `huiji_test_${process.pid}_${Math.random().toString(36).slice(2, 10)}`
  await admin.query(`create database ${name} template ${template}`)
  await admin.end()
  return {
    url: withDatabase(root, name),
    async drop() {
      const client = new pg.Client({ connectionString: root })
      await client.connect()
      await client.query(`drop database if exists ${name} with (force)`)
      await client.end()
    },
  }
}

// Test files run side by side: the first makes the template, the others wait for it.
async function ensureTemplate(admin: pg.Client, root: string) {
  await admin.query('select pg_advisory_lock(77001)')
  const there = await admin.query('select 1 from pg_database where datname = $1 and datistemplate', [template])
  if (there.rowCount === 0) {
    await admin.query(`drop database if exists ${template} with (force)`)
    await admin.query(`create database ${template} template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8'`)
    await migrate(withDatabase(root, template))
    await admin.query(`alter database ${template} is_template true`)
  }
  await admin.query('select pg_advisory_unlock(77001)')
}

export function withDatabase(url: string, name: string): string {
  const copy = new URL(url)
  copy.pathname = `/${name}`
  return copy.toString()
}
