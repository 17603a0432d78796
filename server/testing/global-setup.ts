import { chmod, mkdtemp, rm } from 'node:fs/promises'
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

/** One real PostgreSQL for a whole run of tests; TEST_DATABASE_URL names another one, of an older version for example. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.TEST_DATABASE_URL
  if (given) {
    project.provide('databaseUrl', given)
    return async () => undefined
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'huiji-test-'))
  // As root, the database's user must be able to pass through.
  await chmod(dataDir, 0o711)
  const { url, stop, where } = await startPostgres({ dataDir, log: () => undefined, throwaway: true })
  project.provide('databaseUrl', url)
  return async () => {
    await stop()
    await rm(where, { recursive: true, force: true })
    await rm(dataDir, { recursive: true, force: true })
  }
}
