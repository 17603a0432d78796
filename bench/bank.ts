import { rmSync } from 'node:fs'
import pg from 'pg'
import { databaseUrlOf, makeFolder, startServer } from '../e2e/kit/server.ts'
import type { BankOrder, BankTimes } from './bank-child.ts'
import { startHelper } from './child.ts'
import { type Association, seedMembers } from './seed.ts'

/** `npx tsx bench/bank.ts [--small] [--json]`: a statement read, taken in and compared with every open charge, against the bare statements. */
const args = process.argv.slice(2)
const size = args.includes('--small') ? { members: 20_000, lines: 10_000, book: 200 } : { members: 100_000, lines: 50_000, book: 1000 }
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
  await seedMembers(client, association, size.members)
  await owe(client, association.id)
  const clerk = await client.query<{ id: string }>('select account_id as id from staff where association_id = $1 limit 1', [association.id])
  helper = await startHelper('./bank-child.ts', { DATABASE_URL: databaseUrlOf(dataDir), DATA_DIR: dataDir })
  const order: BankOrder = { associationId: association.id, clerkId: clerk.rows[0]?.id ?? '', lines: size.lines, book: size.book, dataDir }
  const { result } = (await helper.ask(order)) as { result: BankTimes }
  const measured = {
    name: `statement-${size.lines}`,
    ...result,
    floorRatio: round(result.floorSeconds / result.importSeconds),
    linesPerSecond: Math.round(size.lines / result.importSeconds),
    bookedPerSecond: round(size.book / result.bookSeconds),
  }
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify({ results: [measured] })}\n`)
  else
    process.stdout.write(
      `${size.lines} lines against ${result.open} open charges: shown ${result.readSeconds} s, taken in and compared ${result.importSeconds} s, bare statements ` +
        `${result.floorSeconds} s (ratio ${measured.floorRatio}); ${result.sure} sure; compared again ${result.againSeconds} s; booked ${measured.bookedPerSecond}/s; ` +
        `event loop blocked at most ${Math.max(...Object.values(result.longestBlockMs))} ms; ${result.rssMb} MB, ${result.rssGrownMb} MB more than before, ${Math.max(...Object.values(result.rssPeakMb))} MB at most\n`,
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

function round(value: number): number {
  return Math.round(value * 100) / 100
}

/** Everybody owes the coming year, by a standard that is there. */
async function owe(client: pg.Client, association: string): Promise<void> {
  await client.query(
    `insert into charges (association_id, id, member_id, year, level, amount_fen, standard_id, state)
     select m.association_id, gen_random_uuid(), m.member_id, extract(year from now())::int + 1, s.level, s.amount_fen, s.id, 'open'
     from memberships m join lateral (select * from dues_standards s where s.association_id = m.association_id and s.amount_fen > 0 order by amount_fen limit 1) s on true
     where m.association_id = $1 and m.branch_id is null and m.left_on is null on conflict do nothing`,
    [association],
  )
  await client.query('analyze')
  await client.query('checkpoint')
}
