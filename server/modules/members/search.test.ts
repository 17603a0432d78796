import { readXlsx } from 'hucre/xlsx'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberQuery } from '../../../contract/members.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { exportMembers } from './export.ts'
import { leave } from './leave.ts'
import { countMembers, listMembers, neighbours } from './search.ts'
import { memberStory } from './story.ts'
import { demoUnit, elsewhere, imported } from './testing/units.ts'

let world: World
let staff: StaffContext
const ids: string[] = []

const units = Array.from({ length: 25 }, (_, at) => demoUnit(at))
beforeAll(async () => {
  world = await testWorld()
  staff = await world.contexts.staff()
  for (const [at, unit] of units.entries()) {
    // The clock moves, so that the order of admission is known.
    world.clock.set(new Date(Date.UTC(2026, 10, 21, 2, at)))
    const { memberId } = await imported(world, unit, {
      level: at % 5 === 0 ? 'director' : 'ordinary',
      formerNames: at === 3 ? ['示例昆冈老建材厂', '示例铁道部第３工程处'] : [],
    })
    ids.push(memberId)
  }
  await leave(staff, { memberId: ids[24] ?? '', leftOn: '2026-11-20', reason: '自愿退会' })
})
afterAll(() => world.close())

const found = async (query: MemberQuery) => (await listMembers(staff, { limit: 100, ...query })).rows
const names = async (query: MemberQuery) => (await found(query)).map((row) => row.name)

describe('STAFF-03 the list as a workbook', () => {
  const sheet = async (by: StaffContext, query: MemberQuery) =>
    (await readXlsx((await exportMembers(by, query)).bytes)).sheets[0]?.rows ?? []

  test('holds what the query finds, in its order, with codes and mobiles as text', async () => {
    const [head, ...rows] = await sheet(staff, { level: ['director'], sort: 'name' })
    expect(head?.slice(0, 4)).toEqual(['名称', '会员编号', '类型', '统一社会信用代码'])
    expect(rows.map((row) => row[0])).toEqual(await names({ level: ['director'], sort: 'name' }))
    const mobile = head?.indexOf('手机号') ?? -1
    expect(rows.map((row) => row[mobile]).sort()).toEqual([0, 5, 10, 15, 20].map((at) => demoUnit(at).mobile).sort())
  })

  test('masks mobiles for who may not see them whole; the log keeps who took how many', async () => {
    const clerk = await world.contexts.staff(['members.export'])
    const [head, row] = await sheet(clerk, { q: demoUnit(7).creditCode })
    expect(row?.[head?.indexOf('手机号') ?? -1]).toMatch(/^139\*{4}\d{4}$/)
    expect(head).not.toContain('会费交至')
    const log = await inTx(staff, (tx) => tx.selectFrom('audit_log').selectAll().where('action', '=', 'member.exported').execute())
    expect(log.at(-1)).toMatchObject({ actor_id: clerk.account.id, after: { count: 1, whole: false } })
  })
})

describe('STAFF-03 a member is found', () => {
  test('by part of its name, by two parts, by its pinyin initials in either case', async () => {
    const unit = demoUnit(7)
    expect(await names({ q: unit.name.slice(4, 8) })).toContain(unit.name)
    expect(await names({ q: `${unit.name.slice(0, 2)} ${unit.name.slice(4, 6)}` })).toContain(unit.name)
    expect(await names({ q: 'BJSLCFJS' })).toEqual(
      units
        .filter((one) => one.name.startsWith('北京示例长风建设'))
        .map((one) => one.name)
        .reverse(),
    )
  })

  test('by a name it had before, which the list then shows (CACEM-13 曾用名)', async () => {
    expect(await found({ q: '昆冈' })).toMatchObject([{ id: ids[3], name: demoUnit(3).name, formerName: '示例昆冈老建材厂' }])
    expect(await found({ q: '铁道部第3工程' })).toMatchObject([{ id: ids[3], formerName: '示例铁道部第３工程处' }])
    expect(await found({ q: demoUnit(3).name })).toMatchObject([{ formerName: null }])
  })

  test('by its whole credit code, a part of it, its number, its contact’s mobile and name', async () => {
    const unit = demoUnit(9)
    expect(await names({ q: unit.creditCode })).toEqual([unit.name])
    expect(await names({ q: unit.creditCode.slice(9).toLowerCase() })).toEqual([unit.name])
    expect(await names({ q: unit.mobile })).toEqual([unit.name])
    expect(await names({ q: '202600010' })).toEqual([unit.name])
    expect(await names({ q: unit.person })).toContain(unit.name)
  })

  test('and not by what it does not say; % and _ are letters like others', async () => {
    for (const q of ['核电', '13911111111', 'zzzzzz', '%', '_']) expect(await names({ q })).toEqual([])
  })

  test('with its contact masked in the list', async () => {
    const [row] = await found({ q: demoUnit(9).creditCode })
    expect(row?.contact).toEqual({ name: demoUnit(9).person, mobile: '139****0009' })
  })
})

