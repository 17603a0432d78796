import { rmSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { databaseUrlOf, makeFolder, type RunningServer, startServer } from '../e2e/kit/server.ts'
import { demoLogins } from '../server/demo/logins.ts'
import { demoUnit } from '../server/demo/units.ts'
import { newId } from '../server/kernel/ids.ts'
import { sampleOfd, samplePdf, sampleZip } from '../server/modules/receipts/testing/papers.ts'
import { sessionRow, tokenOf } from './clone.ts'
import { insertRows } from './seed.ts'

/**
 * `npx tsx bench/receipts.ts [--small] [--json]`: official files (three quarters PDF, the rest OFD) in ZIPs of 400, uploaded as a browser does,
 * against as many receipts that are due; read and matched by the server's own worker, which is killed once in the middle and started again;
 * then registered together. The server is one process with its worker; its readers are processes beside it.
 */
const args = process.argv.slice(2)
const count = args.includes('--small') ? 2000 : 20_000
const inZip = 400
interface Counts {
  counts: { files: number; reading: number; sure: number; accepted: number }
}

const today = new Date().toLocaleDateString('sv', { timeZone: 'Asia/Shanghai' })

const dataDir = makeFolder()
const options = { dataDir, env: { LOG_LEVEL: 'warn', DEMO_PRESETS: 'cacem' }, patience: 600_000 }
let server = await startServer(options)
let call = caller('', '')
let batch = ''
const client = new pg.Client({ connectionString: databaseUrlOf(dataDir) })
client.on('error', () => undefined)
try {
  await client.connect()
  const { rows } = await client.query<{ association: string; slug: string; name: string; account: string }>(
    `select a.id as association, a.slug, a.name, i.account_id as account from associations a
     join account_identifiers i on i.association_id = a.id and i.value = $1`,
    [demoLogins.staff[2].mobile],
  )
  const [clerk] = rows
  if (!clerk) throw new Error('the demo made no finance clerk')
  await insertRows(client, 'sessions', [sessionRow(clerk.association, clerk.account)])
  call = caller(clerk.slug, tokenOf(clerk.account))
  await seed(clerk.association, clerk.account)
  batch = (await call<{ id: string }>('POST', '/console/receipt-batches')).id
  const idleMb = server.memoryMb()
  let watch = watching(server)
  const began = performance.now()
  const uploadSeconds = await timed(async () => {
    for (let from = 0; from < count; from += inZip) {
      const form = new FormData()
      form.append('file', new Blob([new Uint8Array(zipOf(from, clerk.name))]), `${from}.zip`)
      await call('POST', `/console/receipt-batches/${batch}/files`, form)
    }
  })
  await untilLeft(count / 2)
  const perSecond = Math.round(count / 2 / ((performance.now() - began) / 1000))
  const first = watch.end()
  await server.kill()
  const resumedSeconds = await timed(async () => {
    server = await startServer(options)
    watch = watching(server)
    await untilLeft(0)
  })
  const second = watch.end()
  const acceptSeconds = await timed(async () => {
    const { counts } = await call<Counts>('POST', `/console/receipt-batches/${batch}/accept`)
    if (counts.accepted !== count) throw new Error(`${counts.accepted} of ${count} were registered`)
  })
  const result = {
    name: `receipts-${count}`,
    uploadSeconds,
    /** Read and matched, until the server was killed with half of them done. */
    perSecond,
    /** The other half, with the start after the kill and the wait for what the dead one held. */
    resumedSeconds,
    acceptSeconds,
    rssMb: { idle: idleMb, peak: Math.max(first.peakMb, second.peakMb), atHalf: first.lastMb, atEnd: second.lastMb },
    slowestHealthMs: Math.max(first.slowestMs, second.slowestMs),
  }
  process.stdout.write(
    args.includes('--json')
      ? `${JSON.stringify({ results: [result] })}\n`
      : `${count} files: uploaded in ${uploadSeconds} s, read and matched at ${perSecond}/s; killed at half, the rest was done ${resumedSeconds} s later; registered in ` +
          `${acceptSeconds} s; server ${idleMb} MB before, ${result.rssMb.atHalf} and ${result.rssMb.atEnd} MB while it read, ${result.rssMb.peak} MB at most; ` +
          `slowest answer of /healthz ${result.slowestHealthMs} ms\n`,
  )
} catch (error) {
  process.stderr.write(`the bench broke: ${error instanceof Error ? error.stack : error}\n${server.output().slice(-2000)}\n`)
  process.exitCode = 1
} finally {
  await client.end().catch(() => undefined)
  await server.dispose()
  rmSync(dataDir, { recursive: true, force: true })
}
process.exit()

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return Math.round((performance.now() - begun) / 10) / 100
}

function caller(slug: string, token: string) {
  return async <T>(method: 'GET' | 'POST', path: string, form?: FormData): Promise<T> => {
    const answer = await fetch(`${server.url}/${slug}/api${path}`, {
      method,
      headers: { 'x-huiji': '1', cookie: `huiji=${token}` },
      ...(form && { body: form }),
      signal: AbortSignal.timeout(600_000),
    })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }
}

async function untilLeft(most: number): Promise<void> {
  for (;;) {
    const { counts } = await call<Counts>('GET', `/console/receipt-batches/${batch}`)
    const wrong = counts.files - counts.reading - counts.sure
    if (wrong > 0) throw new Error(`${wrong} files are not sure: ${JSON.stringify(counts)}`)
    if (counts.reading <= most) return
    await pause(500)
  }
}

/** What the server's process holds, and how long it may keep somebody waiting: an answer that needs nothing but its event loop. */
function watching({ url, memoryMb }: RunningServer) {
  const seen = { peakMb: 0, lastMb: 0, slowestMs: 0 }
  let over = false
  const loop = async () => {
    while (!over) {
      const begun = performance.now()
      await fetch(`${url}/healthz`)
        .then((answer) => answer.text())
        .catch(() => undefined)
      if (over) return
      seen.slowestMs = Math.max(seen.slowestMs, Math.round(performance.now() - begun))
      seen.lastMb = memoryMb()
      seen.peakMb = Math.max(seen.peakMb, seen.lastMb)
      await pause(50)
    }
  }
  void loop()
  return {
    end() {
      over = true
      return seen
    },
  }
}

/** Paid orders of units that are nobody's, each with its receipt due. */
async function seed(associationId: string, accountId: string): Promise<void> {
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

function zipOf(from: number, payee: string): Buffer {
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
      issuedOn: today,
    }
    if (at % 4 === 3) files[`${at}.ofd`] = sampleOfd(sample)
    else files[`${at}.pdf`] = samplePdf(sample)
  }
  return sampleZip(files)
}
