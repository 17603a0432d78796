import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { found, type Refusal } from '../../../kernel/errors.ts'
import { refusal } from '../../../testing/refusal.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { chargeYear } from '../billing/charge-year.ts'
import { confirmMany, confirmPayment } from '../ledger/confirm.ts'
import { cancelOrder, changePayer } from '../orders/change-order.ts'
import { openOrder } from '../orders/open-order.ts'
import { orderForMember, orderForStaff } from '../orders/present.ts'
import { refuseVoucher, uploadVoucher } from '../orders/vouchers.ts'
import { duesStanding } from '../standing.ts'
import { findOrder } from '../store.ts'
import { expectInvariants, ledger, payerOf, slipPhoto, someUnit } from '../testing.ts'

let world: World
let finance: StaffContext
let unit: Awaited<ReturnType<typeof someUnit>>

beforeAll(async () => {
  world = await testWorld()
  finance = await world.contexts.staff()
})
afterAll(() => world.close())
beforeEach(async () => {
  world.clock.set('2026-02-10T10:00:00+08:00')
  unit = await someUnit(world)
  await chargeYear(finance, 2026)
})
afterEach(() => expectInvariants(world))

const order = (years = [2026], other = {}) => openOrder(unit.ctx, { years, payer: payerOf(unit, other), method: 'transfer' })
const confirm = (id: string, amountFen = 300000, receivedOn = '2026-02-10', by = finance) =>
  confirmPayment(by, id, { amountFen, receivedOn, note: '' })
const standing = (day: string) => inTx(unit.ctx, (tx, ctx) => duesStanding(tx, ctx, unit.memberId, day))
const view = (id: string) => inTx(unit.ctx, async (tx, ctx) => orderForMember(tx, ctx, found(await findOrder(tx, ctx, id))))

describe('a year is paid', () => {
  it('CACEM-16 an order asks for the standard of the level, a transfer code and the account', async () => {
    const seen = await view(await order())
    expect(seen).toMatchObject({ amountFen: 300000, state: 'open', lines: [{ year: 2026, levelName: '普通会员', amountFen: 300000 }] })
    expect(seen.transferCode).toMatch(/^[2-9A-HJKMNP-Z]{8}$/)
    expect(seen.payee.note).toContain(seen.transferCode.slice(0, 4))
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | open | open | -'])
  })

  it('CACEM-15 voucher, confirmation, paid year, receipt', async () => {
    const id = await order()
    await uploadVoucher(unit.ctx, id, await slipPhoto(), { paidOn: '2026-02-09' })
    expect((await view(id)).state).toBe('vouched')
    await confirm(id)
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | settled | paid | [2026-01-01,2027-01-01)'])
    await world.drain()
    const receipts = await inTx(unit.ctx, (tx) =>
      tx.selectFrom('receipts').select(['title', 'due_on', 'state']).where('order_id', '=', id).execute(),
    )
    // CACEM-17 seven working days after 10 February 2026: the Spring Festival lies between, the Saturday 14th is worked.
    expect(receipts).toEqual([{ title: unit.name, due_on: '2026-02-26', state: 'due' }])
  })

  it('confirms without a voucher too: the bank knows before the member uploads', async () => {
    await confirm(await order())
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | settled | paid | [2026-01-01,2027-01-01)'])
  })

  it('CACEM-14 who pays late is in arrears until then, also when asked afterwards', async () => {
    expect(await standing('2026-06-30')).toMatchObject({ state: 'none', dueYears: [2026], arrearsYears: [], lapsed: false })
    expect(await standing('2026-07-01')).toMatchObject({ state: 'arrears', arrearsYears: [2026] })
    expect(await standing('2027-01-01')).toMatchObject({ state: 'arrears', lapsed: true })
    world.clock.set('2026-09-01T10:00:00+08:00')
    await confirm(await order(), 300000, '2026-09-01')
    expect(await standing('2026-09-01')).toEqual({
      state: 'paid',
      paidThrough: '2026-12-31',
      arrearsYears: [],
      dueYears: [],
      lapsed: false,
    })
    expect(await standing('2026-08-31')).toMatchObject({ state: 'arrears', paidThrough: null })
  })

  it('CACEM-16 several years go into one order', async () => {
    await chargeYear(finance, 2025)
    const id = await order([2026, 2025])
    expect(await view(id)).toMatchObject({ amountFen: 600000, lines: [{ year: 2025 }, { year: 2026 }] })
    await confirm(id, 600000)
    expect(await ledger(world, unit.ctx)).toEqual([
      '2025 | ordinary | 3000 | settled | paid | [2025-01-01,2026-01-01)',
      '2026 | ordinary | 3000 | settled | paid | [2026-01-01,2027-01-01)',
    ])
  })

  it('CACEM-16 this year costs what the level costs on the day of ordering, a year gone by what it was charged', async () => {
    await chargeYear(finance, 2025)
    await inTx(unit.ctx, async (tx) => {
      await tx
        .updateTable('level_spans')
        .set({ period: '[2022-03-01,2026-02-01)' })
        .where('membership_id', '=', unit.membershipId)
        .execute()
      await tx
        .insertInto('level_spans')
        .values({
          association_id: world.association.id,
          id: unit.memberId,
          membership_id: unit.membershipId,
          level: 'director',
          period: '[2026-02-01,)',
        })
        .execute()
    })
    expect(await view(await order([2025, 2026]))).toMatchObject({
      amountFen: 1300000,
      lines: [{ levelName: '普通会员', amountFen: 300000 }, { amountFen: 1000000 }],
    })
  })
})

