import { readdir, readFile } from 'node:fs/promises'
import { makeWorkerUtils } from 'graphile-worker'
import pg from 'pg'

const folder = new URL('../../migrations/', import.meta.url)
// Any fixed number; the same in every server, so that two starting at once take turns.
const lock = 4_813_001

/**
 * Brings the database to this program's schema: roles, job queue, then every .sql file not yet applied, each in a transaction.
 * Two servers may call it at once. `url` must be a role that may create roles the first time.
 */
export async function migrate(url: string, migrations: URL = folder): Promise<string[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query('select pg_advisory_lock($1)', [lock])
    await createRoles(client)
    await migrateQueue(url)
    return await applyFiles(client, migrations)
  } finally {
    await client.end()
  }
}

async function createRoles(client: pg.Client) {
  for (const role of ['huiji_owner', 'huiji_app']) {
    await client.query(`do $$ begin create role ${role} nologin; exception when duplicate_object or unique_violation then null; end $$`)
    await client.query(`do $$ begin grant ${role} to current_user; exception when others then null; end $$`)
  }
  await client.query('grant usage, create on schema public to huiji_owner')
  await client.query(`do $$ begin execute format('grant create on database %I to huiji_owner', current_database()); end $$`)
}

async function migrateQueue(url: string) {
  const utils = await makeWorkerUtils({ connectionString: url, schema: 'graphile_worker' })
  await utils.migrate()
  await utils.release()
}

async function applyFiles(client: pg.Client, migrations: URL): Promise<string[]> {
  await client.query('create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())')
  const applied = new Set((await client.query<{ name: string }>('select name from migrations')).rows.map((row) => row.name))
  const files = (await readdir(migrations)).filter((name) => /^\d{4}_.*\.sql$/.test(name)).sort()
  const fresh = files.filter((name) => !applied.has(name))
  for (const name of fresh) await applyFile(client, name, await readFile(new URL(name, migrations), 'utf8'))
  await client.query('grant usage on schema graphile_worker to huiji_owner')
  await client.query('grant execute on all functions in schema graphile_worker to huiji_owner')
  await client.query('grant select, insert, update, delete on all tables in schema graphile_worker to huiji_owner')
  await openQueue(client)
  return fresh
}

// The queue closes its tables to everybody but their owner; ours puts jobs in through `enqueue`, which belongs to huiji_owner.
async function openQueue(client: pg.Client) {
  await client.query(`do $$ declare t text; begin
    for t in select tablename from pg_tables where schemaname = 'graphile_worker' and rowsecurity loop
      execute format('drop policy if exists huiji_owner on graphile_worker.%I', t);
      execute format('create policy huiji_owner on graphile_worker.%I to huiji_owner using (true) with check (true)', t);
    end loop; end $$`)
}

async function applyFile(client: pg.Client, name: string, sql: string) {
  await client.query('begin')
  try {
    await client.query('set local role huiji_owner')
    await client.query(sql)
    await client.query('reset role')
    await client.query('insert into migrations (name) values ($1)', [name])
    await client.query('commit')
  } catch (error) {
    await client.query('rollback')
    throw new Error(`migration ${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
