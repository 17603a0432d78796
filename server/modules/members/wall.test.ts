import type { FastifyInstance } from 'fastify'
import { readXlsx } from 'hucre/xlsx'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createApp } from '../../app.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { browserOf } from '../../testing/browser.ts'
import { testWorld, type World } from '../../testing/world.ts'
import type { Matter } from '../matters/index.ts'
import { exportMembers } from './export.ts'
import { setBranch } from './set-branch.ts'
import { branchStaff, type House, handIn, houseOf, pass, unitMember } from './testing/life.ts'
import { demoUnit } from './testing/units.ts'

/**
 * STAFF-02: who works in one branch sees that branch, in lists, by search, in counts and at addresses typed by hand. Two branches of one
 * association, a member in each, one in both, one in none.
 */
let world: World
let house: House
let app: FastifyInstance
let browser: ReturnType<typeof browserOf>
let ours: MemberContext
let theirs: MemberContext
let both: MemberContext
let outside: MemberContext
let waiting: { ours: Matter; theirs: Matter }

beforeAll(async () => {
  world = await testWorld({ presets: ['cqssa'] })
  house = await houseOf(world, 'cqssa')
  const staff = await house.staff()
  const member = (index: number) => unitMember(house, demoUnit(index))
  ;[ours, theirs, both, outside] = [await member(401), await member(402), await member(403), await member(404)]
  const stand = (ctx: MemberContext, branch: string) =>
    setBranch(staff, { memberId: ctx.memberId, branch, level: 'ordinary', on: '2024-01-01', reason: '原有会员' })
  await stand(ours, 'safety')
  await stand(theirs, 'quality')
  await stand(both, 'safety')
  await stand(both, 'quality')
  waiting = { ours: await change(ours, 'safety'), theirs: await change(theirs, 'quality') }
  app = await createApp(world.kernel, { version: 'test' })
  browser = browserOf(app, 'cqssa')
  browser.useToken((await branchStaff(house, 'branch-reviewer', ['safety'])).token)
}, 90_000)
afterAll(async () => {
  await app?.close()
  await world?.close()
})

const change = (ctx: MemberContext, branch: string) =>
  handIn(
    ctx,
    { kind: 'branch-change', branch },
    { legalRepresentative: '张示例', branchDepartment: '办公室', branchContact: '李示例', branchMobile: '13900008888' },
  )
const get = async (path: string, query: Record<string, string> = {}) => (await browser.send('GET', path, { query })).json()
const listed = async (query: Record<string, string> = {}) =>
  (await get('/console/members', query)).rows.map((row: { id: string }) => row.id)
const nameOf = (index: number) => demoUnit(index).name