describe('things go wrong', () => {
  it('a double click makes one order', async () => {
    const ids = await Promise.all([order(), order(), order()])
    expect(new Set(ids).size).toBe(1)
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | open | open | -'])
  })

  it('a year that lies in another order is not ordered again with more', async () => {
    await chargeYear(finance, 2025)
    const id = await order([2026])
    const error = await refusal(order([2025, 2026]))
    expect(error).toMatchObject({ code: 'not-ready', detail: { orderId: id } })
    await cancelOrder(unit.ctx, id)
    expect((await view(await order([2025, 2026]))).amountFen).toBe(600000)
  })

  it('of two clerks one confirms, the other reads who was first', async () => {
    const id = await order()
    const other = await world.contexts.staff(undefined, '工作人员乙')
    const results = await Promise.allSettled([confirm(id), confirm(id, 300000, '2026-02-10', other)])
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    const error = results.find((result) => result.status === 'rejected')?.reason as Refusal
    expect(error.code).toBe('already-done')
    expect(error.message).toMatch(/^工作人员[甲乙]已于 2026-02-10 确认了这笔到账/)
  })

  it('an amount that is not the order’s is not confirmed', async () => {
    const error = await refusal(confirm(await order(), 299900))
    expect(error).toMatchObject({ code: 'input-invalid', problems: [{ path: 'amountFen' }] })
    expect(error.problems?.[0]?.message).toContain('3,000.00')
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | open | open | -'])
  })

  it('a day that is still to come is not the day of a payment', async () => {
    expect((await refusal(confirm(await order(), 300000, '2026-02-11'))).problems?.[0]?.path).toBe('receivedOn')
  })

  it('CACEM-16 the title is put right after a rename, until it is paid', async () => {
    const id = await order()
    await changePayer(unit.ctx, id, payerOf(unit, { unit: '示例城市建设集团有限公司' }))
    const staffView = await inTx(finance, async (tx, ctx) => orderForStaff(tx, ctx, found(await findOrder(tx, ctx, id))))
    expect(staffView.remarks.join()).toContain('可能是更名')
    await confirm(id)
    expect((await refusal(changePayer(unit.ctx, id, payerOf(unit)))).code).toBe('already-done')
    await world.drain()
    const receipt = await inTx(unit.ctx, (tx) =>
      tx.selectFrom('receipts').select('title').where('order_id', '=', id).executeTakeFirstOrThrow(),
    )
    expect(receipt.title).toBe('示例城市建设集团有限公司')
  })

  it('a refused voucher goes back with its reason; uploaded again it is confirmed', async () => {
    const id = await order()
    await uploadVoucher(unit.ctx, id, await slipPhoto())
    await refuseVoucher(finance, id, '回单上的金额看不清')
    expect(await view(id)).toMatchObject({ state: 'open', refusedReason: '回单上的金额看不清' })
    await uploadVoucher(unit.ctx, id, await slipPhoto())
    expect(await view(id)).toMatchObject({ state: 'vouched', refusedReason: null, vouchers: [{}, {}] })
    await confirm(id)
    expect((await refusal(uploadVoucher(unit.ctx, id, await slipPhoto()))).message).toContain('已确认到账')
  })

  it('a voucher is what its bytes are, not what it is called', async () => {
    const id = await order()
    const error = await refusal(uploadVoucher(unit.ctx, id, { name: '回单.pdf', bytes: Buffer.from('MZ this is a program') }))
    expect(error.code).toBe('wrong-file')
    expect((await view(id)).state).toBe('open')
  })

  it('an order with a voucher is not cancelled by the member, an open one is', async () => {
    const id = await order()
    await uploadVoucher(unit.ctx, id, await slipPhoto())
    expect((await refusal(cancelOrder(unit.ctx, id))).code).toBe('not-ready')
    await refuseVoucher(finance, id, '不是本单位的回单')
    await cancelOrder(unit.ctx, id)
    expect((await refusal(confirm(id))).message).toContain('已被会员取消')
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | open | - | -'])
  })

  it('several are confirmed at once, each for itself', async () => {
    const first = await order()
    const other = await someUnit(world, { name: '示例路桥工程有限公司' })
    await chargeYear(finance, 2026)
    const second = await openOrder(other.ctx, { years: [2026], payer: payerOf(other), method: 'transfer' })
    const results = await confirmMany(finance, '2026-02-10', [
      { id: first, amountFen: 300000 },
      { id: second, amountFen: 1 },
      { id: first, amountFen: 300000 },
    ])
    expect(results.map((result) => [result.payerUnit, result.done])).toEqual([
      ['示例建设集团有限公司', true],
      ['示例路桥工程有限公司', false],
      ['示例建设集团有限公司', false],
    ])
  })
})

