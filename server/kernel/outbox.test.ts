import { setTimeout as pause } from 'node:timers/promises'
import { Logger, runOnce } from 'graphile-worker'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Ground, testGround } from '../testing/ground.ts'
import type { SystemContext } from './context.ts'
import { inTx } from './database/transaction.ts'
import { makeTasks, type Reaction, reaction } from './jobs/reactions.ts'
import { startWorker } from './jobs/worker.ts'
import { raise, raiseMany } from './outbox.ts'

let ground: Ground
beforeAll(async () => {
  ground = await testGround()
})
afterAll(() => ground.close())
beforeEach(() => ground.root.query('delete from graphile_worker._private_jobs; delete from workers'))

const event = { mobile: '13900000000', code: '000000', purpose: 'register', minutes: 5 } as const
const tell = (ctx: SystemContext) => inTx(ctx, (tx) => raise(tx, ctx, 'accounts.code-requested', event))
const waiting = async () =>
  (await ground.root.query<{ jobs: number }>('select count(*)::int as jobs from graphile_worker.jobs')).rows[0]?.jobs

const tasksOf = (reactions: Reaction[]) =>
  makeTasks({
    kernel: ground.kernel,
    reactions,
    chores: [],
    listAssociations: async () => [...ground.associations],
    loadAssociation: async (_, id) =>
      ground.associations.find((entry) => entry.id === id) ?? Promise.reject(new Error('no such association')),
  })

async function drain(reactions: Reaction[]) {
  const logger = new Logger(() => () => undefined)
  const pool = new pg.Pool({ connectionString: ground.url, max: 2 })
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined))
  // Twice: the first round fans out.
  for (let round = 0; round < 2; round++) await runOnce({ pgPool: pool, taskList: tasksOf(reactions), noPreparedStatements: true, logger })
  await pool.end()
}

/** Notes what reached it. */
function listener(name: string) {
  const seen: { association: string; id: string; data: unknown }[] = []
  const entry = reaction('accounts.code-requested', name, async (ctx, { id, data }) => {
    seen.push({ association: ctx.association.slug, id, data })
  })
  return { seen, entry }
}

describe('an event', () => {
  it('leaves nothing when its transaction comes to nothing', async () => {
    const act = inTx(ground.here(), async (tx, ctx) => {
      await raise(tx, ctx, 'accounts.code-requested', event)
      throw new RangeError('afterwards')
    })
    await expect(act).rejects.toThrow('afterwards')
    expect(await waiting()).toBe(0)
  })

  it('reaches each that listens once, as the association it happened in', async () => {
    const [one, other, deaf] = [listener('one'), listener('other'), { seen: [] as unknown[] }]
    const unrelated = reaction('accounts.password-changed', 'deaf', async (_, { id }) => {
      deaf.seen.push(id)
    })
    await tell(ground.there())
    await drain([one.entry, other.entry, unrelated])
    expect(one.seen).toEqual([{ association: 'there', id: expect.any(String), data: event }])
    expect(other.seen).toEqual(one.seen)
    expect(deaf.seen).toEqual([])
    expect(await waiting()).toBe(0)
  })

  it('that somebody waits for goes before what many are told in one go, from the queue to the reaction', async () => {
    const order: string[] = []
    const code = reaction('accounts.code-requested', 'code', async () => void order.push('code'))
    const many = reaction('receipts.advance-open', 'many', async () => void order.push('many'))
    const each = Array.from({ length: 3 }, (_, at) => ({ receiptId: `r${at}`, orderId: 'o', memberId: 'm', days: at }))
    const here = ground.here()
    await inTx(here, (tx) => raiseMany(tx, here, 'receipts.advance-open', each))
    await tell(here)
    await drain([code, many])
    expect(order).toEqual(['code', 'many', 'many', 'many'])
  })

  it('that was fanned out twice is still one job for each that listens', async () => {
    const one = listener('one')
    await tell(ground.here())
    await ground.root.query("select graphile_worker.add_job('event', payload, priority => priority) from graphile_worker._private_jobs")
    await drain([one.entry])
    expect(one.seen).toHaveLength(1)
  })

  it('is tried again where it failed, and only there', async () => {
    const good = listener('good')
    let tries = 0
    const shaky = reaction('accounts.code-requested', 'shaky', async () => {
      tries += 1
      if (tries === 1) throw new RangeError('the carrier is away')
    })
    await tell(ground.here())
    await drain([good.entry, shaky])
    expect([good.seen.length, tries, await waiting()]).toEqual([1, 1, 1])
    await ground.root.query('update graphile_worker._private_jobs set run_at = now()')
    await drain([good.entry, shaky])
    expect([good.seen.length, tries, await waiting()]).toEqual([1, 2, 0])
  })

  it('can’t be read back by the runtime role: payloads hold what is nobody’s business', async () => {
    const peek = sql`select * from graphile_worker.jobs`.execute(ground.kernel.database.db)
    await expect(peek).rejects.toThrow(/permission denied/)
  })
})

describe('two reactions of one name', () => {
  it('are a mistake that is told at the start', () => {
    expect(() => tasksOf([listener('same').entry, listener('same').entry])).toThrow('two reactions share a name')
  })
})

describe('workers', () => {
  const work = (reactions: Reaction[]) => startWorker({ url: ground.url, tasks: tasksOf(reactions), crontab: '', log: ground.kernel.log })
  const lockAs = (worker: string, secondsAgo: number) =>
    ground.root.query(
      "update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - $2 * interval '1 second', attempts = 1",
      [worker, secondsAgo],
    )

  async function until(happened: () => boolean) {
    for (let i = 0; i < 100 && !happened(); i++) await pause(50)
  }

  it('do each job once, however many there are', async () => {
    const [one, other] = [listener('one'), listener('one')]
    const [here, there] = await Promise.all([work([one.entry]), work([other.entry])])
    for (let i = 0; i < 20; i++) await tell(ground.here())
    await until(() => one.seen.length + other.seen.length >= 20)
    await pause(100)
    await Promise.all([here.stop(), there.stop()])
    const ids = [...one.seen, ...other.seen].map(({ id }) => id)
    expect([ids.length, new Set(ids).size, await waiting()]).toEqual([20, 20, 0])
  })

  it('take over the job of one that died', async () => {
    const one = listener('one')
    await tell(ground.here())
    await lockAs('dead', 60)
    await ground.root.query("insert into workers (id, seen_at) values ('dead', now() - interval '60 seconds')")
    const worker = await work([one.entry])
    await until(() => one.seen.length > 0)
    await worker.stop()
    expect(one.seen).toHaveLength(1)
  })

  it('leave alone the long job of one that is alive', async () => {
    const one = listener('one')
    await tell(ground.here())
    await lockAs('alive', 3600)
    await ground.root.query("insert into workers (id, seen_at) values ('alive', now())")
    const worker = await work([one.entry])
    await pause(500)
    await worker.stop()
    expect([one.seen.length, await waiting()]).toEqual([0, 1])
  })

  it('finish what they are at before they stop, and sign off', async () => {
    let finished = false
    let begun = false
    const slow = reaction('accounts.code-requested', 'slow', async () => {
      begun = true
      await pause(300)
      finished = true
    })
    const worker = await work([slow])
    await tell(ground.here())
    await until(() => begun)
    await worker.stop()
    expect([begun, finished, await waiting()]).toEqual([true, true, 0])
    expect((await ground.root.query('select id from workers')).rows).toEqual([])
  })
})
