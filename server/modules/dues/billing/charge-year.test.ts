import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { listCharges, yearTotals } from '../lists.ts'
import { adoptStandards } from '../standards/standards.ts'
import { doubtsOf, listStandards } from '../standards/standards-list.ts'
import { expectInvariants, resolution, someUnit } from '../testing.ts'
import { chargeYear } from './charge-year.ts'

let world: World
let finance: StaffContext
const standards = () => inTx(finance, (tx, ctx) => listStandards(tx, ctx))

beforeAll(async () => {
  world = await testWorld()
  finance = await world.contexts.staff()
  await someUnit(world, { name: '示例一建工程有限公司' })
  await someUnit(world, { name: '示例二建工程有限公司' })
  await someUnit(world, { name: '示例理事工程有限公司', level: 'director' })
  await someUnit(world, { name: '示例次年工程有限公司', joinedOn: '2027-01-05' })
  await someUnit(world, { name: '示例申请工程有限公司', joinedOn: null })
})
afterAll(() => world.close())
afterEach(() => expectInvariants(world))

describe('the dues of a year', () => {
  it('are previewed without writing anything', async () => {
    const run = await chargeYear(finance, 2026, { preview: true })
    expect(run).toMatchObject({ members: 3, already: 0, create: 3, createFen: 1600000, without: [] })
    expect(run.byLevel.map((line) => [line.levelName, line.count, line.amountFen])).toEqual([
      ['理事', 1, 1000000],
      ['普通会员', 2, 300000],
    ])
    expect((await listCharges(finance, { year: 2026 })).rows).toEqual([])
  })

  it('are charged once, also by two clerks at once and a second time', async () => {
    const runs = await Promise.all([chargeYear(finance, 2026), chargeYear(finance, 2026)])
    expect(runs.map((run) => run.create).sort()).toEqual([0, 3])
    expect(await chargeYear(finance, 2026)).toMatchObject({ already: 3, create: 0 })
    expect((await listCharges(finance, { year: 2026 })).rows).toHaveLength(3)
  })

  it('are charged for those who joined since', async () => {
    await someUnit(world, { name: '示例新会员工程有限公司', joinedOn: '2026-11-01' })
    expect(await chargeYear(finance, 2026)).toMatchObject({ members: 4, already: 3, create: 1 })
    expect((await yearTotals(finance)).rows).toEqual([
      { year: 2026, charged: 4, chargedFen: 1900000, settled: 0, settledFen: 0, open: 4, openFen: 1900000, waived: 0 },
    ])
  })

  it('are not charged before the first year, nor further ahead than the next', async () => {
    await expect(chargeYear(finance, 2021)).rejects.toMatchObject({ code: 'not-ready' })
    await expect(chargeYear(finance, 2028)).rejects.toMatchObject({ code: 'not-ready' })
  })

  it('name the members that have no standard instead of leaving them out silently', async () => {
    await someUnit(world, { name: '示例无标准工程有限公司', level: 'nobody-knows' })
    expect((await chargeYear(finance, 2026, { preview: true })).without).toEqual([
      { levelName: 'nobody-knows', count: 1, reason: '没有 2026 年度的会费标准' },
    ])
  })

  it('are found by part of a name, by amount, page by page', async () => {
    expect((await listCharges(finance, { q: '理事工程' })).rows.map((row) => row.memberName)).toEqual(['示例理事工程有限公司'])
    expect((await listCharges(finance, { q: '10000' })).rows).toHaveLength(1)
    const first = await listCharges(finance, { year: 2026, limit: 3 })
    const second = await listCharges(finance, { year: 2026, limit: 3, after: first.next ?? '' })
    expect(new Set([...first.rows, ...second.rows].map((row) => row.id)).size).toBe(4)
    expect(second.next).toBeNull()
  })
})

describe('standards', () => {
  it('stand with the resolution that adopted them', async () => {
    const { rows } = await standards()
    expect(rows).toHaveLength(5)
    expect(rows.find((row) => row.level === 'ordinary')).toMatchObject({
      fromYear: 2022,
      toYear: null,
      amountFen: 300000,
      used: 3,
      doubts: [],
      resolution: { secretBallot: true },
    })
  })

  it('that charges rest on are not changed: a new amount begins with a year nobody was charged for', async () => {
    const wish = { name: '会费标准（2026 年修订）', amounts: [{ level: 'ordinary', amountFen: 0 }], resolution }
    await expect(adoptStandards(finance, { ...wish, fromYear: 2026 })).rejects.toMatchObject({ code: 'not-ready' })
    const { rows } = await adoptStandards(finance, { ...wish, fromYear: 2027 })
    expect(rows.filter((row) => row.level === 'ordinary').map((row) => [row.fromYear, row.toYear, row.amountFen])).toEqual([
      [2027, null, 0],
      [2022, 2026, 300000],
    ])
  })

  it('of 0 are waived years, paid for without an order', async () => {
    expect(await chargeYear(finance, 2027)).toMatchObject({ create: 5, waived: 4 })
    expect((await yearTotals(finance)).rows[0]).toMatchObject({ year: 2027, charged: 5, waived: 4, open: 1 })
  })

  it('wake doubts when the law’s forms were not kept (民发〔2014〕166号)', () => {
    expect(doubtsOf({ ...resolution, publishedOn: '2026-11-19' }, '2026-11-21')).toEqual([])
    expect(doubtsOf({ ...resolution, publishedOn: '2026-11-20' }, '2026-11-21').join()).toContain('晚于表决后 30 日')
    expect(doubtsOf(resolution, '2026-11-21').join()).toContain('已超过 30 日')
    expect(
      doubtsOf(
        {
          ...resolution,
          publishedOn: '2026-11-01',
          secretBallot: false,
          attendance: { present: 200, total: 320 },
          votes: { for: 90, against: 60, abstain: 50 },
        },
        '2026-11-21',
      ),
    ).toHaveLength(3)
  })

  it('of more than four tiers are warned of', async () => {
    expect((await standards()).warnings).toEqual([])
    const amounts = [
      ['president', 9000000],
      ['vice-president', 5000000],
      ['executive-director', 2000001],
      ['director', 1000001],
      ['ordinary', 400000],
    ] as const
    const { warnings } = await adoptStandards(finance, {
      name: '五档标准',
      fromYear: 2028,
      amounts: amounts.map(([level, amountFen]) => ({ level, amountFen })),
      resolution,
    })
    expect(warnings).toEqual(['2028 年度的会费有 5 档；会费档次一般不超过 4 级，请核对。'])
  })

  it('leave every invariant whole', () => expectInvariants(world))
})
