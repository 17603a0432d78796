import type { Helper } from './child.ts'
import type { FloorOrder, Timing } from './floor.ts'
import type { LoadOrder, LoadResult, Shot } from './load.ts'
import type { Ground, Scenario } from './scenarios.ts'

export interface Measured {
  name: string
  rps: number
  /** Null where nobody waits for one by one: a job. */
  p50Ms: number | null
  p95Ms: number | null
  p99Ms: number | null
  /** The program's requests a second by the floor's, in the same run: 1 would be as fast as nothing but its SQL. */
  floorRatio: number
  /** How many statements one request sends, as recorded. */
  statements: number
  slowest: Timing | undefined
  /** Of a job: what its process held at the end. */
  rssMb?: number
}

interface Setting {
  scenario: Scenario
  ground: Ground
  floor: Helper
  loader: Helper
  subjectUrl: string
  floorUrl: string
  hash: { hash: string; password: string }
  rounds: number
  seconds: number
  writes: number
}

/** The program and its floor in turns, so that whatever else the machine does meets both. */
export async function measure(setting: Setting): Promise<Measured> {
  const { scenario, floor, rounds } = setting
  const statements = await prepare(setting)
  const sum = { subject: empty(), floor: empty() }
  // A short round that does not count: caches, connections, compiled code.
  if (!scenario.once) for (const side of ['subject', 'floor'] as const) await fire(setting, side, 0, 1)
  for (let round = 0; round < rounds; round++) {
    for (const side of round % 2 === 0 ? (['subject', 'floor'] as const) : (['floor', 'subject'] as const))
      add(sum[side], await fire(setting, side, round, setting.seconds))
  }
  const rate = (result: LoadResult) => result.done / (result.elapsedMs / 1000)
  const sorted = sum.subject.latenciesMs.sort((a, b) => a - b)
  const timings =
    scenario.floor.kind === 'replay'
      ? ((await ask(floor, { ask: 'time', name: scenario.name, rounds: scenario.once ? 15 : 40 })) as Timing[])
      : []
  return {
    name: scenario.name,
    rps: round1(rate(sum.subject)),
    p50Ms: quantile(sorted, 0.5),
    p95Ms: quantile(sorted, 0.95),
    p99Ms: quantile(sorted, 0.99),
    floorRatio: Math.round((rate(sum.subject) / rate(sum.floor)) * 100) / 100,
    statements,
    slowest: timings.sort((a, b) => b.medianMs - a.medianMs)[0],
  }
}

const round1 = (value: number) => Math.round(value * 10) / 10
const quantile = (sorted: number[], part: number) => round1(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0)
const empty = (): LoadResult => ({ done: 0, failed: {}, elapsedMs: 0, latenciesMs: [] })

function add(sum: LoadResult, result: LoadResult) {
  const [failure] = Object.entries(result.failed)
  if (failure) throw new Error(`answered ${failure[0]}: ${failure[1]}`)
  sum.done += result.done
  sum.elapsedMs += result.elapsedMs
  // Not spread: a load of a hundred thousand answers is more arguments than a call takes.
  sum.latenciesMs = sum.latenciesMs.concat(result.latenciesMs)
}

async function ask(floor: Helper, order: FloorOrder): Promise<unknown> {
  return ((await floor.ask(order)) as { result: unknown }).result
}

/** Has the floor watch the requests it is to replay. Answers how many statements the first of them sends. */
async function prepare({ scenario, floor, ground }: Setting): Promise<number> {
  if (scenario.floor.kind !== 'replay') return 0
  const { shots, variants, from, admits } = scenario.floor
  const pairs = from && variants?.map(({ words }) => [...words].map(([key, word]): [string, string] => [from.words.get(key) ?? key, word]))
  const memberId = from?.words.get(String(ground.pattern.tables.members?.[0]?.id)) ?? ''
  const answer = await ask(floor, {
    ask: 'capture',
    name: scenario.name,
    shots,
    ...(pairs && { variants: pairs }),
    ...(admits && { number: { memberId } }),
  })
  return (answer as { statements: number }).statements
}

async function fire(setting: Setting, side: 'subject' | 'floor', round: number, seconds: number): Promise<LoadResult> {
  const { scenario, loader, subjectUrl, floorUrl, writes } = setting
  const { once, connections } = scenario
  const subject = side === 'subject'
  const shots = subject
    ? await scenario.shots(round)
    : once
      ? Array.from({ length: writes }, () => floorShot(setting))
      : [floorShot(setting)]
  const order: LoadOrder = { url: subject ? subjectUrl : floorUrl, shots, once, seconds: once ? 120 : seconds, connections }
  return (await loader.ask(order)) as LoadResult
}

function floorShot({ scenario, hash }: Setting): Shot {
  if (scenario.floor.kind === 'empty') return { method: 'GET', path: '/empty' }
  if (scenario.floor.kind === 'hash') return { method: 'POST', path: '/hash', body: hash }
  return { method: 'GET', path: `/replay/${scenario.name}` }
}
