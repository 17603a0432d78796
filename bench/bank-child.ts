import { monitorEventLoopDelay } from 'node:perf_hooks'
import pg from 'pg'
import { systemClock } from '../server/kernel/clock.ts'
import { readConfig } from '../server/kernel/config.ts'
import { type StaffContext, systemContext } from '../server/kernel/context.ts'
import { openDatabase } from '../server/kernel/database/pool.ts'
import { inTx } from '../server/kernel/database/transaction.ts'
import { diskStore } from '../server/kernel/files/disk.ts'
import { makeLog } from '../server/kernel/log.ts'
import { loadAssociation } from '../server/modules/associations/index.ts'
import { bookLine } from '../server/modules/bank/book.ts'
import { readDraft } from '../server/modules/bank/draft.ts'
import { importStatement } from '../server/modules/bank/import.ts'
import { compareAgain, listLines, statementPage } from '../server/modules/bank/lists.ts'
import '../server/wiring.ts'

export interface BankOrder {
  associationId: string
  clerkId: string
  lines: number
  book: number
  dataDir: string
}

export interface BankTimes {
  open: number
  sure: number
  /** Uploaded, read and shown. */
  readSeconds: number
  /** Read again, taken in, compared. */
  importSeconds: number
  againSeconds: number
  /** The longest that anybody else had to wait for the event loop, in each of the three. */
  longestBlockMs: { read: number; import: number; again: number }
  /** One line after another, as the job does it. */
  bookSeconds: number
  /** The rows in, the open charges out, the verdicts in: bare. */
  floorSeconds: number
  rssMb: number
  rssGrownMb: number
  /** At most, in each of the three. */
  rssPeakMb: { read: number; import: number; again: number }
}

const url = process.env.DATABASE_URL ?? ''
const rssMb = () => Math.round((process.memoryUsage().rss / 1024 / 1024) * 10) / 10

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begun = performance.now()
  const result = await work()
  return [Math.round((performance.now() - begun) / 10) / 100, result]
}

/** Timed, with the longest block of the event loop in ms and the most memory in MB. */
async function watched<T>(work: () => Promise<T>): Promise<[number, T, number, number]> {
  let peakMb = 0
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const peaks = setInterval(() => {
    peakMb = Math.max(peakMb, rssMb())
  }, 100)
  const [seconds, result] = await timed(work)
  clearInterval(peaks)
  delay.disable()
  return [seconds, result, Math.round(delay.max / 1e6), peakMb]
}

async function run(order: BankOrder): Promise<BankTimes> {
  const kernel = {
    config: readConfig({ ...process.env, DATABASE_URL: url, LOG_LEVEL: 'warn' }),
    database: openDatabase(url),
    files: diskStore(`${order.dataDir}/files`),
    clock: systemClock,
    log: makeLog('warn'),
  }
  const association = await loadAssociation(kernel, order.associationId)
  const account = { id: order.clerkId, name: '示例财务' }
  const clerk: StaffContext = {
    ...systemContext(kernel, association),
    kind: 'staff',
    account,
    permissions: new Set(['dues.confirm', 'dues.read']),
    branches: null,
  }
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  const bytes = await statementOf(owner, order)
  const before = rssMb()
  const [readSeconds, draft, readBlock, readPeak] = await watched(() => readDraft(clerk, { name: 'x.csv', bytes }))
  const [importSeconds, , importBlock, importPeak] = await watched(() =>
    importStatement(clerk, draft.id, { bank: '示例银行', remember: false }),
  )
  const [againSeconds, , againBlock, againPeak] = await watched(() => compareAgain(clerk, draft.id))
  const { counts } = await statementPage(clerk, draft.id)
  const [rss, grown] = [rssMb(), Math.round((rssMb() - before) * 10) / 10]
  const [bookSeconds] = await timed(() => bookSome(clerk, draft.id, order.book))
  const open = await owner.query<{ open: number }>(
    `select count(*)::int as open from charges where association_id = $1 and state = 'open'`,
    [order.associationId],
  )
  const floorSeconds = await floor(owner, order.associationId, draft.id)
  await owner.end()
  await kernel.database.close()
  return {
    open: open.rows[0]?.open ?? 0,
    sure: counts.sure,
    readSeconds,
    importSeconds,
    againSeconds,
    longestBlockMs: { read: readBlock, import: importBlock, again: againBlock },
    bookSeconds,
    floorSeconds,
    rssMb: rss,
    rssGrownMb: grown,
    rssPeakMb: { read: readPeak, import: importPeak, again: againPeak },
  }
}

