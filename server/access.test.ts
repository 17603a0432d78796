import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ById } from '../contract/common.ts'
import type { Permission } from '../contract/permissions.ts'
import { allPermissions } from '../contract/permissions.ts'
import { allRoutes, createApp } from './app.ts'
import { demoLogins } from './demo/logins.ts'
import { seedAssociation } from './demo/seed.ts'
import { installPreset } from './install.ts'
import { inTx } from './kernel/database/transaction.ts'
import { Refusal } from './kernel/errors.ts'
import type { Route } from './kernel/http/route.ts'
import { openSession } from './modules/accounts/index.ts'
import { listAssociations } from './modules/associations/index.ts'
import { loadPreset } from './presets/index.ts'
import { browserOf } from './testing/browser.ts'
import { addressOf, bodyFor, fingerprint, partsOf } from './testing/routes.ts'
import { contextsOf, presetFolder, testWorld, type World } from './testing/world.ts'

/**
 * Walks the route table: every route × who asks × another association's data. A new route is in it by itself.
 * Two associations live from the same preset, so that nothing but the wall tells them apart.
 */
let world: World
let app: FastifyInstance
let ours: ReturnType<typeof contextsOf>
let theirs: ReturnType<typeof contextsOf>
let foreignIds: string[]
let db: pg.Pool

const [our, their] = ['cacem', 'neighbour']
const nobody = '01900000-0000-7000-8000-000000000000'

beforeAll(async () => {
  world = await testWorld({ presets: [our] })
  const preset = await loadPreset(presetFolder(our))
  await installPreset(world.kernel, {
    ...preset,
    association: { ...preset.association, slug: their, names: { ...preset.association.names, full: '示例邻居协会' } },
  })
  for (const association of await listAssociations(world.kernel)) await seedAssociation(world.kernel, association, { members: 3 })
  const rows = await listAssociations(world.kernel)
  const [first, second] = [rows.find((row) => row.slug === our), rows.find((row) => row.slug === their)]
  if (!first || !second) throw new Error('two associations were expected')
  ours = contextsOf(world.kernel, first)
  theirs = contextsOf(world.kernel, second)
  app = await createApp(world.kernel, { version: 'test' })
  db = new pg.Pool({ connectionString: world.url, max: 2 })
  foreignIds = await idsOf(second.id)
}, 120_000)

afterAll(async () => {
  await app?.close()
  await db?.end()
  await world?.close()
})

/** A few ids of every table that holds some of this association's. */
async function idsOf(associationId: string): Promise<string[]> {
  const tables = await db.query<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'id' and udt_name = 'uuid' and table_name <> 'associations'",
  )
  const ids: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await db.query<{ id: string }>(`select id from ${name} where association_id = $1 order by id limit 3`, [associationId])
    ids.push(...rows.map((row) => row.id))
  }
  return ids
}

/** Ids of rows that belong to other members than the one of this mobile. */
async function idsOfOthers(associationId: string, mobile: string): Promise<string[]> {
  const tables = await db.query<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'member_id' and table_name in (select table_name from information_schema.columns where column_name = 'id' and udt_name = 'uuid')",
  )
  const ids: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await db.query<{ id: string }>(
      `select t.id from ${name} t where t.association_id = $1 and t.member_id not in (
         select x.member_id from account_members x join account_identifiers i on (i.association_id, i.account_id) = (x.association_id, x.account_id)
         where x.association_id = $1 and i.value = $2) order by t.id limit 5`,
      [associationId, mobile],
    )
    ids.push(...rows.map((row) => row.id))
  }
  return ids
}

async function staffToken(contexts: ReturnType<typeof contextsOf>, permissions: readonly Permission[]): Promise<string> {
  const ctx = await contexts.staff(permissions)
  return inTx(ctx, async (tx) => {
    const role = `walker-${ctx.account.id.slice(-8)}`
    await tx
      .insertInto('roles')
      .values({ association_id: ctx.association.id, id: role, name: role, permissions: [...permissions] })
      .execute()
    await tx.insertInto('staff_roles').values({ association_id: ctx.association.id, account_id: ctx.account.id, role_id: role }).execute()
    return openSession(tx, ctx, ctx.account.id, null)
  })
}

