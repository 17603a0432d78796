import pg from 'pg'
import { systemClock } from '../server/kernel/clock.ts'
import { readConfig } from '../server/kernel/config.ts'
import type { StaffContext } from '../server/kernel/context.ts'
import { systemContext } from '../server/kernel/context.ts'
import { openDatabase } from '../server/kernel/database/pool.ts'
import { diskStore } from '../server/kernel/files/disk.ts'
import { makeLog } from '../server/kernel/log.ts'
import type { RaisedEvent } from '../server/kernel/outbox.ts'
import { loadAssociation } from '../server/modules/associations/index.ts'
import { addItems, carryOut, createMeeting, decideMeeting, readMeeting } from '../server/modules/meetings/index.ts'
import { record, type Statement } from './record.ts'
import { rewriteStatements } from './rewrite.ts'
import '../server/wiring.ts'

/** What is asked: to decide these in one meeting, and those by hand with the statements of one that was watched. */
export interface MeetingOrder {
  associationId: string
  clerkId: string
  role: string
  matters: string[]
  watched: { matterId: string; memberId: string }
  /** For each by hand: strings of the watched one → its own. */
  variants: [string, string][][]
}

export interface MeetingTimes {
  seconds: number
  floorSeconds: number
  statements: number
  rssMb: number
}

const url = process.env.DATABASE_URL ?? ''
const kernel = {
  config: readConfig({ ...process.env, DATABASE_URL: url, LOG_LEVEL: 'warn' }),
  database: openDatabase(url),
  files: diskStore('/nonexistent'),
  clock: systemClock,
  log: makeLog('warn'),
}
const chunk = 100

async function run(order: MeetingOrder): Promise<MeetingTimes> {
  const association = await loadAssociation(kernel, order.associationId)
  const system = systemContext(kernel, association)
  const clerk: StaffContext = {
    ...system,
    kind: 'staff',
    account: { id: order.clerkId, name: '示例秘书' },
    permissions: new Set(['matters.read', 'matters.decide']),
    branches: null,
  }
  const day = kernel.clock.today()
  const prepared = async (matters: string[]): Promise<string> => {
    const id = await createMeeting(clerk, { name: '示例办公会', heldOn: day, place: '', role: order.role })
    await addItems(clerk, id, matters)
    await decideMeeting(clerk, id, { resolutionNumber: '示例〔2026〕1号', resolvedOn: day })
    return id
  }
  const event = (meetingId: string): RaisedEvent<'meetings.decided'> => ({
    id: meetingId,
    associationId: association.id,
    name: 'meetings.decided',
    data: { meetingId },
  })
  const since = Date.now()
  const small = await prepared([order.watched.matterId])
  const watched = await record(() => carryOut(system, event(small)))
  const number = await numberOf(order.watched.memberId)
  const by = handed(watched)
  const meeting = await prepared(order.matters)
  const begun = performance.now()
  // As the queue does it: one share after another.
  while ((await readMeeting(clerk, meeting)).state === 'deciding') await carryOut(system, event(meeting))
  const seconds = (performance.now() - begun) / 1000
  const rssMb = Math.round((process.memoryUsage().rss / 1024 / 1024) * 10) / 10
  const { outcomes } = await readMeeting(clerk, meeting)
  if (outcomes.passed !== order.matters.length) throw new Error(`the meeting left some: ${JSON.stringify(outcomes)}`)
  const floorSeconds = await byHand(
    order.associationId,
    order.variants.map((words, at) => rewriteStatements(by, words, { since, at, number })),
  )
  return { seconds, floorSeconds, statements: by.length, rssMb }
}

/** The statements of the one transaction that decided the watched matter, without its frame. */
function handed(watched: Statement[]): Statement[] {
  const frame = /^\s*(begin|commit|start transaction|set local)/i
  let part: Statement[] = []
  for (const statement of watched) {
    if (/^\s*begin/i.test(statement.text)) part = []
    else if (!frame.test(statement.text)) part.push(statement)
    if (/^\s*commit/i.test(statement.text) && part.some(({ text }) => text.includes('update "meeting_items"'))) return part
  }
  throw new Error('the deciding transaction was not seen')
}

/** A hundred to a transaction, one connection, nothing but SQL. */
async function byHand(associationId: string, all: Statement[][]): Promise<number> {
  const client = new pg.Client({ connectionString: url, options: '-c role=huiji_app -c timezone=Asia/Shanghai' })
  await client.connect()
  const begun = performance.now()
  for (let start = 0; start < all.length; start += chunk) {
    await client.query('begin')
    await client.query(`select set_config('huiji.association', $1, true)`, [associationId])
    for (const statements of all.slice(start, start + chunk)) for (const { text, values } of statements) await client.query(text, values)
    await client.query('commit')
  }
  const seconds = (performance.now() - begun) / 1000
  await client.end()
  return seconds
}

async function numberOf(memberId: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ number: string }>('select number from members where id = $1', [memberId])
  await client.end()
  return rows[0]?.number
}

process.on('message', (order: MeetingOrder) => {
  run(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  )
})
process.send?.('ready')