/** Six of ten by name and amount, one with another amount, one by a similar name, two that are nobody's. */
async function statementOf(owner: pg.Client, { associationId, lines }: BankOrder): Promise<Buffer> {
  const { rows } = await owner.query<{ name: string; fen: number }>(
    `select m.name, sum(c.amount_fen)::int as fen from charges c join members m on (m.association_id, m.id) = (c.association_id, c.member_id)
     where c.association_id = $1 and c.state = 'open' group by m.id, m.name order by m.id limit $2`,
    [associationId, lines],
  )
  const text = Array.from({ length: lines }, (_, at) => {
    const { name, fen } = rows[at % rows.length] ?? { name: '', fen: 100 }
    const [payer, amount] = [at % 10 < 8 ? name : `某某商贸有限公司${at}`, at % 10 === 6 ? fen + 100 : fen]
    return `20261118,B${at},会费,贷,"${(amount / 100).toLocaleString('en', { minimumFractionDigits: 2 })}",${at % 10 === 7 ? payer.replace('有限公司', '有限责任公司') : payer},6222${at}`
  })
  return Buffer.from(['交易日期,流水号,摘要,借贷标志,交易金额,对方户名,对方账号', ...text].join('\r\n'))
}

async function bookSome(clerk: StaffContext, statementId: string, count: number): Promise<void> {
  let done = 0
  while (done < count) {
    const { rows } = await listLines(clerk, statementId, { show: 'sure', limit: 100 })
    if (rows.length === 0) return
    for (const line of rows.slice(0, count - done)) {
      const found = await claimsOf(clerk, line.id)
      await bookLine(clerk, line.id, found)
      done += 1
    }
  }
}

async function claimsOf(clerk: StaffContext, lineId: string) {
  const row = await inTx(clerk, (tx) => tx.selectFrom('bank_lines').select('candidates').where('id', '=', lineId).executeTakeFirst())
  const [best] = (row?.candidates ?? []) as unknown as { claims: { kind: 'order' | 'charge'; id: string; amountFen: number }[] }[]
  return (best?.claims ?? []).map(({ kind, id, amountFen }) => ({ kind, id, amountFen }))
}

async function floor(owner: pg.Client, association: string, statement: string): Promise<number> {
  const { rows } = await owner.query<{ lines: string }>(
    'select jsonb_agg(to_jsonb(l))::text as lines from bank_lines l where association_id = $1 and statement_id = $2',
    [association, statement],
  )
  await owner.query('begin')
  // Nothing points to them: asking would take longer than everything else.
  await owner.query('set local session_replication_role = replica')
  await owner.query('delete from bank_lines where association_id = $1', [association])
  await owner.query('set local session_replication_role = origin')
  const [seconds] = await timed(async () => {
    await owner.query(`insert into bank_lines select * from jsonb_populate_recordset(null::bank_lines, $1::jsonb)`, [rows[0]?.lines])
    await owner.query(
      `select c.id, c.amount_fen, m.name, m.credit_code from charges c join members m on (m.association_id, m.id) = (c.association_id, c.member_id)
       where c.association_id = $1 and c.state = 'open'`,
      [association],
    )
    await owner.query(`update bank_lines set matched_at = now() where association_id = $1`, [association])
  })
  await owner.query('rollback')
  return seconds
}

process.on('message', (order: BankOrder) => {
  run(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  )
})
process.send?.('ready')
