import { rmSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { databaseUrlOf, makeFolder, startServer } from '../e2e/kit/server.ts'
import { demoLogins } from '../server/demo/logins.ts'
import { demoUnit } from '../server/demo/units.ts'
import { systemClock } from '../server/kernel/clock.ts'
import { readConfig } from '../server/kernel/config.ts'
import { type StaffContext, systemContext } from '../server/kernel/context.ts'
import { openDatabase } from '../server/kernel/database/pool.ts'
import { diskStore } from '../server/kernel/files/disk.ts'
import { newId } from '../server/kernel/ids.ts'
import { makeLog } from '../server/kernel/log.ts'
import { closeReader } from '../server/kernel/papers/index.ts'
import { listAssociations } from '../server/modules/associations/index.ts'
import { acceptSure, addFiles, openBatch, readFiles } from '../server/modules/receipts/index.ts'
import { sampleOfd, samplePdf, sampleZip } from '../server/modules/receipts/testing/papers.ts'
import '../server/wiring.ts'
import { insertRows } from './seed.ts'

/**
 * `tsx bench/receipts.ts [--json] [--count 20000]`: so many official files (three quarters PDF, the rest OFD) in ZIPs of 400 against so many
 * receipts that are due: unpacked and kept, read and matched, registered together.
 */
const args = process.argv.slice(2)
const json = args.includes('--json')
const count = args.includes('--count') ? Number(args[args.indexOf('--count') + 1]) : 20_000
const inZip = 400
const say = (line: string) => process.stderr.write(`${line}\n`)
const seconds = (since: number) => Math.round((performance.now() - since) / 10) / 100
const mb = () => Math.round(process.memoryUsage().rss / 1024 / 1024)

const dataDir = makeFolder()
const server = await startServer({ dataDir, env: { WORKER: 'off', LOG_LEVEL: 'warn', DEMO_PRESETS: 'cacem' }, patience: 600_000 })
const url = databaseUrlOf(dataDir)
const client = new pg.Client({ connectionString: url })
try {
  await client.connect()
  const kernel = {
    config: readConfig({ DATABASE_URL: url, DATA_DIR: dataDir, LOG_LEVEL: 'warn' }),
    database: openDatabase(url),
    files: diskStore(join(dataDir, 'bench-files')),
    clock: systemClock,
    log: makeLog('warn'),
  }
  const [association] = await listAssociations(kernel)
  if (!association) throw new Error('the demo made no association')
  const { rows } = await client.query<{ id: string }>(
    'select account_id as id from account_identifiers where association_id = $1 and value = $2',
    [association.id, demoLogins.staff[2].mobile],
  )
  const clerk: StaffContext = {
    ...systemContext(kernel, association),
    kind: 'staff',
    account: { id: rows[0]?.id ?? '', name: '财务丙' },
    permissions: new Set(['receipts.read', 'receipts.manage']),
    branches: null,
  }
  const today = kernel.clock.today()
  await seed(association.id, clerk.account.id, today)
  say(`${count} receipts are due`)
  const { id: batchId } = await openBatch(clerk)
  const added = await stage(async () => {
    for (let from = 0; from < count; from += inZip)
      await addFiles(clerk, batchId, { name: `${from}.zip`, bytes: zipOf(from, today, association.name) })
  })
  const before = mb()
  const read = await stage(() =>
    readFiles(systemContext(kernel, association), {
      id: newId(),
      associationId: association.id,
      name: 'receipts.files-came',
      data: { batchId },
    }),
  )
  const after = mb()
  const accepted = await stage(async () => {
    const taken = await acceptSure(clerk, batchId)
    if (taken !== count) throw new Error(`${taken} of ${count} were sure`)
  })
  const result = {
    name: 'receipts',
    files: count,
    keptPerSecond: Math.round(count / added),
    readAndMatchedPerSecond: Math.round(count / read),
    readSeconds: read,
    acceptSeconds: accepted,
    rssMb: { before, after },
  }
  process.stdout.write(
    json
      ? `${JSON.stringify(result)}\n`
      : `${Object.entries(result)
          .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
          .join('\n')}\n`,
  )
  closeReader()
  await kernel.database.close()
} finally {
  await client.end()
  await server.dispose()
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit()

async function stage(work: () => Promise<void>): Promise<number> {
  const begun = performance.now()
  await work()
  return seconds(begun)
}

/** Paid orders of units that are nobody's, each with its receipt due. */
async function seed(associationId: string, accountId: string, today: string): Promise<void> {
  const units = Array.from({ length: count }, (_, at) => ({ ...demoUnit(at + 1000), memberId: newId(), orderId: newId(), at }))
  const common = { association_id: associationId }
  for (let from = 0; from < count; from += 1000) {
    const some = units.slice(from, from + 1000)
    await insertRows(
      client,
      'members',
      some.map((one) => ({ ...common, id: one.memberId, kind: 'unit', name: `${one.name}${one.at}`, credit_code: one.creditCode })),
    )
    await insertRows(
      client,
      'orders',
      some.map((one) => ({
        ...common,
        id: one.orderId,
        number: `BN2026${String(one.at).padStart(6, '0')}`,
        transfer_code: `BN${String(one.at).padStart(6, '0')}`,
        member_id: one.memberId,
        payer_unit: `${one.name}${one.at}`,
        payer_credit_code: one.creditCode,
        payer_person: '张示例',
        payer_email: 'someone@example.org',
        method: 'transfer',
        amount_fen: 300000,
        received_fen: 300000,
        state: 'paid',
        created_by: accountId,
        paid_at: `${today}T00:00:00+08:00`,
      })),
    )
    await insertRows(
      client,
      'receipts',
      some.map((one) => ({
        ...common,
        id: newId(),
        order_id: one.orderId,
        member_id: one.memberId,
        kind: 'dues',
        title: `${one.name}${one.at}`,
        credit_code: one.creditCode,
        email: 'someone@example.org',
        amount_fen: 300000,
        due_on: today,
        paid_on: today,
      })),
    )
  }
  await client.query('analyze')
}

function zipOf(from: number, issuedOn: string, payee: string): Buffer {
  const files: Record<string, Uint8Array> = {}
  for (let at = from; at < Math.min(from + inZip, count); at += 1) {
    const unit = demoUnit(at + 1000)
    const sample = {
      document: 'fiscal' as const,
      code: '00010726',
      number: String(at).padStart(10, '0'),
      checkCode: 'a1b2c3',
      title: `${unit.name}${at}`,
      creditCode: unit.creditCode,
      payee,
      amountFen: 300000,
      issuedOn,
    }
    if (at % 4 === 3) files[`${at}.ofd`] = sampleOfd(sample)
    else files[`${at}.pdf`] = samplePdf(sample)
  }
  return sampleZip(files)
}