async function memberToken(contexts: ReturnType<typeof contextsOf>): Promise<string> {
  const ctx = contexts.system()
  return inTx(ctx, async (tx) => {
    const mobile = demoLogins.units[0].mobile
    const row = await tx
      .selectFrom('account_identifiers as i')
      .innerJoin('account_members as m', (join) =>
        join.onRef('m.association_id', '=', 'i.association_id').onRef('m.account_id', '=', 'i.account_id'),
      )
      .select(['i.account_id', 'm.member_id'])
      .where('i.association_id', '=', ctx.association.id)
      .where('i.value', '=', mobile)
      .executeTakeFirstOrThrow()
    return openSession(tx, ctx, row.account_id, row.member_id)
  })
}

async function ask(route: Route, slug: string, token: string | undefined, id = nobody, at = app): Promise<number> {
  const browser = browserOf(at, slug)
  if (token) browser.useToken(token)
  const [method] = partsOf(route)
  const { statusCode } = await browser.send(method, addressOf(route, id), method === 'GET' ? {} : { body: bodyFor(route, id) })
  return statusCode
}

/** Every route with an id × these ids × these askers: what is not refused. */
const bothOfOurs = async () => [await staffToken(ours, allPermissions), await memberToken(ours)]

async function findLeaks(at: FastifyInstance, routes: Route[], tokens: string[], ids: string[]): Promise<string[]> {
  const leaks: string[] = []
  for (const route of routes.filter((one) => one.key.includes('/:'))) {
    for (const id of ids) {
      for (const token of tokens) {
        const status = await ask(route, our, token, id, at)
        if (status < 400 || status >= 500) leaks.push(`${route.key} ${id} → ${status}`)
      }
    }
  }
  return leaks
}

const closed = allRoutes.filter((route) => route.endpoint.who !== 'public')
const staffed = closed.filter((route) => typeof route.endpoint.who === 'object')

// Addresses outside the table: each is open to anybody, for a reason one can see in its name.
const openAddresses = new Set([
  '/',
  '/healthz',
  '/readyz',
  '/api',
  '/api/openapi.json',
  '/api/style.css',
  '/assets/*',
  '/:association/theme.css',
  '/:association/icon.svg',
  '/:association/mailbox',
  // Machines of 支付宝 and 微信支付: what they send is signed.
  '/:association/notify/alipay',
  '/:association/notify/wechat',
  '/:association/manual',
  '/:association/manual/*',
  '/:association',
  '/:association/*',
  '/:association/portal',
  '/:association/portal/*',
  '/:association/console',
  '/:association/console/*',
])

async function undeclared(routes: Route[], extra?: string): Promise<string[]> {
  const seen: string[] = []
  const opened = await createApp(world.kernel, { version: 'test', routes, seeRoute: ({ url }) => seen.push(url) })
  await opened.close()
  const declared = new Set(allRoutes.map((route) => `/:association/api${partsOf(route)[1]}`))
  return [...seen, ...(extra ? [extra] : [])].filter((url) => !declared.has(url) && !openAddresses.has(url))
}

describe('every address declares who may', () => {
  it('stands in the table, or on the short list of open ones', async () => {
    expect(await undeclared(allRoutes)).toEqual([])
  })

  it('is seen red on an address that somebody opened beside the table', async () => {
    expect(await undeclared(allRoutes, '/:association/api/console/secret')).toEqual(['/:association/api/console/secret'])
  })

  it('names who may on every route', () => {
    expect(allRoutes.filter((route) => route.endpoint.who === undefined)).toEqual([])
  })
})

