import { readXlsx } from 'hucre/xlsx'
import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { FormData } from '../../../../contract/forms/index.ts'
import { holds } from '../../../../contract/forms/index.ts'
import type { DuesRules } from '../../../../contract/preset.ts'
import { partOfYear } from '../../../../contract/rules/part-year.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { setLevel } from '../../members/index.ts'
import { confirmPayment } from '../ledger/confirm.ts'
import { listCharges, memberDues } from '../lists.ts'
import { openOrder } from '../orders/open-order.ts'
import { publishAdoption, readAdoptionFile, uploadAdoptionFile, withdrawAdoption } from '../standards/adoptions.ts'
import { adoptStandards } from '../standards/standards.ts'
import { listStandards } from '../standards/standards-list.ts'
import { duesStanding, duesValidity } from '../standing.ts'
import { expectInvariants, ledger, payerOf, resolution, slipPhoto, someUnit } from '../testing.ts'
import { chargeYear } from './charge-year.ts'
import { chargeDifferences } from './differences.ts'
import { chargeJoining } from './joining.ts'
import { chargeLife } from './life.ts'
import { listNoticeBatches, orderForNotice, orderNotices, readNoticeFile } from './notice-batches.ts'
import { printNotice } from './notice-paper.ts'
import { planBilling, planSheet } from './plan.ts'
import { listRuns, readRun, startBilling } from './runs.ts'

let world: World
let finance: StaffContext

beforeAll(async () => {
  world = await testWorld()
  finance = await world.contexts.staff()
})
afterAll(() => world.close())
afterEach(() => expectInvariants(world))

/** The same clerk in an association with other rules. */
const under = (rules: Partial<DuesRules>): StaffContext => {
  const { settings } = finance.association
  return { ...finance, association: { ...finance.association, settings: { ...settings, dues: { ...settings.dues, ...rules } } } }
}
const system = (rules: Partial<DuesRules>) => ({ ...world.contexts.system(), association: under(rules).association })
const profile = (memberId: string, data: FormData) =>
  inTx(finance, (tx) =>
    tx
      .updateTable('members')
      .set({ profile: JSON.stringify(data) })
      .where('id', '=', memberId)
      .execute(),
  )
const pay = async (unit: Awaited<ReturnType<typeof someUnit>>, years: number[], amountFen: number) => {
  const id = await openOrder(unit.ctx, { years, payer: payerOf(unit), method: 'transfer' })
  await confirmPayment(finance, id, { receivedOn: '2026-11-21', amountFen, note: '' })
}

describe('STAFF-06 billing everybody', () => {
  it('says of each who, how much and why, and of who is not charged why not; page by page and as a workbook', async () => {
    await someUnit(world, { name: '示例甲工程有限公司' })
    await someUnit(world, { name: '示例乙工程有限公司', level: 'director', joinedOn: '2026-09-03' })
    await someUnit(world, { name: '示例丙工程有限公司', joinedOn: '2027-01-05' })
    await someUnit(world, { name: '示例丁工程有限公司', level: 'nobody-knows' })
    const ctx = under({ partYear: 'by-month' })
    const first = await planBilling(ctx, { year: 2026, limit: 2 })
    const second = await planBilling(ctx, { year: 2026, limit: 2, after: first.next ?? '' })
    const lines = [...first.rows, ...second.rows].map((row) => [row.name.slice(2, 3), row.part, row.amountFen, row.why])
    expect(lines).toEqual([
      ['甲', 'create', 300000, '按标准全额'],
      ['乙', 'create', 333300, '9 月起，按 4 个月'],
      ['丙', 'outside', null, '2027-01-05 入会'],
      ['丁', 'without', null, '没有 2026 年度的会费标准'],
    ])
    expect((await planBilling(ctx, { year: 2026, part: 'create', q: '乙工程' })).rows).toHaveLength(1)
    const book = await readXlsx((await planSheet(ctx, 2026)).bytes)
    expect(book.sheets[0]?.rows.map((row) => row[3])).toEqual(['金额（元）', '3,000.00', '3,333.00', '', ''])
  })

  it('runs in the background, is watched, and is not begun twice', async () => {
    const runs = await Promise.all([startBilling(finance, 2026), startBilling(finance, 2026)])
    expect(runs[0].id).toBe(runs[1].id)
    await expect(startBilling(finance, 2027)).rejects.toMatchObject({ code: 'not-ready' })
    await world.drain()
    expect(await readRun(finance, runs[0].id)).toMatchObject({ total: 3, done: 3, created: 2, createdFen: 1300000, waived: 0 })
    expect((await listRuns(finance)).rows).toHaveLength(1)
    await expect(startBilling(finance, 2026)).rejects.toMatchObject({ code: 'not-ready' })
    expect((await planBilling(finance, { year: 2026, part: 'already' })).rows).toHaveLength(2)
  })
})

