import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Logger, runOnce } from 'graphile-worker'
import pg from 'pg'
import { allPermissions, type Permission } from '../../contract/permissions.ts'
import { installPreset } from '../install.ts'
import { settableClock } from '../kernel/clock.ts'
import { readConfig } from '../kernel/config.ts'
import {
  type Association,
  type MemberContext,
  type PublicContext,
  type StaffContext,
  type SystemContext,
  systemContext,
} from '../kernel/context.ts'
import { openDatabase } from '../kernel/database/pool.ts'
import { inTx } from '../kernel/database/transaction.ts'
import { diskStore } from '../kernel/files/disk.ts'
import { newId } from '../kernel/ids.ts'
import { makeTasks } from '../kernel/jobs/reactions.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { makeLog } from '../kernel/log.ts'
import { listAssociations, loadAssociation } from '../modules/associations/index.ts'
import { loadPreset } from '../presets/index.ts'
import { chores, reactions } from '../wiring.ts'
import { makeDatabase } from './database.ts'

export const presetFolder = (slug: string) => fileURLToPath(new URL(`../../presets/${slug}/`, import.meta.url))

/** A whole house on a database of its own: real PostgreSQL, real files, a clock you set. Close it in afterAll. */
export async function testWorld(options: { presets?: string[]; env?: Record<string, string> } = {}) {
  const database = await makeDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'huiji-test-'))
  const clock = settableClock('2026-11-21T10:00:00+08:00')
  const kernel: Kernel = {
    config: readConfig({ DATABASE_URL: database.url, DATA_DIR: folder, LOG_LEVEL: 'silent', ...options.env }),
    database: openDatabase(database.url, { max: 6 }),
    files: diskStore(join(folder, 'files')),
    clock,
    log: makeLog('silent'),
  }
  for (const slug of options.presets ?? ['cacem']) await installPreset(kernel, await loadPreset(presetFolder(slug)))
  const [association] = await listAssociations(kernel)
  if (!association) throw new Error('no association was installed')
  return {
    kernel,
    clock,
    association,
    url: database.url,
    contexts: contextsOf(kernel, association),
    /** Works the queue until it is empty: reactions have happened, messages lie in the mailbox. */
    drain: () => drain(kernel, database.url),
    async close() {
      await kernel.database.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type World = Awaited<ReturnType<typeof testWorld>>

export function contextsOf(kernel: Kernel, association: Association) {
  const base = { kernel, association, origin: { requestId: 'test', address: '203.0.113.7', userAgent: 'test' } }
  return {
    public: (): PublicContext => ({ ...base, kind: 'public' }),
    system: (): SystemContext => systemContext(kernel, association),
    member: (accountId: string, memberId: string, name = '张示例'): MemberContext => ({
      ...base,
      kind: 'member',
      account: { id: accountId, name },
      memberId,
      memberIds: [memberId],
    }),
    /** A staff context with a real account behind it. */
    staff: async (permissions: readonly Permission[] = allPermissions, name = '工作人员甲'): Promise<StaffContext> => {
      const id = newId()
      await inTx(systemContext(kernel, association), async (tx) => {
        await tx.insertInto('accounts').values({ association_id: association.id, id, name }).execute()
        await tx.insertInto('staff').values({ association_id: association.id, account_id: id }).execute()
      })
      return { ...base, kind: 'staff', account: { id, name }, permissions: new Set(permissions), branches: null }
    },
  }
}

const silent = new Logger(() => () => undefined)

async function drain(kernel: Kernel, url: string) {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  try {
    const taskList = makeTasks({ kernel, reactions, chores, loadAssociation, listAssociations })
    for (let round = 0; round < 50; round++) {
      await runOnce({ pgPool: pool, taskList, noPreparedStatements: true, logger: silent })
      const left = await pool.query(
        'select 1 from graphile_worker.jobs where attempts < max_attempts and run_at <= now() and locked_at is null limit 1',
      )
      if (left.rowCount === 0) return
    }
    throw new Error('the queue does not become empty')
  } finally {
    await pool.end()
  }
}
