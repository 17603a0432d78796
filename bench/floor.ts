import { verify } from '@node-rs/argon2'
import Fastify, { type FastifyInstance } from 'fastify'
import pg from 'pg'
import { createApp } from '../server/app.ts'
import { systemClock } from '../server/kernel/clock.ts'
import { readConfig } from '../server/kernel/config.ts'
import { openDatabase } from '../server/kernel/database/pool.ts'
import { diskStore } from '../server/kernel/files/disk.ts'
import { makeLog } from '../server/kernel/log.ts'
import type { Shot } from './load.ts'
import { record, type Statement } from './record.ts'
import { rewriteStatements } from './rewrite.ts'
import '../server/wiring.ts'

/** What the floor is asked: to watch requests and get ready to replay them, or how long each statement takes alone. */
export type FloorOrder =
  | { ask: 'capture'; name: string; shots: Shot[]; variants?: [string, string][][]; number?: { memberId: string } }
  | { ask: 'time'; name: string; rounds: number }

export interface Timing {
  name: string
  text: string
  medianMs: number
}

const url = process.env.DATABASE_URL ?? ''
const config = readConfig({ ...process.env, DATABASE_URL: url, TRUST_PROXY: '1', DEMO: '1', LOG_LEVEL: 'warn' })
const database = openDatabase(url)
const subject = await createApp(
  { config, database, files: diskStore('/nonexistent'), clock: systemClock, log: makeLog('warn') },
  { version: 'bench' },
)

const pool = new pg.Pool({
  connectionString: url,
  max: 10,
  options: '-c role=huiji_app -c timezone=Asia/Shanghai -c statement_timeout=30000 -c lock_timeout=10000',
})
// The database goes away when the bench is over.
pool.on('error', () => undefined)
const replays = new Map<string, { variants: Statement[][]; next: number }>()

async function capture(order: Extract<FloorOrder, { ask: 'capture' }>): Promise<{ statements: number }> {
  const taken: Statement[][] = []
  for (const shot of order.shots) {
    // The association's settings are kept for two seconds: read now, so that they are in no recording.
    await subject.inject({ url: shot.path.replace(/^(\/[^/]+)\/.*/, '$1/api/session') })
    const since = Date.now()
    const statements = await record(async () => {
      const answer = await subject.inject({
        method: shot.method,
        url: shot.path,
        headers: { 'x-huiji': '1', ...shot.headers },
        ...(shot.body !== undefined && { payload: shot.body as object }),
      })
      if (answer.statusCode !== 200) throw new Error(`${shot.path}: ${answer.statusCode} ${answer.body.slice(0, 300)}`)
    })
    const number = order.number && (await numberOf(order.number.memberId))
    if (order.variants) order.variants.forEach((words, at) => void taken.push(rewriteStatements(statements, words, { since, at, number })))
    else taken.push(statements)
  }
  replays.set(order.name, { variants: taken, next: 0 })
  return { statements: taken[0]?.length ?? 0 }
}

// The number it was given, which each replay must replace.
async function numberOf(memberId: string): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ number: string }>('select number from members where id = $1', [memberId])
  await client.end()
  return rows[0]?.number
}

async function run(statements: Statement[]): Promise<void> {
  const client = await pool.connect()
  try {
    for (const { text, values } of statements) await client.query(text, values)
  } finally {
    client.release()
  }
}

async function time({ name, rounds }: Extract<FloorOrder, { ask: 'time' }>): Promise<Timing[]> {
  const replay = replays.get(name)
  const times = new Map<string, number[]>()
  for (let round = 0; replay && round < rounds; round++) {
    const statements = replay.variants[replay.next++ % replay.variants.length] ?? []
    const client = await pool.connect()
    for (const { text, values } of statements) {
      const begun = performance.now()
      await client.query(text, values)
      times.set(text, [...(times.get(text) ?? []), performance.now() - begun])
    }
    client.release()
  }
  return [...times].map(([text, all]) => ({ name, text, medianMs: all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0 }))
}

function routes(app: FastifyInstance) {
  app.get('/empty', async () => ({ status: 'ok' }))
  app.post<{ Body: { hash: string; password: string } }>('/hash', async ({ body }) => ({ right: await verify(body.hash, body.password) }))
  app.get<{ Params: { name: string } }>('/replay/:name', async ({ params }) => {
    const replay = replays.get(params.name)
    const statements = replay?.variants[replay.next++ % replay.variants.length]
    if (!statements) throw new Error(`nothing was captured for ${params.name}`)
    await run(statements)
    return { done: true }
  })
}

const app = Fastify()
routes(app)
const address = await app.listen({ host: '127.0.0.1', port: 0 })
process.on('message', (order: FloorOrder) => {
  const answer: Promise<unknown> = order.ask === 'capture' ? capture(order) : time(order)
  answer.then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
process.send?.(address)
