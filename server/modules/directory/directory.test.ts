import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { PublicContext } from '../../kernel/context.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { leave } from '../members/index.ts'
import { applicant, demoUnit, elsewhere, imported } from '../members/testing/units.ts'
import { searchDirectory } from './directory.ts'

let world: World
let visitors = 0
/** Everybody from an address of their own, so that only the test of the limit meets it. */
const visitor = (): PublicContext => ({
  ...world.contexts.public(),
  origin: { requestId: 'r', address: `198.51.100.${++visitors}`, userAgent: 'test' },
})
const find = async (q: string) => (await searchDirectory(visitor(), { q })).rows

const unit = { ...demoUnit(0), name: '示例青石建设集团有限公司' }
const gone = { ...demoUnit(1), name: '示例青石退会工程有限公司' }
const waiting = { ...demoUnit(2), name: '示例青石申请工程有限公司' }
beforeAll(async () => {
  world = await testWorld()
  await imported(world, unit, { level: 'director', formerNames: ['示例昆冈老建材厂'] })
  const { memberId } = await imported(world, gone)
  await leave(await world.contexts.staff(), { memberId, leftOn: '2026-11-21', reason: '自愿退会' })
  await applicant(world, waiting)
})
afterAll(() => world.close())

describe('CACEM-18 会员名录', () => {
  test('finds a unit by a part of its name, with its level and a contact one can recognise but not use', async () => {
    expect(await find('青石')).toEqual([
      {
        name: unit.name,
        formerName: null,
        number: null,
        levelName: '理事单位',
        region: '北京市',
        contactName: '张**',
        contactMobile: '139****0000',
      },
    ])
  })

  test('finds it by a name it had', async () => {
    expect(await find('昆冈')).toMatchObject([{ name: unit.name, formerName: '示例昆冈老建材厂' }])
  })

  test('nobody is found by a mobile, a contact’s name, a credit code or a number', async () => {
    for (const q of [unit.person, `示例 ${unit.mobile}`, `示例 ${unit.creditCode}`, unit.creditCode, '示例 202600001'])
      expect(await find(q)).toEqual([])
  })

  test('wants enough letters; digits alone are no name', async () => {
    for (const q of ['青', ' ', '13900010000', '%%', '__']) expect(await refusal(find(q))).toMatchObject({ code: 'input-invalid' })
  })

  test('another association’s members are not in it', async () => {
    const there = await elsewhere(world)
    expect((await searchDirectory(there.public(), { q: '青石' })).rows).toEqual([])
  })

  test('small pages by key, and so many questions an address', async () => {
    for (let at = 10; at < 35; at++)
      await imported(world, { ...demoUnit(at), name: `示例大河${String.fromCodePoint(0x7532 + at)}建设有限公司` })
    const first = await searchDirectory(visitor(), { q: '大河' })
    expect(first.rows).toHaveLength(20)
    const second = await searchDirectory(visitor(), { q: '大河', after: first.next ?? '' })
    expect(second).toMatchObject({ next: null })
    expect(new Set([...first.rows, ...second.rows].map((row) => row.name)).size).toBe(25)
    const harvester = visitor()
    for (let at = 0; at < 60; at++) await searchDirectory(harvester, { q: '大河' })
    expect(await refusal(searchDirectory(harvester, { q: '大河' }))).toMatchObject({ code: 'too-many' })
    expect(await find('大河')).toHaveLength(20)
  })
})