describe('every route × who asks (STAFF-02)', () => {
  it('walks a table that is not empty', () => {
    expect(allRoutes.length).toBeGreaterThan(40)
    expect(foreignIds.length).toBeGreaterThan(20)
  })

  it.each(closed.map((route) => [route.key, route] as const))('%s asks a visitor to sign in', async (_, route) => {
    expect(await ask(route, our, undefined)).toBe(401)
  })

  it.each(staffed.map((route) => [route.key, route] as const))('%s is closed to members', async (_, route) => {
    expect(await ask(route, our, await memberToken(ours))).toBe(403)
  })

  it.each(staffed.map((route) => [route.key, route] as const))(
    '%s is closed to staff who hold every permission but its own',
    async (_, route) => {
      const needed = typeof route.endpoint.who === 'object' ? route.endpoint.who.staff : null
      expect(
        await ask(
          route,
          our,
          await staffToken(
            ours,
            allPermissions.filter((permission) => permission !== needed),
          ),
        ),
      ).toBe(403)
    },
  )

  it.each(closed.filter((route) => route.endpoint.who === 'member').map((route) => [route.key, route] as const))(
    '%s is closed to staff who act for no member',
    async (_, route) => {
      expect(await ask(route, our, await staffToken(ours, allPermissions))).toBe(403)
    },
  )
})

describe('another association does not exist', () => {
  it('is asked with bodies that pass the schema, so that the wall refuses and not the form', async () => {
    const token = await staffToken(ours, allPermissions)
    const staffWrites = staffed.filter((route) => route.endpoint.body && !route.endpoint.upload)
    const stopped: string[] = []
    for (const route of staffWrites) if ((await ask(route, our, token)) === 400) stopped.push(route.key)
    expect(stopped.length).toBeLessThan(staffWrites.length / 3)
  })

  it('does not know the session of another', async () => {
    const token = await staffToken(theirs, allPermissions)
    for (const route of closed) expect([route.key, await ask(route, our, token)]).toEqual([route.key, 401])
  })

  it('gives nothing out and changes nothing for any id of another', async () => {
    const theirId = theirs.public().association.id
    const before = await fingerprint(db, theirId)
    expect(await findLeaks(app, allRoutes, await bothOfOurs(), foreignIds)).toEqual([])
    expect(await fingerprint(db, theirId)).toBe(before)
  }, 180_000)

  it('is not found under an unknown address', async () => {
    for (const route of allRoutes) expect([route.key, await ask(route, 'no-such-association', undefined)]).toEqual([route.key, 404])
  })
})

describe('another member of the same association', () => {
  it('keeps its matters, orders and papers to itself', async () => {
    const mine = await memberToken(ours)
    const { id } = ours.public().association
    const ids = await idsOfOthers(id, demoLogins.units[0].mobile)
    const before = await fingerprint(db, id)
    const membersRoutes = closed.filter((route) => route.endpoint.who === 'member')
    expect(ids.length).toBeGreaterThan(10)
    expect(await findLeaks(app, membersRoutes, [mine], ids)).toEqual([])
    expect(await fingerprint(db, id)).toBe(before)
  }, 120_000)
})

describe('the walk itself is seen red', () => {
  // A route as somebody in a hurry might write it: right permission, but the row is fetched past the wall.
  const leaky: Route = {
    key: 'GET /console/leak/:id',
    endpoint: { summary: '', who: { staff: 'members.read' }, params: ById },
    handler: async ({ params }) => {
      const { id } = params as unknown as { id: string }
      const { rows } = await db.query('select id from members where id = $1', [id])
      if (rows.length === 0) throw new Refusal('not-found')
      return rows[0]
    },
  }

  it('names a route that reads past the wall', async () => {
    const broken = await createApp(world.kernel, { version: 'test', routes: [leaky] })
    const leaks = await findLeaks(broken, [leaky], await bothOfOurs(), foreignIds)
    await broken.close()
    expect(leaks.length).toBeGreaterThan(0)
    expect(leaks[0]).toContain('GET /console/leak/:id')
  })

  it('would not take an open door for a closed one', async () => {
    const open: Route = { ...leaky, key: 'GET /console/open', endpoint: { summary: '', who: 'public' }, handler: async () => ({}) }
    const broken = await createApp(world.kernel, { version: 'test', routes: [open] })
    expect(await ask(open, our, undefined, nobody, broken)).toBe(200)
    await broken.close()
  })
})
