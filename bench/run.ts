import { rmSync } from 'node:fs'
import pg from 'pg'
import { databaseUrlOf, makeFolder, type RunningServer, startServer } from '../e2e/kit/server.ts'
import { demoLogins } from '../server/demo/logins.ts'
import { startHelper } from './child.ts'
import { cloneMatters, type Identity, readPattern, sessionRow, tokenOf } from './clone.ts'
import { type Crowd, meetingMatters, openCrowd, openMatters } from './crowd.ts'
import { type Measured, measure } from './measure.ts'
import type { MeetingOrder, MeetingTimes } from './meeting.ts'
import { paying } from './payers.ts'
import { showTable } from './report.ts'
import { crowdToDo, type Ground, makeScenarios } from './scenarios.ts'
import { type Association, insertRows, seedMembers, seedNeighbour } from './seed.ts'

/** `npm run bench [-- --small] [--json] [--data DIR]`; see bench/README.md. */
const args = process.argv.slice(2)
const small = args.includes('--small')
const json = args.includes('--json')
const kept = args.includes('--data') ? args[args.indexOf('--data') + 1] : undefined
const only = args.includes('--only') ? args[args.indexOf('--only') + 1]?.split(',') : undefined
const size = small
  ? { members: 100_000, neighbours: 5_000, rounds: 2, seconds: 1, writes: 120, meeting: 400 }
  : { members: 100_000, neighbours: 5_000, rounds: 3, seconds: 4, writes: 400, meeting: 2000 }

const say = (line: string) => process.stderr.write(`${line}\n`)
const dataDir = kept ?? makeFolder()
// The load's server has no worker, so that jobs of one load don't run into the next; they are worked off at the end.
// One association is enough: the demo's others would only cost time.
const env = { WORKER: 'off', TRUST_PROXY: '1', LOG_LEVEL: 'warn', DEMO_PRESETS: 'cacem' }
let server: RunningServer | undefined

try {
  server = await startServer({ dataDir, env, patience: 600_000 })
  const client = await connect()
  const { rows } = await client.query<Association>('select id, slug from associations order by created_at, slug limit 1')
  const [association] = rows
  if (!association) throw new Error('the demo made no association')
  const neighbour = await seed(client, association)
  const from = await nextApplicant(client)
  const [, officer, finance] = demoLogins.staff
  const staffToken = await staffSession(client, association, officer.mobile)
  await confirmOne(client, association, await staffSession(client, association, finance.mobile), server.url)
  const pattern = await readPattern(client, association)
  await cloneMatters(client, pattern, from, 2000, 'done')
  const crowd = await openCrowd(client, pattern, neighbour)
  const meeting = await gatherCrowd(client, crowd, from + 20_000)
  const ids = await client.query<{ id: string }>(
    'select id from (select id from members where association_id = $1 and admitted_at is not null limit 20000) m order by md5(id::text) limit 500',
    [association.id],
  )
  const ground: Ground = {
    client,
    slug: association.slug,
    members: size.members,
    memberIds: ids.rows.map(({ id }) => id),
    staffToken,
    pattern,
    rounds: size.rounds,
    writes: size.writes,
  }
  const scenarios = [...(await makeScenarios(ground, from + 2000)), ...(await paying(ground, association)), crowdToDo(crowd)].filter(
    ({ name }) => !only || only.includes(name),
  )
  await client.query('analyze')
  await client.query('checkpoint')
  // Seeding made it fat; what is measured is a server as it is after a restart.
  await server.stop()
  // The demo is there, and the neighbour needs none.
  server = await startServer({ dataDir, env: { ...env, DEMO: '0' } })
  ground.client = await connect()
  const floor = await startHelper('./floor.ts', { DATABASE_URL: databaseUrlOf(dataDir) })
  const loader = await startHelper('./load.ts')
  const { rows: hashes } = await ground.client.query<{ hash: string }>(
    'select password_hash as hash from accounts where password_hash is not null limit 1',
  )
  say(`${scenarios.length} loads, ${size.rounds} rounds of ${size.seconds} s each for the program and its floor in turns`)
  const measured: Measured[] = []
  for (const scenario of scenarios) {
    const one = await measure({
      scenario,
      ground,
      floor,
      loader,
      subjectUrl: server.url,
      floorUrl: String(floor.greeting),
      hash: { hash: hashes[0]?.hash ?? '', password: demoLogins.password },
      ...size,
    })
    measured.push(one)
    say(`  ${one.name}: ${one.rps}/s, ratio ${one.floorRatio}`)
  }
  if (meeting) {
    const one = await decideCrowd(crowd, meeting)
    measured.push(one)
    say(`  ${one.name}: ${one.rps} matters/s, ratio ${one.floorRatio}`)
  }
  const rss = { loaded: server.memoryMb(), working: 0, jobsPerSecond: 0 }
  floor.close()
  loader.close()
  await server.stop()
  if (!json) Object.assign(rss, await workOff())
  if (json)
    process.stdout.write(
      `${JSON.stringify({ results: measured.map(({ slowest: _, statements: __, ...result }) => result), serverRssMb: rss.loaded })}\n`,
    )
  else process.stdout.write(showTable(measured, rss, size))
} catch (error) {
  say(`the bench broke: ${error instanceof Error ? error.stack : error}\n${server?.output().slice(-2000) ?? ''}`)
  process.exitCode = 1
} finally {
  await server?.stop()
  if (kept === undefined) await server?.dispose()
  if (kept === undefined) rmSync(dataDir, { recursive: true, force: true })
}
process.exit()

