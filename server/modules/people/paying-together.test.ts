import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { confirmPayment } from '../dues/ledger/confirm.ts'
import { takeBack } from '../dues/ledger/take-back.ts'
import { duesOverview, orderForMember } from '../dues/orders/present.ts'
import { orderParts, readOrder } from '../dues/orders/read-order.ts'
import { expectInvariants, ledger, payerOf } from '../dues/testing.ts'
import { importMember } from '../members/index.ts'
import { ownPerson } from './own.ts'
import { orderForPeople, peopleDues } from './paying.ts'
import { actFor, memberUnit, nameOf, personData } from './testing/life.ts'

let world: World
let unit: MemberContext
let finance: StaffContext

beforeAll(async () => {
  world = await testWorld({ presets: ['gsjl'] })
  world.clock.set('2026-03-05T10:00:00+08:00')
  unit = await memberUnit(world.contexts)
  finance = await world.contexts.staff()
}, 60_000)
afterAll(() => world.close())
afterEach(() => expectInvariants(world))
beforeEach(() => world.clock.set('2026-03-05T10:00:00+08:00'))

let used = 700
/** Somebody who works for the unit and is a member already. */
async function employee(name: string, of: MemberContext = unit): Promise<MemberContext> {
  const { employer, ...data } = personData(used++, name, await nameOf(of))
  const { memberId } = await importMember(world.contexts.system(), {
    kind: 'person',
    data: { ...data, employer: employer ?? '' },
    level: 'person',
    joinedOn: '2026-01-10',
  })
  return actFor(world.contexts, memberId, name)
}

async function order(people: MemberContext[], years = 5, receiptSplit: 'whole' | 'each' = 'whole', of = unit): Promise<string> {
  const known = (await peopleDues(of)).payer
  const wish = {
    people: people.map((person) => ({ id: person.memberId, years })),
    payer: payerOf({ name: known.unit, creditCode: known.creditCode }),
    receiptSplit,
  }
  return (await orderForPeople(of, wish)).id
}
const view = (id: string, of = unit) => inTx(of, async (tx, ctx) => orderForMember(tx, ctx, await readOrder(tx, ctx, id)))
const confirm = async (id: string, receivedOn: string) =>
  confirmPayment(finance, id, { receivedOn, amountFen: (await view(id)).amountFen, note: '' })
const spans = async (person: MemberContext) => (await ledger(world, person)).map((line) => line.split(' | ').slice(3).join(' | '))