describe('rules of a preset', () => {
  it('a part of a year costs half or its months, in SQL as in the rule', async () => {
    expect(partOfYear('by-month', 1000000, 2026, '2026-08-31')).toEqual({ amountFen: 416700, why: '8 月起，按 5 个月' })
    expect(partOfYear('half-from-july', 300000, 2026, '2026-06-30')).toEqual({ amountFen: 300000, why: '' })
    for (const joinedOn of ['2025-12-31', '2026-01-31', '2026-02-01', '2026-06-30', '2026-07-01', '2026-12-31'])
      await someUnit(world, { name: `示例${joinedOn}有限公司`, level: 'director', joinedOn })
    for (const partYear of ['whole', 'half-from-july', 'by-month'] as const) {
      const { rows } = await planBilling(under({ partYear }), { year: 2026, q: '示例202', limit: 50 })
      expect(rows.map((row) => row.amountFen)).toEqual(
        rows.map((row) => partOfYear(partYear, 1000000, 2026, row.name.slice(2, 12)).amountFen),
      )
    }
  })

  it('whoever a condition exempts is waived with its reason, by the same reading of it as a form’s', async () => {
    const whens = [
      { field: 'nature', in: ['university', 'institute'] },
      { field: 'nature', not: ['firm', 'institute'] },
      { field: 'fields', is: 'bridges' },
      { field: 'listed', is: false },
      { field: 'founded', before: '1999-01-01' },
      { field: 'founded', empty: true as const },
      {
        all: [
          { field: 'nature', filled: true as const },
          {
            any: [
              { field: 'fields', is: 'roads' },
              { field: 'listed', is: true },
            ],
          },
        ],
      },
    ]
    const profiles: FormData[] = [
      { nature: 'university', listed: false, founded: '1998-05-01' },
      { nature: 'firm', fields: ['roads', 'bridges'], listed: true, founded: '' },
      { nature: '', fields: [], founded: '2001-01-01' },
    ]
    for (const [at, data] of profiles.entries()) {
      const { memberId } = await someUnit(world, { name: `示例条件${at}有限公司` })
      await profile(memberId, data)
    }
    for (const when of whens) {
      const condition = when as Parameters<typeof holds>[0] & object
      const ctx = under({ exempt: [{ when: condition, reason: '示例免交' }] })
      const { rows } = await planBilling(ctx, { year: 2026, q: '示例条件' })
      expect(rows.map((row) => row.part === 'waived')).toEqual(profiles.map((data) => holds(condition, data)))
    }
    const ctx = under({ exempt: [{ when: { field: 'nature', is: 'university' }, reason: '高等院校免交会费' }] })
    await chargeYear(ctx, 2026)
    const waived = (await listCharges(ctx, { q: '示例条件' })).rows.filter((row) => row.state === 'waived')
    expect(waived.map((row) => [row.memberName, row.amountFen, row.reason])).toEqual([['示例条件0有限公司', 0, '高等院校免交会费']])
  })

  it('a level that rises within a paid year: nothing, or the difference once, or from the next year on', async () => {
    const unit = await someUnit(world, { name: '示例升级工程有限公司' })
    await chargeYear(finance, 2026)
    await pay(unit, [2026], 300000)
    await setLevel(finance, { memberId: unit.memberId, level: 'director', from: '2026-11-01', reason: '示例' })
    await chargeDifferences(system({ levelChange: 'nothing' }))
    expect(await ledger(world, unit.ctx)).toHaveLength(1)
    for (let night = 0; night < 2; night++) await chargeDifferences(system({ levelChange: 'difference' }))
    const { years, standing } = await memberDues(finance, unit.memberId)
    expect(years.map((year) => [year.kind, year.amountFen, year.state, year.reason])).toEqual([
      ['difference', 700000, 'open', '2026-11-01 起由“普通会员”变为“理事”'],
      ['year', 300000, 'settled', ''],
    ])
    // Owed, but no reason to call the member in arrears.
    expect(standing).toMatchObject({ state: 'paid', arrearsYears: [], dueYears: [2026], lapsed: false })
    await pay(unit, [2026], 700000)
    expect((await memberDues(finance, unit.memberId)).years.every((year) => year.state === 'settled')).toBe(true)
    const late = await someUnit(world, { name: '示例次年升级有限公司', joinedOn: '2024-01-01' })
    await setLevel(finance, { memberId: late.memberId, level: 'director', from: '2026-11-01', reason: '示例' })
    const [row] = (await planBilling(under({ levelChange: 'next-year' }), { year: 2026, q: '次年升级' })).rows
    expect(row).toMatchObject({ levelName: '普通会员', amountFen: 300000 })
  })
})

