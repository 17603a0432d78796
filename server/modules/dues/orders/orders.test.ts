import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { chargeYear } from '../billing/charge-year.ts'
import { confirmPayment } from '../ledger/confirm.ts'
import { listOrders } from '../lists.ts'
import { expectInvariants, ledger, payerOf, slipPhoto, someUnit } from '../testing.ts'
import { cancelOrder, changePayer } from './change-order.ts'
import { expireOrders, reopenOrder } from './expiry.ts'
import { myOrders } from './my-orders.ts'
import { openOrder } from './open-order.ts'
import { duesOverview, orderForMember } from './present.ts'
import { quote } from './quote.ts'
import { readOrder } from './read-order.ts'
import { refuseVoucher, uploadVoucher } from './vouchers.ts'

let world: World
let finance: StaffContext
let unit: Awaited<ReturnType<typeof someUnit>>
let used = 0

beforeAll(async () => {
  world = await testWorld({ presets: ['cqssa'] })
  finance = await world.contexts.staff()
})
afterAll(() => world.close())
beforeEach(async () => {
  world.clock.set('2026-02-10T10:00:00+08:00')
  unit = await someUnit(world, { name: `示例第${++used}质量检测有限公司` })
})
afterEach(() => expectInvariants(world))

const order = (years: number[]) => openOrder(unit.ctx, { years, payer: payerOf(unit), method: 'transfer' })
const overview = () => inTx(unit.ctx, (tx, ctx) => duesOverview(tx, ctx, ctx.memberId))
const view = (id: string) => inTx(unit.ctx, async (tx, ctx) => orderForMember(tx, ctx, await readOrder(tx, ctx, id)))
const confirm = async (id: string, receivedOn: string) =>
  confirmPayment(finance, id, { receivedOn, amountFen: (await view(id)).amountFen, note: '' })
const expire = () => expireOrders(world.contexts.system())

describe('CQSSA-11 one to three years at once', () => {
  it('are offered from the oldest that is owed on, with what they cost', async () => {
    await chargeYear(finance, 2025)
    expect((await overview()).offers).toEqual([
      { count: 1, years: [2025], amountFen: 3000_00 },
      { count: 2, years: [2025, 2026], amountFen: 6000_00 },
      { count: 3, years: [2025, 2026, 2027], amountFen: 9000_00 },
    ])
    expect((await quote(unit.ctx, [2025, 2026, 2027])).amountFen).toBe(9000_00)
  })

  it('CQSSA-12 three calendar years are paid until their last day; the next offer begins behind them', async () => {
    const id = await order([2026, 2027, 2028])
    await confirm(id, '2026-02-10')
    expect(await ledger(world, unit.ctx)).toEqual([
      '2026 | ordinary | 3000 | settled | paid | [2026-01-01,2027-01-01)',
      '2027 | ordinary | 3000 | settled | paid | [2027-01-01,2028-01-01)',
      '2028 | ordinary | 3000 | settled | paid | [2028-01-01,2029-01-01)',
    ])
    expect(await overview()).toMatchObject({
      standing: { state: 'paid', paidThrough: '2028-12-31' },
      offers: [{ count: 1, years: [2029] }],
    })
    expect(await chargeYear(finance, 2027, { preview: true })).toMatchObject({ already: expect.any(Number) })
    expect((await myOrders(unit.ctx)).rows).toMatchObject([{ id, years: [2026, 2027, 2028], people: 0, state: 'paid', amountFen: 9000_00 }])
  })

  it('a year with a gap before it, or too far ahead, is refused', async () => {
    await expect(order([2026, 2028])).rejects.toMatchObject({ code: 'not-ready' })
    await expect(order([2026, 2027, 2028, 2029, 2030])).rejects.toMatchObject({ code: 'not-ready' })
    expect(await ledger(world, unit.ctx)).toEqual([])
  })

  it('years that nobody billed are owed no more when their order is cancelled', async () => {
    await cancelOrder(unit.ctx, await order([2026, 2027]))
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | open | - | -', '2027 | ordinary | 3000 | cancelled | - | -'])
    expect((await overview()).years.map((year) => year.year)).toEqual([2026])
  })

  it('a double click is one order, its years are charged once', async () => {
    const [one, two] = await Promise.all([order([2026, 2027]), order([2026, 2027])])
    expect(one).toBe(two)
  })
})

