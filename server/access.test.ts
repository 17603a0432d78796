import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Permission } from '../contract/permissions.ts'
import { allPermissions } from '../contract/permissions.ts'
import { allRoutes, createApp } from './app.ts'
import { demoLogins } from './demo/logins.ts'
import { seedAssociation } from './demo/seed.ts'
import { installPreset } from './install.ts'
import { inTx } from './kernel/database/transaction.ts'
import type { Route } from './kernel/http/route.ts'
import { openSession } from './modules/accounts/index.ts'
import { listAssociations } from './modules/associations/index.ts'
import { loadPreset } from './presets/index.ts'
import { browserOf } from './testing/browser.ts'
import { contextsOf, presetFolder, type World, testWorld } from './testing/world.ts'

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
  await installPreset(world.kernel, { ...preset, association: { ...preset.association, slug: their, names: { ...preset.association.names, full: '示例邻居协会' } } })
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

/** One number for everything an association holds: changes when any of its rows does. */
async function fingerprint(associationId: string): Promise<string> {
  const tables = await db.query<{ name: string }>(
    "select distinct table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'association_id' and table_name not in ('limits', 'challenges', 'audit_log') order by 1",
  )
  const parts: string[] = []
  for (const { name } of tables.rows) {
    const { rows } = await db.query<{ mark: string }>(`select coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as mark from ${name} t where association_id = $1`, [associationId])
    parts.push(`${name}:${rows[0]?.mark}`)
  }
  return parts.join('\n')
}

async function staffToken(contexts: ReturnType<typeof contextsOf>, permissions: readonly Permission[]): Promise<string> {
  const ctx = await contexts.staff(permissions)
  return inTx(ctx, async (tx) => {
    const role = `walker-${ctx.account.id.slice(-8)}`
    await tx.insertInto('roles').values({ association_id: ctx.association.id, id: role, name: role, permissions: [...permissions] }).execute()
    await tx.insertInto('staff_roles').values({ association_id: ctx.association.id, account_id: ctx.account.id, role_id: role }).execute()
    return openSession(tx, ctx, ctx.account.id, null)
  })
}

async function memberToken(contexts: ReturnType<typeof contextsOf>): Promise<string> {
  const ctx = contexts.system()
  return inTx(ctx, async (tx) => {
    const mobile = demoLogins.units[0].mobile
    const row = await tx.selectFrom('account_identifiers as i').innerJoin('account_members as m', (join) => join.onRef('m.association_id', '=', 'i.association_id').onRef('m.account_id', '=', 'i.account_id'))
      .select(['i.account_id', 'm.member_id']).where('i.association_id', '=', ctx.association.id).where('i.value', '=', mobile).executeTakeFirstOrThrow()
    return openSession(tx, ctx, row.account_id, row.member_id)
  })
}

const split = (route: Route) => route.key.split(' ') as ['GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', string]
const addressOf = (route: Route, id: string) => split(route)[1].replace(/:\w+/g, id)

async function ask(route: Route, slug: string, token: string | undefined, id = nobody): Promise<number> {
  const browser = browserOf(app, slug)
  if (token) browser.useToken(token)
  const method = split(route)[0]
  const { statusCode } = await browser.send(method, addressOf(route, id), method === 'GET' ? {} : { body: route.endpoint.body ? {} : undefined })
  return statusCode
}

const closed = allRoutes.filter((route) => route.endpoint.who !== 'public')
const staffed = closed.filter((route) => typeof route.endpoint.who === 'object')

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

  it.each(staffed.map((route) => [route.key, route] as const))('%s is closed to staff who hold every permission but its own', async (_, route) => {
    const needed = typeof route.endpoint.who === 'object' ? route.endpoint.who.staff : null
    expect(await ask(route, our, await staffToken(ours, allPermissions.filter((permission) => permission !== needed)))).toBe(403)
  })

  it.each(closed.filter((route) => route.endpoint.who === 'member').map((route) => [route.key, route] as const))('%s is closed to staff who act for no member', async (_, route) => {
    expect(await ask(route, our, await staffToken(ours, allPermissions))).toBe(403)
  })
})

describe('another association does not exist', () => {
  it('does not know the session of another', async () => {
    const token = await staffToken(theirs, allPermissions)
    for (const route of closed) expect([route.key, await ask(route, our, token)]).toEqual([route.key, 401])
  })

  it('gives nothing out and changes nothing for any id of another', async () => {
    const named = allRoutes.filter((route) => route.key.includes('/:'))
    const tokens = [await staffToken(ours, allPermissions), await memberToken(ours)]
    const theirId = theirs.public().association.id
    const before = await fingerprint(theirId)
    const leaks: string[] = []
    for (const route of named) {
      for (const id of foreignIds) {
        for (const token of tokens) {
          const status = await ask(route, our, token, id)
          if (status < 400 || status >= 500) leaks.push(`${route.key} ${id} → ${status}`)
        }
      }
    }
    expect(leaks).toEqual([])
    expect(await fingerprint(theirId)).toBe(before)
  }, 180_000)

  it('is not found under an unknown address', async () => {
    for (const route of allRoutes) expect([route.key, await ask(route, 'no-such-association', undefined)]).toEqual([route.key, 404])
  })
})

describe('the walk itself', () => {
  it('sees a route that stands open: seen red', async () => {
    const open: Route = { key: 'GET /console/members', endpoint: { summary: '', who: 'public' }, handler: async () => ({}) }
    const token = await staffToken(ours, [])
    const real = closed.find((route) => route.key === open.key)
    expect(real && (await ask(real, our, token))).toBe(403)
    expect(closed).not.toContain(open)
  })
})
