import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { Settings } from '../../contract/settings.ts'
import { settableClock } from '../kernel/clock.ts'
import { readConfig } from '../kernel/config.ts'
import { type Association, type SystemContext, systemContext } from '../kernel/context.ts'
import { openDatabase } from '../kernel/database/pool.ts'
import { diskStore } from '../kernel/files/disk.ts'
import { newId } from '../kernel/ids.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { makeLog } from '../kernel/log.ts'
import { makeDatabase } from './database.ts'

/** The kernel alone on a database of its own, with two bare associations: for what lies below every module. */
export async function testGround(options: { env?: Record<string, string> } = {}) {
  const { url, drop } = await makeDatabase()
  const folder = await mkdtemp(join(tmpdir(), 'huiji-test-'))
  const clock = settableClock('2026-11-21T10:00:00+08:00')
  const kernel: Kernel = {
    config: readConfig({ DATABASE_URL: url, DATA_DIR: folder, LOG_LEVEL: 'silent', ...options.env }),
    database: openDatabase(url, { max: 8 }),
    files: diskStore(join(folder, 'files')),
    clock,
    log: makeLog('silent'),
  }
  /** Superuser: sees every row, as nobody in the program does. */
  const root = new pg.Pool({ connectionString: url, max: 2 })
  const [here, there] = [await plant(root, 'here'), await plant(root, 'there')]
  return {
    kernel,
    clock,
    url,
    root,
    folder,
    associations: [here, there] as const,
    here: (): SystemContext => systemContext(kernel, here),
    there: (): SystemContext => systemContext(kernel, there),
    async close() {
      await root.end()
      await kernel.database.close()
      await drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

export type Ground = Awaited<ReturnType<typeof testGround>>

async function plant(root: pg.Pool, slug: string): Promise<Association> {
  const id = newId()
  const name = `示例协会 ${slug}`
  await root.query("insert into associations (id, slug, name, short_name, settings) values ($1, $2, $3, $3, '{}')", [id, slug, name])
  // The kernel reads no settings: what a preset would say is nobody's business down here.
  return { id, slug, name, shortName: name, settings: {} as Settings }
}
