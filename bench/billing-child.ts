import pg from 'pg'
import { systemClock } from '../server/kernel/clock.ts'
import { readConfig } from '../server/kernel/config.ts'
import { type StaffContext, systemContext } from '../server/kernel/context.ts'
import { openDatabase } from '../server/kernel/database/pool.ts'
import { diskStore } from '../server/kernel/files/disk.ts'
import { makeLog } from '../server/kernel/log.ts'
import { loadAssociation } from '../server/modules/associations/index.ts'
import { orderNotices } from '../server/modules/dues/billing/notice-batches.ts'
import { billShare, makeNotices, readRun, startBilling } from '../server/modules/dues/index.ts'
import '../server/wiring.ts'

export interface BillingOrder {
  associationId: string
  clerkId: string
  rounds: number
  /** 缴费通知书 for so many of those charged; 0: none. */
  notices: number
}

/** Medians of the rounds. */
export interface BillingTimes {
  charges: number
  seconds: number
  floorSeconds: number
  /** A second run, that finds everybody charged, looks at all of them and writes nothing. */
  againSeconds: number
  rssMb: number
  rssGrownMb: number
  notices: NoticeTimes | null
}

export interface NoticeTimes {
  made: number
  volumes: number
  /** Orders opened with their codes; pages set and stored. */
  orderSeconds: number
  printSeconds: number
  rssMb: { before: number; halfway: number; after: number; peak: number }
}

const url = process.env.DATABASE_URL ?? ''
const kernel = {
  config: readConfig({ ...process.env, DATABASE_URL: url, LOG_LEVEL: 'warn' }),
  database: openDatabase(url),
  files: diskStore(`${process.env.DATA_DIR}/files`),
  clock: systemClock,
  log: makeLog('warn'),
}
const rssMb = () => Math.round((process.memoryUsage().rss / 1024 / 1024) * 10) / 10
const median = (all: number[]) => Math.round((all.sort((a, b) => a - b)[Math.floor(all.length / 2)] ?? 0) * 100) / 100

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return (performance.now() - begun) / 1000
}

async function run({ associationId, clerkId, rounds, notices }: BillingOrder): Promise<BillingTimes> {
  const association = await loadAssociation(kernel, associationId)
  const system = systemContext(kernel, association)
  const account = { id: clerkId, name: '示例财务' }
  const clerk: StaffContext = { ...system, kind: 'staff', account, permissions: new Set(['dues.configure', 'dues.read']), branches: null }
  const owner = new pg.Client({ connectionString: url })
  await owner.connect()
  const app = new pg.Client({ connectionString: url, options: '-c role=huiji_app -c timezone=Asia/Shanghai' })
  await app.connect()
  const year = Number(kernel.clock.today().slice(0, 4)) + 1
  const forget = async () => {
    // Nothing points to them yet: asking every table whether it does would take an hour.
    await owner.query('begin')
    await owner.query('set local session_replication_role = replica')
    await owner.query('delete from charges where association_id = $1 and year = $2', [associationId, year])
    await owner.query('commit')
    await owner.query('vacuum analyze charges')
    await owner.query('vacuum analyze member_search')
    await owner.query('checkpoint')
  }
  const bill = async (): Promise<number> => {
    const { id } = await startBilling(clerk, year)
    const event = { id, associationId, name: 'dues.billing-asked' as const, data: { runId: id } }
    // As the queue does it: one share after another.
    while ((await readRun(clerk, id)).doneAt === null) await billShare(system, event)
    return (await readRun(clerk, id)).created
  }
  const [seconds, floors, again]: number[][] = [[], [], []]
  let charges = 0
  await forget()
  const before = rssMb()
  for (let round = 0; round < rounds; round++) {
    seconds?.push(
      await timed(async () => {
        charges = await bill()
      }),
    )
    // A run is refused when there is nobody to charge: what that costs is the looking.
    again?.push(await timed(() => bill().catch(() => 0)))
    await forget()
    floors?.push(await timed(() => bare(app, associationId, year)))
    await forget()
  }
  const papers = notices === 0 ? null : await bill().then(() => printed(clerk, owner, year, notices))
  await app.end()
  await owner.end()
  return {
    charges,
    seconds: median(seconds ?? []),
    floorSeconds: median(floors ?? []),
    againSeconds: median(again ?? []),
    rssMb: rssMb(),
    rssGrownMb: Math.round((rssMb() - before) * 10) / 10,
    notices: papers,
  }
}

/** 缴费通知书 for the first so many, as the queue makes them: orders with their codes, then pages by the volume. */
async function printed(clerk: StaffContext, owner: pg.Client, year: number, count: number): Promise<NoticeTimes> {
  const { id } = await orderNotices(clerk, year)
  await owner.query('update notice_batches set members = members[1:$2] where id = $1', [id, count])
  const system = systemContext(kernel, clerk.association)
  const event = { id, associationId: clerk.association.id, name: 'dues.notices-asked' as const, data: { batchId: id } }
  const rss = { before: rssMb(), halfway: 0, after: 0, peak: 0 }
  const peaks = setInterval(() => {
    rss.peak = Math.max(rss.peak, rssMb())
  }, 100)
  const state = async () => {
    const { rows } = await owner.query<{ opened: boolean; over: boolean; half: boolean; made: number; volumes: number }>(
      `select done = cardinality(members) as opened, done_at is not null as over, printed * 2 >= cardinality(orders) as half, printed as made,
        cardinality(files) as volumes from notice_batches where id = $1`,
      [id],
    )
    return rows[0] ?? { opened: true, over: true, half: true, made: 0, volumes: 0 }
  }
  const until = (done: 'opened' | 'over') => async () => {
    for (let now = await state(); !now[done]; now = await state()) {
      await makeNotices(system, event)
      if (now.half && now.opened && rss.halfway === 0) rss.halfway = rssMb()
    }
  }
  const [orderSeconds, printSeconds] = [await timed(until('opened')), await timed(until('over'))]
  clearInterval(peaks)
  rss.after = rssMb()
  const { made, volumes } = await state()
  return { made, volumes, orderSeconds: Math.round(orderSeconds), printSeconds: Math.round(printSeconds), rssMb: rss }
}

/** What no program can be faster than: the same rows, by the same role, with no question asked. */
async function bare(client: pg.Client, associationId: string, year: number): Promise<void> {
  await client.query('begin')
  await client.query(`select set_config('huiji.association', $1, true)`, [associationId])
  await client.query(
    `insert into charges (association_id, id, member_id, year, level, amount_fen, standard_id, state, created_at)
     select m.association_id, gen_random_uuid(), m.member_id, $2, l.level, s.amount_fen, s.id, 'open', now()
     from memberships m join level_spans l on l.association_id = m.association_id and l.membership_id = m.id and upper(l.period) is null
       join dues_standards s on s.association_id = l.association_id and s.level = l.level and s.years @> $2::int
     where m.association_id = $1 and m.branch_id is null and m.left_on is null`,
    [associationId, year],
  )
  await client.query('commit')
}

process.on('message', (order: BillingOrder) => {
  run(order).then(
    (result) => process.send?.({ result }),
    (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
  )
})
process.send?.('ready')
