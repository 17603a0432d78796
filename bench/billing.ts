import { rmSync } from 'node:fs'
import pg from 'pg'
import { databaseUrlOf, makeFolder, startServer } from '../e2e/kit/server.ts'
import type { BillingOrder, BillingTimes } from './billing-child.ts'
import { startHelper } from './child.ts'
import { type Association, seedMembers } from './seed.ts'

/**
 * `npx tsx bench/billing.ts [--small] [--notices] [--json]`: charging everybody for a year, against the bare INSERT … SELECT of the same rows;
 * then the 缴费通知书 of 20 000 of them.
 */
const args = process.argv.slice(2)
const members = args.includes('--small') ? 20_000 : 100_000
const dataDir = makeFolder()
const server = await startServer({ dataDir, env: { WORKER: 'off', LOG_LEVEL: 'warn', DEMO_PRESETS: 'cacem' }, patience: 600_000 })
let helper: Awaited<ReturnType<typeof startHelper>> | undefined
try {
  const client = new pg.Client({ connectionString: databaseUrlOf(dataDir) })
  client.on('error', () => undefined)
  await client.connect()
  const { rows } = await client.query<Association>('select id, slug from associations order by created_at, slug limit 1')
  const [association] = rows
  if (!association) throw new Error('the demo made no association')
  await seedMembers(client, association, members)
  await client.query('analyze')
  const clerk = await client.query<{ id: string }>('select account_id as id from staff where association_id = $1 limit 1', [association.id])
  await client.query('checkpoint')
  helper = await startHelper('./billing-child.ts', { DATABASE_URL: databaseUrlOf(dataDir), DATA_DIR: dataDir })
  const order: BillingOrder = {
    associationId: association.id,
    clerkId: clerk.rows[0]?.id ?? '',
    rounds: 3,
    notices: args.includes('--notices') ? 20_000 : 0,
  }
  const { result } = (await helper.ask(order)) as { result: BillingTimes }
  const measured = {
    name: `bill-${result.charges}`,
    seconds: result.seconds,
    floorSeconds: result.floorSeconds,
    floorRatio: Math.round((result.floorSeconds / result.seconds) * 100) / 100,
    perSecond: Math.round(result.charges / result.seconds),
    again: result.againSeconds,
    rssMb: result.rssMb,
    rssGrownMb: result.rssGrownMb,
    ...(result.notices && { notices: result.notices }),
  }
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ results: [measured] })}\n`)
  else
    process.stdout.write(
      `${result.charges} charges: ${result.seconds} s in shares with progress; ${result.floorSeconds} s as one bare INSERT … SELECT ` +
        `(ratio ${measured.floorRatio}); run again for nobody ${result.againSeconds} s; ${result.rssMb} MB, ${result.rssGrownMb} MB more than before\n${result.notices ? `${JSON.stringify(result.notices)}\n` : ''}`,
    )
  await client.end()
} catch (error) {
  process.stderr.write(`the bench broke: ${error instanceof Error ? error.stack : error}\n${server.output().slice(-2000)}\n`)
  process.exitCode = 1
} finally {
  helper?.close()
  await server.stop()
  await server.dispose()
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit()
