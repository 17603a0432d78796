import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { textFields } from '../e2e/kit/fields.ts'
import { demoLogins } from '../server/demo/logins.ts'
import { cloneMatters, type Identity, type Pattern, tokenOf } from './clone.ts'
import type { Crowd } from './crowd.ts'
import type { Shot } from './load.ts'
import { insertRows } from './seed.ts'
import { benchUnit, rareWord } from './units.ts'

/** One load: what is sent to the program, and what its floor is. */
export interface Scenario {
  name: string
  connections: number
  /** Reads go round; writes are `once`, each round has its own. */
  once: boolean
  shots(round: number): Promise<Shot[]> | Shot[]
  floor: Floor
}

export type Floor =
  /** The statements of these requests, replayed through the bare driver. `variants`: the rows that each replay of a write is about. */
  | { kind: 'replay'; shots: Shot[]; variants?: Identity[]; from?: Identity; admits?: boolean }
  /** Nothing but the hash of a password. */
  | { kind: 'hash' }
  | { kind: 'empty' }

export interface Ground {
  client: pg.Client
  slug: string
  members: number
  memberIds: string[]
  staffToken: string
  pattern: Pattern
  rounds: number
  /** How many decisions and logins one round has. */
  writes: number
}

const spread = (count: number, members: number) => Array.from({ length: count }, (_, at) => Math.floor(((at * 0.618_034) % 1) * members))

/** Loads over lists and pages: the same requests to both sides. */
function reads({ slug, members, memberIds, staffToken }: Ground): Scenario[] {
  const cookie = { cookie: `huiji=${staffToken}` }
  const get = (path: string): Shot => ({ method: 'GET', path: `/${slug}/api${path}`, headers: cookie })
  const search = (q: string) => get(`/console/members?q=${encodeURIComponent(q)}`)
  const some = spread(20, members).map((index) => benchUnit(index))
  const read = (name: string, shots: Shot[]): Scenario => ({
    name,
    connections: 8,
    once: false,
    shots: () => shots,
    floor: { kind: 'replay', shots },
  })
  return [
    read('member-list', [
      get('/console/members'),
      get('/console/members?sort=name'),
      get('/console/members?sort=number&order=down'),
      get('/console/members?standing=current&level=director'),
      get('/console/members?province=320000&dues=arrears'),
    ]),
    read('search-frequent', ['建设', '工程', '集团', '有限', '公司'].map(search)),
    read('search-rare', [rareWord, ...some.slice(0, 4).map(({ name }) => name.slice(2, 4))].map(search)),
    read(
      'search-pinyin',
      some.slice(0, 10).map(({ initials }) => search(initials.slice(0, 5))),
    ),
    read(
      'search-credit-code',
      some.slice(0, 10).map(({ creditCode }) => search(creditCode)),
    ),
    read(
      'search-mobile',
      some.slice(0, 10).map(({ mobile }) => search(mobile)),
    ),
    read(
      'member-page',
      memberIds.map((id) => get(`/console/members/${id}`)),
    ),
    read('to-do', [
      get('/console/matters/to-do?scope=all'),
      get('/console/matters/to-do?scope=mine'),
      get('/console/matters/to-do?scope=all&age=late'),
    ]),
    directory(
      slug,
      some.map(({ name }) => name),
    ),
  ]
}

// Each address may ask the public directory sixty times in ten minutes: the load comes from many, through one proxy.
function directory(slug: string, names: string[]): Scenario {
  const shot = (at: number): Shot => {
    const name = names[at % names.length] ?? ''
    const q = at % 3 === 0 ? name.slice(2, 4) : name.slice(0, 8)
    return {
      method: 'GET',
      path: `/${slug}/api/directory?q=${encodeURIComponent(q)}`,
      headers: { 'x-forwarded-for': `198.18.${Math.floor(at / 250) % 250}.${at % 250}` },
    }
  }
  const shots = Array.from({ length: 20_000 }, (_, at) => shot(at))
  const watched = Array.from({ length: 40 }, (_, at) => shot(40_000 + at))
  return { name: 'directory', connections: 8, once: false, shots: () => shots, floor: { kind: 'replay', shots: watched } }
}

