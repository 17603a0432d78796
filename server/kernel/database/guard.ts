import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import type { DB } from './schema.ts'

// Tables without an association's data: each has its reason.
const open = new Set([
  'migrations', // which files were applied
  'workers', // heartbeats of processes
])

/** Lists what stands open: tables without forced row-level security or a policy, and rights the runtime role should not have. */
export async function findOpenTables(db: Kysely<DB>): Promise<string[]> {
  const tables = await sql<{ name: string; enabled: boolean; forced: boolean; policies: number; owned: boolean }>`
    select c.relname as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
      (select count(*)::int from pg_policy p where p.polrelid = c.oid and p.polpermissive and 'huiji_app'::regrole = any(p.polroles)) as policies,
      pg_has_role('huiji_app', c.relowner, 'member') as owned
    from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')`.execute(db)
  const wrong = tables.rows
    .filter((t) => !open.has(t.name))
    .flatMap((t) => {
      const faults = [
        !t.enabled && 'row-level security is off',
        !t.forced && 'not forced',
        t.policies === 0 && 'no policy',
        t.owned && 'owned by the runtime role',
      ]
      return faults.filter((fault) => fault !== false).map((fault) => `${t.name}: ${fault}`)
    })
  const role = await sql<{ strong: boolean }>`select rolsuper or rolbypassrls as strong from pg_roles where rolname = 'huiji_app'`.execute(
    db,
  )
  return role.rows[0]?.strong ? [...wrong, 'huiji_app: may step over row-level security'] : wrong
}

/** Refuses to start over an open table. */
export async function guardTables(db: Kysely<DB>): Promise<void> {
  const wrong = await findOpenTables(db)
  if (wrong.length > 0) throw new Error(`数据库的行级安全不完整，拒绝启动：${wrong.join('；')}`)
}