describe('an order that nobody pays', () => {
  it('expires after its days and comes back as it was, with its number and its code', async () => {
    const id = await order([2026, 2027])
    const before = await view(id)
    expect(before.expiresOn).toBe('2026-03-12')
    world.clock.set('2026-03-12T10:00:00+08:00')
    await expire()
    expect((await view(id)).state).toBe('open')
    world.clock.set('2026-03-13T10:00:00+08:00')
    await expire()
    await expire()
    expect(await view(id)).toMatchObject({ state: 'expired', can: { reopen: null, change: '订单已过期', voucher: '订单已过期' } })
    expect((await listOrders(finance, { state: 'expired', q: unit.name })).rows.map((row) => row.id)).toEqual([id])
    await expect(uploadVoucher(unit.ctx, id, await slipPhoto())).rejects.toMatchObject({ code: 'already-done' })
    await expect(confirm(id, '2026-03-13')).rejects.toMatchObject({ code: 'already-done' })
    await reopenOrder(unit.ctx, id)
    expect(await view(id)).toMatchObject({
      state: 'open',
      number: before.number,
      transferCode: before.transferCode,
      expiresOn: '2026-04-12',
      lines: before.lines,
    })
    await expect(reopenOrder(unit.ctx, id)).rejects.toMatchObject({ code: 'already-done' })
    await confirm(id, '2026-03-13')
    expect((await overview()).standing.paidThrough).toBe('2027-12-31')
  })

  it('with a voucher it waits for staff, however long', async () => {
    const id = await order([2026])
    await uploadVoucher(unit.ctx, id, await slipPhoto())
    world.clock.set('2026-06-01T10:00:00+08:00')
    await expire()
    expect((await view(id)).state).toBe('vouched')
  })

  it('a voucher sent back gives the payer his days again', async () => {
    const id = await order([2026])
    await uploadVoucher(unit.ctx, id, await slipPhoto())
    world.clock.set('2026-06-01T10:00:00+08:00')
    await refuseVoucher(finance, id, '回单上的金额看不清')
    await expire()
    expect(await view(id)).toMatchObject({ state: 'open', expiresOn: '2026-07-01' })
  })

  it('does not come back when its year lies in another order; staff open it when the money is late', async () => {
    const late = await order([2026])
    world.clock.set('2026-03-13T10:00:00+08:00')
    await expire()
    const other = await order([2026])
    await expect(reopenOrder(unit.ctx, late)).rejects.toMatchObject({ code: 'not-ready', detail: { orderId: other } })
    await cancelOrder(unit.ctx, other)
    await expect(reopenOrder(await world.contexts.staff(['dues.read']), late)).rejects.toMatchObject({ code: 'not-allowed' })
    await reopenOrder(finance, late)
    await confirm(late, '2026-03-13')
    await expect(reopenOrder(finance, other)).rejects.toMatchObject({ code: 'already-done' })
  })

  it('another member’s expired order is not there', async () => {
    const id = await order([2026])
    world.clock.set('2026-04-01T10:00:00+08:00')
    await expire()
    const stranger = await someUnit(world, { name: `示例陌生第${++used}有限公司` })
    await expect(reopenOrder(stranger.ctx, id)).rejects.toMatchObject({ code: 'not-found' })
  })
})

describe('CACEM-16 a rename', () => {
  it('is offered to an order under way; what is paid keeps the name it was paid under', async () => {
    const paid = await order([2026])
    await confirm(paid, '2026-02-10')
    const open = await order([2027])
    expect((await view(open)).renamed).toBeNull()
    const fresh = `${unit.name.replace('有限公司', '')}集团有限公司`
    await inTx(world.contexts.system(), async (tx, ctx) => {
      await tx.updateTable('members').set({ name: fresh }).where('id', '=', unit.memberId).execute()
      await tx
        .insertInto('member_names')
        .values({
          association_id: ctx.association.id,
          id: crypto.randomUUID(),
          member_id: unit.memberId,
          name: unit.name,
          used_until: ctx.kernel.clock.now(),
        })
        .execute()
    })
    expect((await view(open)).renamed).toEqual({ unit: fresh, creditCode: unit.creditCode })
    expect((await view(paid)).renamed).toBeNull()
    await changePayer(unit.ctx, open, payerOf({ ...unit, name: fresh }))
    expect(await view(open)).toMatchObject({ renamed: null, payer: { unit: fresh } })
    expect((await view(paid)).payer.unit).toBe(unit.name)
  })
})