async function draftSave({ client, slug, pattern }: Ground, from: number): Promise<Scenario> {
  const drafts = await cloneMatters(client, pattern, from, 320, 'draft')
  const [watched, ...others] = drafts
  if (!watched) throw new Error('no draft was made')
  const [field = ''] = await textFields(client, watched.matterId, 1)
  const shot = ({ matterId, accountId }: Identity, at: number): Shot => ({
    method: 'PATCH',
    path: `/${slug}/api/portal/matters/${matterId}/draft`,
    headers: { cookie: `huiji=${tokenOf(accountId)}` },
    body: { base: 1_000_000, device: 'bench-device', changes: { [field]: `示例内容第 ${at} 次` } },
  })
  const mine = others.slice(0, 160)
  return {
    name: 'draft-save',
    connections: 8,
    once: false,
    shots: (round) => Array.from({ length: 4000 }, (_, at) => shot(mine[at % mine.length] ?? watched, round * 4000 + at)),
    floor: { kind: 'replay', shots: [shot(watched, 999_999)], from: watched, variants: others.slice(160) },
  }
}

async function decision({ client, slug, pattern, staffToken, rounds, writes }: Ground, from: number): Promise<Scenario> {
  const matters = await cloneMatters(client, pattern, from, writes * rounds * 2 + 40, 'submitted')
  const [watched, ...others] = matters
  if (!watched) throw new Error('no matter was made')
  const { rows } = await client.query<{ stage: string; revision: number }>('select stage, revision from matters where id = $1', [
    watched.matterId,
  ])
  const shot = ({ matterId }: Identity): Shot => ({
    method: 'POST',
    path: `/${slug}/api/console/matters/${matterId}/pass`,
    headers: { cookie: `huiji=${staffToken}` },
    body: { ...rows[0] },
  })
  const mine = others.slice(0, writes * rounds)
  return {
    name: 'decision',
    connections: 8,
    once: true,
    shots: (round) => mine.slice(round * writes, (round + 1) * writes).map(shot),
    floor: { kind: 'replay', shots: [shot(watched)], from: watched, variants: others.slice(writes * rounds), admits: true },
  }
}

function login(ground: Ground, identities: Identity[]): Scenario {
  const { slug, pattern, writes } = ground
  return {
    name: 'login',
    connections: 4,
    once: true,
    async shots() {
      // The pictures are read beforehand; their letters lie in the table.
      const pictures = Array.from({ length: writes }, () => ({
        association_id: pattern.association.id,
        id: randomUUID(),
        kind: 'picture',
        answer: 'ACDE',
        expires_at: new Date(Date.now() + 600_000).toISOString(),
      }))
      await insertRows(ground.client, 'challenges', pictures)
      return pictures.map(({ id }, at) => ({
        method: 'POST',
        path: `/${slug}/api/session`,
        body: {
          identifier: identities[at % identities.length]?.words.get(pattern.mobile),
          password: demoLogins.password,
          challenge: { id, answer: 'ACDE' },
        },
      }))
    },
    floor: { kind: 'hash' },
  }
}

/** Ten thousand open matters in one house: the list, by mine and all, late ones, a second page, and the counts. */
export function crowdToDo({ association, token }: Crowd): Scenario {
  const get = (path: string): Shot => ({
    method: 'GET',
    path: `/${association.slug}/api/console/matters/${path}`,
    headers: { cookie: `huiji=${token}` },
  })
  const shots = [
    get('to-do?scope=mine'),
    get('to-do?scope=all'),
    get('to-do?scope=mine&age=late'),
    get('to-do?scope=mine&limit=100'),
    get('counts'),
  ]
  return { name: 'to-do-10000', connections: 8, once: false, shots: () => shots, floor: { kind: 'replay', shots } }
}

/** Every load, in the order they are run: what leaves most behind comes last. */
export async function makeScenarios(ground: Ground, from: number): Promise<Scenario[]> {
  const accounts = await cloneMatters(ground.client, ground.pattern, from, 200, 'draft')
  const empty: Scenario = {
    name: 'empty',
    connections: 8,
    once: false,
    shots: () => [{ method: 'GET', path: '/healthz' }],
    floor: { kind: 'empty' },
  }
  return [empty, ...reads(ground), login(ground, accounts), await draftSave(ground, from + 200), await decision(ground, from + 600)]
}
