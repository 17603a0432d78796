import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addDays, addYears } from '../../../../contract/rules/days.ts'
import type { MemberContext, StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { confirmPayment } from '../ledger/confirm.ts'
import { listCharges, listOrders } from '../lists.ts'
import { openOrder } from '../orders/open-order.ts'
import { duesSummary, orderForMember } from '../orders/present.ts'
import { quote } from '../orders/quote.ts'
import { readOrder } from '../orders/read-order.ts'
import { askConfirmation, refuseVoucher } from '../orders/vouchers.ts'
import { duesStanding, duesValidity } from '../standing.ts'
import { expectInvariants, ledger, payerOf, someUnit } from '../testing.ts'
import { chargeAhead, chargeYear } from './charge-year.ts'

let world: World
let finance: StaffContext

beforeAll(async () => {
  world = await testWorld({ presets: ['caq'] })
  finance = await world.contexts.staff()
})
afterAll(() => world.close())
afterEach(() => expectInvariants(world))
beforeEach(() => world.clock.set('2026-03-05T10:00:00+08:00'))

type Unit = Awaited<ReturnType<typeof someUnit>>
/** Orders these years and has the money confirmed as received on a day. */
async function pay(unit: Unit, years: number[], receivedOn: string): Promise<void> {
  const id = await openOrder(unit.ctx, { years, payer: payerOf(unit), method: 'transfer' })
  const { amountFen } = await orderOf(unit.ctx, id)
  await confirmPayment(finance, id, { receivedOn, amountFen, note: '' })
}
const orderOf = (ctx: MemberContext, id: string) => inTx(ctx, (tx, ctx) => readOrder(tx, ctx, id))
const standing = (ctx: MemberContext, day: string) => inTx(ctx, (tx, ctx) => duesStanding(tx, ctx, ctx.memberId, day))
const periods = async (ctx: MemberContext) =>
  (await ledger(world, ctx)).map((line) => {
    const [year, , , state, , period] = line.split(' | ')
    return `${year} ${state} ${period}`
  })

describe('CAQ-12 a year that runs from the day of payment', () => {
  it('begins on the day the money came and is over a year later', async () => {
    const unit = await someUnit(world, { name: '示例一年工程有限公司' })
    await pay(unit, [2026], '2026-03-04')
    expect(await periods(unit.ctx)).toEqual(['2026 settled [2026-03-04,2027-03-04)'])
    expect(await standing(unit.ctx, '2026-03-05')).toMatchObject({
      state: 'paid',
      paidThrough: '2027-03-03',
      arrearsYears: [],
      lapsed: false,
    })
    expect(await standing(unit.ctx, '2027-03-04')).toMatchObject({ state: 'arrears', paidThrough: '2027-03-03', lapsed: true })
    expect(await inTx(unit.ctx, (tx, ctx) => duesValidity(tx, ctx, ctx.memberId, '2026-03-05'))).toEqual({
      from: '2026-03-04',
      through: '2027-03-03',
      lapsed: false,
    })
  })

  it('paid again in time runs on without a gap; paid late it begins with the payment and bears that year', async () => {
    const early = await someUnit(world, { name: '示例提前工程有限公司' })
    await pay(early, [2026], '2026-03-05')
    world.clock.set('2027-02-01T10:00:00+08:00')
    await pay(early, [2027], '2027-02-01')
    const late = await someUnit(world, { name: '示例迟交工程有限公司' })
    world.clock.set('2026-03-05T10:00:00+08:00')
    await pay(late, [2026], '2026-03-05')
    world.clock.set('2027-12-30T10:00:00+08:00')
    const order = await openOrder(late.ctx, { years: [2027], payer: payerOf(late), method: 'transfer' })
    world.clock.set('2028-01-04T10:00:00+08:00')
    await confirmPayment(finance, order, { receivedOn: '2028-01-03', amountFen: (await orderOf(late.ctx, order)).amountFen, note: '' })
    expect(await periods(early.ctx)).toEqual(['2026 settled [2026-03-05,2027-03-05)', '2027 settled [2027-03-05,2028-03-05)'])
    expect(await periods(late.ctx)).toEqual(['2026 settled [2026-03-05,2027-03-05)', '2028 settled [2028-01-03,2029-01-03)'])
  })

  it('several years in one order follow each other, for a person too', async () => {
    const person = await someUnit(world, { kind: 'person', name: '张示例', level: 'person' })
    expect((await quote(person.ctx, [2026, 2027, 2028])).amountFen).toBe(3 * 480_00)
    await pay({ ...person, creditCode: '' }, [2026, 2027, 2028], '2026-03-05')
    expect(await periods(person.ctx)).toEqual([
      '2026 settled [2026-03-05,2027-03-05)',
      '2027 settled [2027-03-05,2028-03-05)',
      '2028 settled [2028-03-05,2029-03-05)',
    ])
    expect(await standing(person.ctx, '2027-06-01')).toMatchObject({ state: 'paid', paidThrough: '2029-03-04' })
    await expect(
      openOrder(person.ctx, { years: [2030], payer: payerOf({ ...person, creditCode: '' }), method: 'transfer' }),
    ).rejects.toMatchObject({
      code: 'not-ready',
    })
  })

  it('an order double-clicked is one order, its years are charged once', async () => {
    const unit = await someUnit(world, { name: '示例双击工程有限公司' })
    const wish = { years: [2026, 2027], payer: payerOf(unit), method: 'transfer' as const }
    const [one, two] = await Promise.all([openOrder(unit.ctx, wish), openOrder(unit.ctx, wish)])
    expect(one).toBe(two)
    expect(await periods(unit.ctx)).toEqual(['2026 open -', '2027 open -'])
  })

  it('a year ordered and left is pushed behind the one that is paid in its place', async () => {
    const unit = await someUnit(world, { name: '示例让位工程有限公司' })
    await openOrder(unit.ctx, { years: [2026], payer: payerOf(unit), method: 'transfer' })
    const wish = { years: [2027], payer: payerOf(unit), method: 'transfer' as const }
    const second = await openOrder(unit.ctx, wish)
    world.clock.set('2026-03-06T10:00:00+08:00')
    await confirmPayment(finance, second, { receivedOn: '2026-03-06', amountFen: (await orderOf(unit.ctx, second)).amountFen, note: '' })
    expect(await periods(unit.ctx)).toEqual(['2026 settled [2026-03-06,2027-03-06)', '2027 open -'])
  })

  it('the next year is asked for sixty days before the last one ends, once, and is late only after it', async () => {
    const unit = await someUnit(world, { name: '示例续费工程有限公司' })
    await pay(unit, [2026], '2026-03-05')
    const ahead = () => chargeAhead(world.contexts.system())
    world.clock.set('2026-12-30T10:00:00+08:00')
    await ahead()
    expect(await periods(unit.ctx)).toEqual(['2026 settled [2026-03-05,2027-03-05)'])
    world.clock.set('2027-01-10T10:00:00+08:00')
    await ahead()
    await ahead()
    expect(await periods(unit.ctx)).toEqual(['2026 settled [2026-03-05,2027-03-05)', '2027 open -'])
    const summary = () => inTx(unit.ctx, (tx, ctx) => duesSummary(tx, ctx, ctx.memberId))
    expect(await summary()).toMatchObject({ standing: { state: 'paid', dueYears: [2027] }, toPay: { years: [2027] } })
    const row = async () => (await listCharges(finance, { year: 2027, q: '示例续费' })).rows[0]
    expect(await row()).toMatchObject({ overdue: false })
    world.clock.set('2027-03-06T10:00:00+08:00')
    expect(await row()).toMatchObject({ overdue: true })
    expect((await summary()).standing).toMatchObject({ state: 'arrears', arrearsYears: [2027], lapsed: true })
  })

  it('staff may ask for all whose year begins in a year', async () => {
    await someUnit(world, { name: '示例未交工程有限公司' })
    const run = await chargeYear(finance, 2026, { preview: true })
    expect(run.create).toBeGreaterThan(0)
    expect(await chargeYear(finance, 2026)).toMatchObject({ create: run.create })
    expect(await chargeYear(finance, 2026)).toMatchObject({ create: 0 })
  })
})

describe('for any days on which money comes', () => {
  it('no two years overlap, each begins with its payment or the day after the last, each in the year it bears', async () => {
    let seed = 20261121
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed % below
    }
    for (let story = 0; story < 6; story++) {
      const unit = await someUnit(world, { name: `示例随机第${story}工程有限公司` })
      let day = addDays('2024-02-27', random(5))
      let paidThrough: string | null = null
      const expected: string[] = []
      for (let turn = 0; turn < 4; turn++) {
        world.clock.set(`${day}T10:00:00+08:00`)
        const begins: string = paidThrough !== null && paidThrough >= day ? addDays(paidThrough, 1) : day
        await pay(unit, [Number(begins.slice(0, 4))], day)
        expected.push(`${begins.slice(0, 4)} settled [${begins},${addYears(begins, 1)})`)
        paidThrough = addDays(addYears(begins, 1), -1)
        day = addDays(day, 200 + random(400))
      }
      expect(await periods(unit.ctx)).toEqual(expected)
    }
  })
})