describe('STAFF-02 a branch’s reviewer sees the branch and nothing else', () => {
  test('in the list, sorted any way', async () => {
    for (const sort of ['admitted', 'name', 'number'])
      expect((await listed({ sort })).sort()).toEqual([ours.memberId, both.memberId].sort())
  })

  test('by search and by filters: others are not found by name, code, number or mobile', async () => {
    expect(await listed({ q: nameOf(401) })).toEqual([ours.memberId])
    for (const q of [nameOf(402), demoUnit(402).creditCode, demoUnit(402).mobile, nameOf(404)]) expect(await listed({ q })).toEqual([])
    expect(await listed({ branch: 'quality' })).toEqual([both.memberId])
  })

  test('in counts', async () => {
    expect(await get('/console/members/count')).toEqual({ count: 2, more: false })
    expect(await get('/console/members/count', { q: nameOf(402) })).toEqual({ count: 0, more: false })
    expect((await get('/console/matters/to-do', { q: nameOf(402) })).rows).toEqual([])
    expect((await get('/console/matters/to-do')).rows.map((row: { id: string }) => row.id)).toEqual([waiting.ours.id])
    expect(await get('/console/matters/counts')).toMatchObject({ waiting: 1, branches: [] })
  })

  test('in exports: its own members, without money', async () => {
    const { ctx } = await branchStaff(house, 'branch-reviewer', ['safety'])
    const { bytes } = await exportMembers({ ...ctx, permissions: new Set(['members.export', 'dues.read']) }, {})
    const [head, ...rows] = (await readXlsx(bytes)).sheets[0]?.rows ?? []
    expect(rows.map((row) => row[0]).sort()).toEqual([nameOf(401), nameOf(403)].sort())
    expect(head).not.toContain('会费交至')
    await expect(exportMembers({ ...ctx, permissions: new Set(['members.read']) }, {})).rejects.toMatchObject({ code: 'not-allowed' })
  })

  test('at addresses typed by hand', async () => {
    const status = async (path: string, method: 'GET' | 'POST' = 'GET') => (await browser.send(method, path)).statusCode
    for (const ctx of [theirs, outside]) {
      expect(await status(`/console/members/${ctx.memberId}`)).toBe(404)
      expect(await status(`/console/members/${ctx.memberId}/neighbours`)).toBe(404)
      expect(await status(`/console/members/${ctx.memberId}/reveal`, 'POST')).toBe(404)
    }
    expect(await status(`/console/matters/${waiting.theirs.id}`)).toBe(404)
    expect(await status(`/console/matters/${waiting.ours.id}`)).toBe(200)
    expect(await status(`/console/members/${ours.memberId}`)).toBe(200)
  })

  test('of a member in two branches, only its standing in this one', async () => {
    const story = await get(`/console/members/${both.memberId}`)
    expect(story.standings).toEqual(['大协会普通会员', '安全分会普通会员'])
    expect(story.branches.map((stay: { branch: string }) => stay.branch)).toEqual(['safety'])
    const lines = story.changes.map((line: { field: string }) => line.field).filter((field: string) => field.startsWith('branch.'))
    expect(lines).toEqual(['branch.safety'])
    const [row] = (await get('/console/members', { q: nameOf(403) })).rows
    expect(row.branches).toEqual(['安全分会普通会员'])
  })

  test('no money, no staff, no log; nor anything to change', async () => {
    const row = (await get('/console/members', { q: nameOf(401) })).rows[0]
    expect(row).toMatchObject({ dues: 'none', paidThrough: null })
    for (const path of [
      '/console/staff',
      '/console/audit',
      '/console/orders',
      '/console/dues/charges',
      '/console/dues/counts',
      '/console/roles',
      `/console/members/${ours.memberId}/dues`,
    ])
      expect((await browser.send('GET', path)).statusCode, path).toBe(403)
    const body = { level: null, on: '2026-11-21', reason: '不应成功' }
    expect((await browser.send('PUT', `/console/members/${ours.memberId}/branches/safety`, { body })).statusCode).toBe(403)
    expect((await get('/console/members/choices')).branches.map((one: { value: string }) => one.value)).toEqual(['safety'])
  })

  test('another branch’s matter can’t be decided, one’s own can', async () => {
    const { ctx } = await branchStaff(house, 'branch-reviewer', ['safety'])
    await expect(pass(ctx, waiting.theirs)).rejects.toThrow()
    await pass(ctx, waiting.ours)
    expect(await listed({ q: nameOf(401) })).toEqual([ours.memberId])
    await world.drain()
    const told = await inTx(house.system(), (tx) =>
      tx.selectFrom('messages').select('body').where('template', '=', 'matter-passed').where('channel', '=', 'sms').execute(),
    )
    expect(told).toMatchObject([{ body: expect.stringContaining(`${nameOf(401)}的`) }])
  })

  test('and this test is red without the wall: with the policies dropped and the search open, the others appear', async () => {
    const owner = new pg.Client({ connectionString: world.url })
    await owner.connect()
    const open = 'create or replace function current_branches() returns text[] language sql stable parallel safe return null::text[]'
    const { rows } = await owner.query<{ made: string }>("select pg_get_functiondef('current_branches()'::regprocedure) as made")
    try {
      await owner.query(open)
      expect((await listed()).sort()).toEqual([ours, theirs, both, outside].map((ctx) => ctx.memberId).sort())
      expect((await browser.send('GET', `/console/members/${theirs.memberId}`)).statusCode).toBe(200)
    } finally {
      await owner.query(rows[0]?.made ?? '')
      await owner.end()
    }
    expect(await listed({ q: nameOf(402) })).toEqual([])
  })
})