describe('GSJL-13 a unit pays for its people together', () => {
  it('five years at a time: one order, one amount, five years for each from the day the money came', async () => {
    const [one, two] = [await employee('甲同缴例'), await employee('乙同缴例')]
    const row = (await peopleDues(unit)).rows.find((person) => person.id === one.memberId)
    expect(row).toMatchObject({ why: null, paidThrough: null, offers: [{ years: 5, amountFen: 5 * 200_00 }] })
    const id = await order([one, two])
    const seen = await view(id)
    expect(seen).toMatchObject({ amountFen: 2 * 5 * 200_00, lines: [], receiptSplit: 'whole', expiresOn: '2026-04-04', state: 'open' })
    expect(seen.people.map(({ name, years, amountFen }) => [name, years, amountFen])).toEqual([
      ['乙同缴例', [2026, 2027, 2028, 2029, 2030], 1000_00],
      ['甲同缴例', [2026, 2027, 2028, 2029, 2030], 1000_00],
    ])
    await confirm(id, '2026-03-04')
    expect(await spans(two)).toEqual([
      'settled | paid | [2026-03-04,2027-03-04)',
      'settled | paid | [2027-03-04,2028-03-04)',
      'settled | paid | [2028-03-04,2029-03-04)',
      'settled | paid | [2029-03-04,2030-03-04)',
      'settled | paid | [2030-03-04,2031-03-04)',
    ])
  })

  it('GSJL-12 each person reads how long it is paid for, and can’t open the unit’s order', async () => {
    const person = await employee('丙同缴例')
    const id = await order([person])
    const years = await inTx(person, (tx, ctx) => duesOverview(tx, ctx, ctx.memberId))
    expect(years.years[0]?.order).toMatchObject({ own: false, state: 'open' })
    await confirm(id, '2026-03-05')
    expect(await ownPerson(person)).toMatchObject({
      payment: { standing: 'good', paidThrough: '2031-03-04' },
      paidYears: { years: 5, spans: [{ from: '2026-03-05', to: '2031-03-04' }] },
    })
  })

  it('paid again before the end it runs on; more than a year before, it is not asked for', async () => {
    const person = await employee('丁同缴例')
    await confirm(await order([person]), '2026-03-05')
    const why = async () => (await peopleDues(unit)).rows.find((row) => row.id === person.memberId)?.why
    expect(await why()).toContain('已缴至 2031-03-04')
    await expect(order([person])).rejects.toMatchObject({ code: 'not-ready' })
    world.clock.set('2030-06-01T10:00:00+08:00')
    expect(await why()).toBeNull()
    await confirm(await order([person]), '2030-06-01')
    expect((await ownPerson(person)).paidYears).toEqual({ years: 10, spans: [{ from: '2026-03-05', to: '2036-03-04' }] })
  })

  it('confirmed by mistake and taken back: nobody’s years are paid, the order is open again for all', async () => {
    const [one, two] = [await employee('癸同缴例'), await employee('子同缴例')]
    const id = await order([one, two])
    await confirm(id, '2026-03-05')
    await inTx(finance, async (tx, ctx) => {
      const { payment_id } = await tx.selectFrom('allocations').select('payment_id').where('order_id', '=', id).executeTakeFirstOrThrow()
      await takeBack(tx, ctx, { paymentId: payment_id, orderId: id, reason: '对方汇错，已退回' })
    })
    expect(await view(id)).toMatchObject({ state: 'open', expiresOn: null, people: [{}, {}] })
    for (const person of [one, two])
      expect(await ownPerson(person)).toMatchObject({ payment: { standing: expect.not.stringContaining('good') }, paidYears: { years: 0 } })
    await confirm(id, '2026-03-05')
    expect((await ownPerson(two)).paidYears.years).toBe(5)
  })

  it('a double click is one order; who lies in another is refused by name', async () => {
    const [one, two] = [await employee('戊同缴例'), await employee('己同缴例')]
    const [first, second] = await Promise.all([order([one, two]), order([one, two])])
    expect(first).toBe(second)
    await expect(order([one])).rejects.toMatchObject({ message: expect.stringContaining('戊同缴例：已在缴费订单') })
    expect((await peopleDues(unit)).rows.find((row) => row.id === two.memberId)?.why).toContain('已在缴费订单')
  })

  it('one remittance for thirty-seven people, a receipt for each: the parts are the whole', async () => {
    const people: MemberContext[] = []
    for (let i = 0; i < 37; i++)
      people.push(await employee(`庚缴${'零一二三四五六七八九'[Math.floor(i / 10)]}${'零一二三四五六七八九'[i % 10]}`))
    const id = await order(people, 5, 'each')
    const parts = await inTx(unit, (tx, ctx) => orderParts(tx, ctx, id))
    expect(parts).toHaveLength(37)
    expect(parts.reduce((sum, part) => sum + part.amountFen, 0)).toBe(37_000_00)
    expect(await view(id)).toMatchObject({ amountFen: 37_000_00, receiptSplit: 'each' })
    await confirm(id, '2026-03-05')
    expect((await peopleDues(unit)).rows.filter((row) => people.some((one) => one.memberId === row.id)).every((row) => row.why)).toBe(true)
  }, 60_000)

  it('other units’ people, and years that the rules don’t know, are refused', async () => {
    const other = await memberUnit(world.contexts)
    const theirs = await employee('辛同缴例', other)
    await expect(order([theirs])).rejects.toMatchObject({ code: 'not-found' })
    await expect(order([await employee('壬同缴例')], 3)).rejects.toMatchObject({ message: expect.stringContaining('一次缴 5 年') })
    await expect(peopleDues(theirs)).rejects.toMatchObject({ code: 'not-found' })
  })
})
