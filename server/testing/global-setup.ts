import { rmSync } from 'node:fs'
import { access, chmod, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startPostgres } from '../kernel/postgres/index.ts'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A superuser's connection, to a server that is thrown away after the run. */
    databaseUrl: string
  }
}

const prefix = 'huiji-test-'
const anHour = 3_600_000

/** One real PostgreSQL for a whole run of tests; TEST_DATABASE_URL names another one, of an older version for example. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  if (given) {
    project.provide('databaseUrl', given)
    return async () => undefined
  }
  await sweep()
  const dataDir = await mkdtemp(join(tmpdir(), prefix))
  // As root, the database's user must be able to pass through.
  await chmod(dataDir, 0o711)
  const { url, stop } = await startPostgres({ dataDir, log: () => undefined, throwaway: true })
  // A run that is interrupted doesn't come to its teardown. Registered after the database's own listener, which ends it.
  const clear = () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 10 })
  process.once('exit', clear)
  project.provide('databaseUrl', url)
  return async () => {
    await stop()
    clear()
  }
}

/** Ends and removes what runs that were killed left behind. A run that still goes on holds its folder, and keeps it. */
async function sweep() {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue
    const folder = join(tmpdir(), name)
    try {
      if (Date.now() - (await stat(folder)).mtimeMs < anHour) continue
      if (await exists(join(folder, 'postgres/cluster'))) await (await startPostgres({ dataDir: folder, log: () => undefined })).stop()
      await rm(folder, { recursive: true, force: true })
    } catch {
      // Somebody's who is still at it, or another user's: not ours to clear.
    }
  }
}

const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  )
