import pg from 'pg'
import { describeBroken, runInvariants } from './invariant.ts'
import { allInvariants } from './invariants/index.ts'

/** `DATABASE_URL=… npm run checks`: whether everything that should always hold, holds. Reads only; production included. */
const url = process.env.DATABASE_URL
if (!url) {
  console.error('DATABASE_URL is not set: name the database to check.')
  process.exit(2)
}
const client = new pg.Client({ connectionString: url, application_name: 'huiji-checks' })
try {
  await client.connect()
  const broken = await runInvariants(client, allInvariants)
  if (broken.length > 0) console.error(describeBroken(broken))
  console.log(`${allInvariants.length - broken.length} of ${allInvariants.length} invariants hold.`)
  process.exitCode = broken.length > 0 ? 1 : 0
} catch (error) {
  console.error(`The checks could not run: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 2
} finally {
  await client.end().catch(() => undefined)
}