async function connect(): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: databaseUrlOf(dataDir) })
  client.on('error', () => undefined)
  await client.connect()
  return client
}

function wanted(name: string): boolean {
  return only?.includes(name) ?? true
}

/** What the neighbour needs: ten thousand open matters, and those that one meeting decides, by the program and by hand. */
async function gatherCrowd(client: pg.Client, crowd: Crowd, from: number): Promise<Identity[] | undefined> {
  if (wanted('to-do-10000')) {
    const { rows } = await client.query<{ open: number }>(
      `select count(*)::int as open from matters where association_id = $1 and state = 'submitted'`,
      [crowd.association.id],
    )
    await openMatters(client, crowd, from, Math.max(0, 10_000 - (rows[0]?.open ?? 0)))
  }
  return wanted('meeting-2000') ? meetingMatters(client, crowd, from + 20_000, size.meeting * 2 + 1) : undefined
}

/** One meeting, in a process of its own as a worker is one; then as many by hand. */
async function decideCrowd(crowd: Crowd, [watched, ...others]: Identity[]): Promise<Measured> {
  if (!watched) throw new Error('no matter was made')
  const helper = await startHelper('./meeting.ts', { DATABASE_URL: databaseUrlOf(dataDir) })
  const memberId = watched.words.get(String(crowd.pattern.tables.members?.[0]?.id)) ?? ''
  const order: MeetingOrder = {
    associationId: crowd.association.id,
    clerkId: crowd.clerkId,
    role: crowd.role,
    matters: others.slice(0, size.meeting).map(({ matterId }) => matterId),
    watched: { matterId: watched.matterId, memberId },
    variants: others.slice(size.meeting).map(({ words }) => [...words].map(([key, word]) => [watched.words.get(key) ?? key, word])),
  }
  const { seconds, floorSeconds, statements, rssMb } = ((await helper.ask(order)) as { result: MeetingTimes }).result
  helper.close()
  return {
    name: 'meeting-2000',
    rps: Math.round((size.meeting / seconds) * 10) / 10,
    p50Ms: null,
    p95Ms: null,
    p99Ms: null,
    floorRatio: Math.round((floorSeconds / seconds) * 100) / 100,
    statements,
    slowest: undefined,
    rssMb,
  }
}

async function seed(client: pg.Client, association: Association): Promise<Association> {
  const begun = performance.now()
  const neighbour = await seedNeighbour(client, association)
  await seedMembers(client, association, size.members)
  await seedMembers(client, neighbour, size.neighbours, 200_000)
  say(`${size.members} and ${size.neighbours} members lie in the database (${((performance.now() - begun) / 1000).toFixed(1)} s)`)
  return neighbour
}

/** Applications are used up by each run: the next ones begin here. */
async function nextApplicant(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ last: number | null }>(
    `select max(('x' || right(id::text, 12))::bit(48)::bigint)::int as last from matters where id::text like '%-7___-8000-%'`,
  )
  return (rows[0]?.last ?? 0) + 1
}

async function staffSession(client: pg.Client, association: Association, mobile: string): Promise<string> {
  const { rows } = await client.query<{ id: string }>(
    'select account_id as id from account_identifiers where association_id = $1 and value = $2',
    [association.id, mobile],
  )
  const id = rows[0]?.id ?? ''
  const row = sessionRow(association.id, id)
  await client.query('delete from sessions where token_hash = $1', [row.token_hash])
  await insertRows(client, 'sessions', [row])
  return tokenOf(id)
}

/** The pattern of all applications is one of the demo's whose payment staff confirmed. */
async function confirmOne(client: pg.Client, association: Association, token: string, url: string) {
  const { rows } = await client.query<{ id: string; amount_fen: string }>(
    `select o.id, o.amount_fen from orders o join matters m on (m.association_id, m.id) = (o.association_id, o.matter_id)
     where o.association_id = $1 and m.state = 'submitted' order by o.state = 'paid' desc, m.id limit 1`,
    [association.id],
  )
  const [order] = rows
  if (!order) throw new Error('the demo has no application with an order')
  const answer = await fetch(`${url}/${association.slug}/api/console/orders/${order.id}/confirm`, {
    method: 'POST',
    headers: { 'x-huiji': '1', 'content-type': 'application/json', cookie: `huiji=${token}` },
    body: JSON.stringify({
      receivedOn: new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10),
      amountFen: Number(order.amount_fen),
      note: '',
    }),
  })
  if (!answer.ok && answer.status !== 409) throw new Error(`confirming: ${answer.status} ${await answer.text()}`)
}

/** Memory of a server that also works the queue, and how fast it empties what the loads left in it. */
async function workOff(): Promise<{ working: number; jobsPerSecond: number }> {
  server = await startServer({ dataDir, env: { ...env, DEMO: '0', WORKER: 'inside' } })
  const client = await connect()
  const count = async () =>
    (
      await client.query<{ jobs: number }>(
        'select count(*)::int as jobs from graphile_worker.jobs where attempts < max_attempts and run_at <= now()',
      )
    ).rows[0]?.jobs ?? 0
  const [begun, before] = [performance.now(), await count()]
  let left = before
  while (left > 0 && performance.now() - begun < 20_000) {
    await new Promise((done) => setTimeout(done, 250))
    left = await count()
  }
  const seconds = (performance.now() - begun) / 1000
  const working = server.memoryMb()
  await client.end()
  await server.stop()
  return { working, jobsPerSecond: Math.round((before - left) / seconds) }
}