describe('joining and life', () => {
  it('rest on a standard; one is asked once, the other ends the years', async () => {
    await adoptStandards(finance, {
      name: '会费标准（含入会费）',
      fromYear: 2027,
      amounts: [{ level: 'ordinary', amountFen: 300000, joiningFen: 100000, lifeFen: 2000000 }],
      resolution,
    })
    world.clock.set('2027-03-01T10:00:00+08:00')
    const unit = await someUnit(world, { name: '示例终身工程有限公司', joinedOn: '2027-03-01' })
    const admitted = {
      memberId: unit.memberId,
      membershipId: unit.membershipId,
      matterId: unit.memberId,
      level: 'ordinary',
      joinedOn: '2027-03-01',
    }
    for (let twice = 0; twice < 2; twice++) await inTx(world.contexts.system(), (tx, ctx) => chargeJoining(tx, ctx, admitted))
    await chargeYear(finance, 2027)
    await chargeLife(finance, unit.memberId)
    await expect(chargeLife(finance, unit.memberId)).rejects.toMatchObject({ code: 'not-ready' })
    expect((await memberDues(finance, unit.memberId)).years.map((year) => [year.kind, year.amountFen])).toEqual([
      ['life', 2000000],
      ['joining', 100000],
    ])
    await pay(unit, [2027], 2100000).catch(() => undefined)
    const id = await openOrder(unit.ctx, { years: [2027], payer: payerOf(unit), method: 'transfer' }).catch((error: unknown) =>
      String(error),
    )
    expect(id).toContain('已经交过了')
    const standing = await inTx(finance, (tx, ctx) => duesStanding(tx, ctx, unit.memberId, '2050-01-01'))
    expect(standing).toMatchObject({ state: 'paid', paidThrough: '9999-12-30', arrearsYears: [], dueYears: [] })
    const validity = await inTx(finance, (tx, ctx) => duesValidity(tx, ctx, unit.memberId, '2050-01-01'))
    expect(validity).toEqual({ from: null, through: null, lapsed: false })
    expect((await planBilling(finance, { year: 2028, q: '示例终身' })).rows).toMatchObject([{ part: 'life', why: '终身会费' }])
  })
})