describe('CAQ-09 a payer without a voucher', () => {
  it('asks staff to look; the order waits for them, and is confirmed or given back like any other', async () => {
    const unit = await someUnit(world, { name: '示例询问工程有限公司' })
    const id = await openOrder(unit.ctx, { years: [2026], payer: payerOf(unit), method: 'transfer' })
    const shown = async () => inTx(unit.ctx, async (tx, ctx) => orderForMember(tx, ctx, await readOrder(tx, ctx, id)))
    expect((await shown()).can).toMatchObject({ ask: null, voucher: null })
    await askConfirmation(unit.ctx, id)
    expect(await shown()).toMatchObject({ state: 'vouched', vouchers: [], can: { ask: '已经申请过，协会正在核对' } })
    await expect(askConfirmation(unit.ctx, id)).rejects.toMatchObject({ code: 'not-ready' })
    expect((await listOrders(finance, { state: 'vouched', q: '示例询问' })).rows.map((row) => row.id)).toEqual([id])
    await refuseVoucher(finance, id, '银行尚未收到这笔款项')
    expect(await shown()).toMatchObject({ state: 'open', refusedReason: '银行尚未收到这笔款项', can: { ask: null } })
    await askConfirmation(unit.ctx, id)
    await confirmPayment(finance, id, { receivedOn: '2026-03-05', amountFen: (await orderOf(unit.ctx, id)).amountFen, note: '' })
    expect(await shown()).toMatchObject({ state: 'paid', can: { ask: '协会已确认到账' } })
    await expect(askConfirmation(unit.ctx, id)).rejects.toMatchObject({ code: 'already-done' })
  })

  it('CAQ-12 nobody is late while a paid year runs, whatever was ordered beside it', async () => {
    const [paid, late] = [await someUnit(world, { name: '示例在期工程有限公司' }), await someUnit(world, { name: '示例逾期工程有限公司' })]
    await pay(paid, [2026], '2026-03-05')
    await openOrder(paid.ctx, { years: [2027], payer: payerOf(paid), method: 'transfer' })
    await openOrder(late.ctx, { years: [2026], payer: payerOf(late), method: 'transfer' })
    expect([(await standing(paid.ctx, '2026-03-05')).state, (await standing(late.ctx, '2026-03-05')).state]).toEqual(['paid', 'arrears'])
  })
})