describe('who may', () => {
  it('CACEM-16 the payer is a person: a unit’s name is refused with what to write instead', async () => {
    const error = await refusal(order([2026], { person: '示例建设集团有限公司' }))
    expect(error.problems).toEqual([{ path: 'person', label: '交费人', message: expect.stringContaining('请填写经办人本人的姓名') }])
  })

  it('wrong codes and mailboxes are all named at once', async () => {
    const error = await refusal(order([2026], { creditCode: '91110000000000000X', email: 'nobody', mobile: '123' }))
    expect(error.problems?.map((problem) => problem.path)).toEqual(['creditCode', 'mobile', 'email'])
  })

  it('another member’s order is not there', async () => {
    const id = await order()
    const stranger = await someUnit(world, { name: '示例陌生工程有限公司' })
    const photo = await slipPhoto()
    for (const act of [
      () => changePayer(stranger.ctx, id, payerOf(stranger)),
      () => cancelOrder(stranger.ctx, id),
      () => uploadVoucher(stranger.ctx, id, photo),
    ]) {
      expect((await refusal(act())).code).toBe('not-found')
    }
  })

  it('who may only read does not confirm, refuse or charge', async () => {
    const id = await order()
    const reader = await world.contexts.staff(['dues.read'])
    for (const act of [
      () => confirm(id, 300000, '2026-02-10', reader),
      () => refuseVoucher(reader, id, '看不清'),
      () => chargeYear(reader, 2027),
    ]) {
      expect((await refusal(act())).code).toBe('not-allowed')
    }
  })

  it('a year nobody charged yet, and one that is paid, can’t be ordered', async () => {
    expect((await refusal(order([2027]))).message).toContain('还没有生成')
    await confirm(await order())
    expect((await refusal(order())).code).toBe('already-done')
  })
})