describe('STAFF-03 filters, order, pages', () => {
  test('filters narrow together and with the search', async () => {
    expect(await names({ level: ['director'] })).toHaveLength(5)
    expect(await names({ level: ['director'], standing: 'current', province: ['110000'] })).toEqual([demoUnit(0).name])
    expect(await names({ standing: 'left' })).toEqual([demoUnit(24).name])
    expect(await names({ industry: ['E'], q: '长风' })).toEqual(await names({ q: '长风' }))
    expect(await names({ industry: ['E48'] })).toEqual([])
    expect(await names({ dues: 'none' })).toHaveLength(25)
    expect(await names({ dues: 'arrears' })).toEqual([])
  })

  test.each(['admitted', 'name', 'number'] as const)('pages by %s meet every member once, in order, both ways', async (sort) => {
    for (const order of ['up', 'down'] as const) {
      const seen: string[] = []
      let after: string | undefined
      do {
        const page = await listMembers(staff, { sort, order, limit: 7, ...(after && { after }) })
        seen.push(...page.rows.map((row) => row.id))
        after = page.next ?? undefined
      } while (after)
      const whole = (await found({ sort, order })).map((row) => row.id)
      expect(seen).toEqual(whole)
      expect(new Set(seen).size).toBe(25)
      if (sort !== 'name') expect(seen).toEqual(order === 'up' ? ids : [...ids].reverse())
    }
  })

  test('a page key of another order or of nobody’s making is refused, not obeyed', async () => {
    const { next } = await listMembers(staff, { sort: 'name', limit: 5 })
    expect(await refusal(listMembers(staff, { sort: 'number', after: next ?? '' }))).toMatchObject({ code: 'input-invalid' })
    expect(await refusal(listMembers(staff, { after: 'e30' }))).toMatchObject({ code: 'input-invalid' })
  })

  test('next and previous follow the list one came from', async () => {
    expect(await neighbours(staff, ids[10] ?? '', {})).toEqual({ previous: ids[11], next: ids[9] })
    expect(await neighbours(staff, ids[10] ?? '', { level: ['director'] })).toEqual({ previous: ids[15], next: ids[5] })
    expect(await neighbours(staff, ids[0] ?? '', { sort: 'number' })).toEqual({ previous: null, next: ids[1] })
  })

  test('counting agrees with listing', async () => {
    expect(await countMembers(staff, {})).toEqual({ count: 25, more: false })
    expect(await countMembers(staff, { q: '长风', standing: 'current' })).toEqual({
      count: (await names({ q: '长风', standing: 'current' })).length,
      more: false,
    })
  })
})

describe('who may look', () => {
  test('another association finds nobody, by nothing, and opens nobody', async () => {
    const there = await elsewhere(world)
    const stranger = await there.staff()
    expect((await listMembers(stranger, {})).rows).toEqual([])
    expect((await listMembers(stranger, { q: demoUnit(9).creditCode })).rows).toEqual([])
    expect(await countMembers(stranger, { q: '建设' })).toEqual({ count: 0, more: false })
    expect(await refusal(memberStory(stranger, ids[0] ?? ''))).toMatchObject({ code: 'not-found' })
    expect(await refusal(neighbours(stranger, ids[0] ?? '', {}))).toMatchObject({ code: 'not-found' })
  })

  test('staff without the permission is refused', async () => {
    const reader = await world.contexts.staff(['dues.read'])
    expect(await refusal(listMembers(reader, {}))).toMatchObject({ code: 'not-allowed' })
    expect(await refusal(memberStory(reader, ids[0] ?? ''))).toMatchObject({ code: 'not-allowed' })
  })
})