describe('a standard is a legal object', () => {
  const standards = () => inTx(finance, (tx, ctx) => listStandards(tx, ctx))

  it('its resolution’s scan and its publication are added; a floating amount is a doubt, not a refusal', async () => {
    const { rows } = await adoptStandards(finance, {
      name: '浮动标准',
      fromYear: 2028,
      amounts: [{ level: 'director', amountFen: 2000000 }],
      resolution: { ...resolution, floating: '营业收入的千分之二' },
    })
    const adopted = rows.find((row) => row.name === '浮动标准')
    expect(adopted?.doubts.join()).toContain('不得浮动')
    const id = adopted?.adoptionId ?? ''
    await expect(publishAdoption(finance, id, '2026-10-19')).rejects.toMatchObject({ code: 'input-invalid' })
    await uploadAdoptionFile(finance, id, await slipPhoto())
    const after = await publishAdoption(finance, id, '2026-11-01')
    expect(after.rows.find((row) => row.adoptionId === id)).toMatchObject({
      file: '电子回单.jpg',
      resolution: { publishedOn: '2026-11-01' },
    })
    expect((await readAdoptionFile(finance, id)).mediaType).toBe('image/jpeg')
  })

  it('is taken off the list while nobody was charged by it, and never afterwards', async () => {
    const unused = (await standards()).rows.find((row) => row.name === '浮动标准')
    const { rows } = await withdrawAdoption(finance, unused?.adoptionId ?? '')
    expect(rows.filter((row) => row.level === 'director').map((row) => [row.fromYear, row.toYear])).toEqual([[2022, null]])
    const used = rows.find((row) => row.used > 0)
    expect(used?.whyNotWithdrawn).toContain('已用于')
    await expect(withdrawAdoption(finance, used?.adoptionId ?? '')).rejects.toMatchObject({ code: 'not-ready' })
  })
})

describe('缴费通知书', () => {
  it('is printed for everybody who owes the year, each with a code of its own; who gets none is named', async () => {
    world.clock.set('2027-03-02T10:00:00+08:00')
    const asked = await orderNotices(finance, 2027)
    expect(await orderNotices(finance, 2027)).toMatchObject({ id: asked.id })
    await world.drain()
    const [batch] = (await listNoticeBatches(finance)).rows
    expect(batch).toMatchObject({
      total: asked.total,
      done: asked.total,
      notices: asked.total,
      printed: asked.total,
      files: 1,
      skipped: [],
    })
    const { bytes } = await readNoticeFile(finance, batch?.id ?? '', 1)
    const { totalPages, text } = await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })
    expect(totalPages).toBe(asked.total)
    expect(text).toContain('2027 年度会费缴费通知书')
    const orders = await inTx(finance, (tx) =>
      tx.selectFrom('orders').select(['transfer_code', 'expires_on']).where('state', '=', 'open').execute(),
    )
    expect(orders).toHaveLength(asked.total)
    const plain = text.replace(/[\s-]/g, '')
    expect(orders.filter((order) => !plain.includes(order.transfer_code) || order.expires_on !== null)).toEqual([])
    // A second batch finds the same orders, and asks nobody twice.
    await orderNotices(finance, 2027)
    await world.drain()
    expect(await inTx(finance, (tx) => tx.selectFrom('orders').select('id').where('state', '=', 'open').execute())).toHaveLength(
      asked.total,
    )
  })

  it('CEPCA-15 the member has it for a year that nobody ordered yet, on one order however often it asks', async () => {
    const unit = await someUnit(world, { name: '示例未订工程有限公司', joinedOn: '2027-01-05' })
    await expect(orderForNotice(unit.ctx, 2027)).rejects.toMatchObject({ code: 'not-ready' })
    await chargeYear(finance, 2027)
    const { orderId } = await orderForNotice(unit.ctx, 2027)
    expect(await orderForNotice(unit.ctx, 2027)).toEqual({ orderId })
    const { bytes } = await printNotice(unit.ctx, orderId)
    expect(bytes.subarray(0, 5).toString()).toBe('%PDF-')
    await expectInvariants(world)
  })
})
