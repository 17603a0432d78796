import { sql } from 'kysely'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { found, type Refusal } from '../../../kernel/errors.ts'
import { refusal } from '../../../testing/refusal.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { chargeYear } from '../billing/charge-year.ts'
import { cancelOrder } from '../orders/change-order.ts'
import { openOrder } from '../orders/open-order.ts'
import { orderForMember } from '../orders/present.ts'
import { uploadVoucher } from '../orders/vouchers.ts'
import { duesStanding } from '../standing.ts'
import { findOrder } from '../store.ts'
import { account, book, expectInvariants, ledger, payerOf, slipPhoto, someUnit } from '../testing.ts'
import { askAdjustment, decideAdjustment } from './adjust.ts'
import { allocate, orderMissing } from './allocate.ts'
import { confirmPayment } from './confirm.ts'
import { ledgerCounts, listSuspense, orderMoney } from './ledger.ts'
import { ledgerWorkbook } from './ledger-book.ts'
import { memberWorkbook } from './member-book.ts'
import { closeMonth, ledgerDays, ledgerMonths } from './months.ts'
import { paymentLeft, receive } from './receive.ts'
import { askRefund, decideRefund, finishRefund } from './refund.ts'
import { askReopening, decideReopening } from './reopen-month.ts'
import { reverse } from './reverse.ts'
import { takeBack } from './take-back.ts'

let world: World
let finance: StaffContext
let head: StaffContext
type Unit = Awaited<ReturnType<typeof someUnit>>
let unit: Unit

beforeEach(async () => {
  world = await testWorld()
  finance = await world.contexts.staff(undefined, '财务甲')
  head = await world.contexts.staff(undefined, '秘书长乙')
  on('2026-01-05')
  unit = await someUnit(world)
  await chargeYear(finance, 2026)
})
afterEach(async () => {
  await expectInvariants(world)
  await world.close()
})

const on = (day: string) => world.clock.set(`${day}T10:00:00+08:00`)
const order = (of = unit, years = [2026]) => openOrder(of.ctx, { years, payer: payerOf(of), method: 'transfer' })
const confirm = (id: string, yuan: number, uneven = false) =>
  confirmPayment(finance, id, { amountFen: yuan * 100, receivedOn: world.clock.today(), note: '', ...(uneven && { uneven }) })
const comes = (yuan: number, payerName = unit.name, receivedOn = world.clock.today()) =>
  inTx(finance, (tx, ctx) => receive(tx, ctx, { amountFen: yuan * 100, receivedOn, method: 'transfer', source: 'hand', payerName }))
const give = (paymentId: string, ...parts: [orderId: string, yuan: number][]) =>
  inTx(finance, (tx, ctx) => allocate(tx, ctx, { paymentId, parts: parts.map(([orderId, yuan]) => ({ orderId, amountFen: yuan * 100 })) }))
const back = (paymentId: string, orderId: string, reason: string) =>
  inTx(finance, (tx, ctx) => takeBack(tx, ctx, { paymentId, orderId, reason }))
const left = (paymentId: string) => inTx(finance, async (tx, ctx) => (await paymentLeft(tx, ctx, paymentId)) / 100)
const missing = (orderId: string) => inTx(finance, async (tx, ctx) => (await orderMissing(tx, ctx, orderId)) / 100)
const standing = () => inTx(unit.ctx, (tx, ctx) => duesStanding(tx, ctx, unit.memberId, world.clock.today()))
const chargeOf = (of: Unit, year = 2026) =>
  inTx(of.ctx, (tx) =>
    tx.selectFrom('charges').select('id').where('member_id', '=', of.memberId).where('year', '=', year).executeTakeFirstOrThrow(),
  ).then((row) => row.id)
const firstPayment = async (orderId: string) => (await orderMoney(finance, orderId)).payments[0]?.paymentId ?? ''

describe('STAFF-06 stories of money', () => {
  it('late: three years of a member who pays a year too late and then in time', async () => {
    on('2027-01-04')
    await chargeYear(finance, 2027)
    on('2027-03-20')
    expect(await standing()).toMatchObject({ state: 'arrears', arrearsYears: [2026] })
    await confirm(await order(unit, [2026, 2027]), 6000)
    on('2028-01-04')
    await chargeYear(finance, 2028)
    on('2028-02-01')
    await confirm(await order(unit, [2028]), 3000)
    expect(await account(finance, unit.memberId)).toMatchInlineSnapshot(`
      "2026-01-05 | 应缴 | 2026 | 3000.00 | 欠 3000.00
      2027-01-04 | 应缴 | 2027 | 3000.00 | 欠 6000.00
      2027-03-20 | 缴费 | 2026 2027 | -6000.00 | 欠 0.00 | 示例建设集团有限公司
      2028-01-04 | 应缴 | 2028 | 3000.00 | 欠 3000.00
      2028-02-01 | 缴费 | 2028 | -3000.00 | 欠 0.00 | 示例建设集团有限公司
      应缴 9000.00 − 减免 0.00 − 已缴 9000.00 = 0.00"
    `)
    expect(await ledger(world, unit.ctx)).toMatchInlineSnapshot(`
      [
        "2026 | ordinary | 3000 | settled | paid | [2026-01-01,2027-01-01)",
        "2027 | ordinary | 3000 | settled | paid | [2027-01-01,2028-01-01)",
        "2028 | ordinary | 3000 | settled | paid | [2028-01-01,2029-01-01)",
      ]
    `)
  })

  it('double: paid twice, the second money waits and pays the next year', async () => {
    on('2026-02-10')
    await confirm(await order(), 3000)
    on('2026-02-12')
    const second = await comes(3000)
    expect(await left(second)).toBe(3000)
    expect((await listSuspense(finance, {})).rows).toMatchObject([{ payerName: unit.name, leftFen: 300000 }])
    on('2027-01-04')
    await chargeYear(finance, 2027)
    await give(second, [await order(unit, [2027]), 3000])
    expect(await left(second)).toBe(0)
    expect(await account(finance, unit.memberId)).toMatchInlineSnapshot(`
      "2026-01-05 | 应缴 | 2026 | 3000.00 | 欠 3000.00
      2026-02-10 | 缴费 | 2026 | -3000.00 | 欠 0.00 | 示例建设集团有限公司
      2026-02-12 | 缴费 | 2027 | -3000.00 | 欠 -3000.00 | 示例建设集团有限公司
      2027-01-04 | 应缴 | 2027 | 3000.00 | 欠 0.00
      应缴 6000.00 − 减免 0.00 − 已缴 6000.00 = 0.00"
    `)
    expect(await book(finance, '2026-01-01', '2027-12-31')).toMatchInlineSnapshot(`
      "2026-02-10 | 到账 | 示例建设集团有限公司 | 3000.00 | 暂存 3000.00
      2026-02-10 | 认领 | 示例建设集团有限公司 | 0.00 | 暂存 0.00
      2026-02-12 | 到账 | 示例建设集团有限公司 | 3000.00 | 暂存 3000.00
      2027-01-04 | 认领 | 示例建设集团有限公司 | 0.00 | 暂存 0.00"
    `)
  })

  it('partial: two thousand, then the rest; paid on the day of the rest', async () => {
    const id = await order()
    await uploadVoucher(unit.ctx, id, await slipPhoto())
    on('2026-02-10')
    await confirm(id, 2000, true)
    expect(await missing(id)).toBe(1000)
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | open | open | -'])
    expect((await refusal(cancelOrder(unit.ctx, id))).message).toContain('已收到其中 2,000.00 元')
    expect((await refusal(confirm(id, 3000))).problems?.[0]?.message).toContain('订单还差 1,000.00 元')
    on('2026-03-01')
    await confirm(id, 1000)
    expect(await standing()).toMatchObject({ state: 'paid' })
    expect(await account(finance, unit.memberId)).toMatchInlineSnapshot(`
      "2026-01-05 | 应缴 | 2026 | 3000.00 | 欠 3000.00
      2026-02-10 | 缴费 | 2026 | -2000.00 | 欠 1000.00 | 示例建设集团有限公司
      2026-03-01 | 缴费 | 2026 | -1000.00 | 欠 0.00 | 示例建设集团有限公司
      应缴 3000.00 − 减免 0.00 − 已缴 3000.00 = 0.00"
    `)
  })

  it('overpaid: a hundred too much waits, one asks to send it back, another agrees, the bank sends it', async () => {
    on('2026-02-10')
    const id = await order()
    expect((await refusal(confirm(id, 3100))).problems?.[0]?.message).toContain('多付的部分记为暂存款')
    await confirm(id, 3100, true)
    const paymentId = await firstPayment(id)
    expect(await left(paymentId)).toBe(100)
    const tooMuch = await refusal(askRefund(finance, { paymentId, amountFen: 10100, reason: '多付', payee: '' }))
    expect(tooMuch.problems?.[0]?.message).toContain('100.00')
    const refund = await askRefund(finance, { paymentId, amountFen: 10000, reason: '多付退回', payee: unit.name })
    expect(await left(paymentId)).toBe(0)
    expect((await refusal(decideRefund(finance, refund, { approve: true, note: '' }))).message).toContain('由另一位工作人员复核')
    expect((await refusal(finishRefund(finance, refund, '2026-02-10'))).message).toContain('还没有复核同意')
    await decideRefund(head, refund, { approve: true, note: '' })
    on('2026-02-12')
    expect((await refusal(finishRefund(finance, refund, '2026-02-09'))).problems?.[0]?.path).toBe('paidOn')
    await finishRefund(finance, refund, '2026-02-12')
    expect(await book(finance, '2026-02-01', '2026-02-28')).toMatchInlineSnapshot(`
      "2026-02-10 | 到账 | 示例建设集团有限公司 | 3100.00 | 暂存 3100.00
      2026-02-10 | 认领 | 示例建设集团有限公司 | 0.00 | 暂存 100.00
      2026-02-12 | 退款 | 示例建设集团有限公司 | -100.00 | 暂存 0.00 | 多付退回"
    `)
  })

  it('ten yuan short because the bank took its fee: the rest is let off by two, and the year is paid', async () => {
    const id = await order()
    on('2026-02-10')
    await confirm(id, 2990, true)
    const adjustment = await askAdjustment(finance, await chargeOf(unit), {
      kind: 'reduction',
      amountFen: 1000,
      reason: '汇款手续费由协会承担',
    })
    expect((await refusal(decideAdjustment(finance, adjustment, { approve: true, note: '' }))).code).toBe('not-allowed')
    await decideAdjustment(head, adjustment, { approve: true, note: '同意' })
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 2990 | settled | paid | [2026-01-01,2027-01-01)'])
    expect(await account(finance, unit.memberId)).toMatchInlineSnapshot(`
      "2026-01-05 | 应缴 | 2026 | 3000.00 | 欠 3000.00
      2026-02-10 | 减免 | 2026 | -10.00 | 欠 2990.00 | 汇款手续费由协会承担
      2026-02-10 | 缴费 | 2026 | -2990.00 | 欠 0.00 | 示例建设集团有限公司
      应缴 3000.00 − 减免 10.00 − 已缴 2990.00 = 0.00"
    `)
  })

  it('a year is let off: covered without money; a debt given up is owed no more, and the year is not paid', async () => {
    const other = await someUnit(world, { name: '示例路桥工程有限公司' })
    await chargeYear(finance, 2026)
    const off = await askAdjustment(finance, await chargeOf(unit), { kind: 'exemption', reason: '受灾减免，理事会决议' })
    await decideAdjustment(head, off, { approve: true, note: '' })
    const given = await askAdjustment(finance, await chargeOf(other), { kind: 'write-off', amountFen: 300000, reason: '单位已注销' })
    await decideAdjustment(head, given, { approve: true, note: '' })
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 0 | waived | - | [2026-01-01,2027-01-01)'])
    expect(await ledger(world, other.ctx)).toEqual(['2026 | ordinary | 0 | written-off | - | -'])
    on('2027-06-01')
    const of = await inTx(other.ctx, (tx, ctx) => duesStanding(tx, ctx, other.memberId, '2027-06-01'))
    expect(of).toMatchObject({ state: 'none', paidThrough: null, arrearsYears: [] })
    expect(await account(finance, other.memberId)).toMatchInlineSnapshot(`
      "2026-01-05 | 应缴 | 2026 | 3000.00 | 欠 3000.00
      2026-01-05 | 核销 | 2026 | -3000.00 | 欠 0.00 | 单位已注销
      应缴 3000.00 − 减免 3000.00 − 已缴 0.00 = 0.00"
    `)
  })

  it('booked to the wrong member: taken back, the year is open again, and the money pays the right one', async () => {
    const other = await someUnit(world, { name: '示例路桥工程有限公司' })
    await chargeYear(finance, 2026)
    on('2026-02-10')
    const [wrong, right] = [await order(), await order(other)]
    await confirm(wrong, 3000)
    await world.drain()
    const paymentId = await firstPayment(wrong)
    on('2026-02-11')
    await back(paymentId, wrong, '认错单位')
    expect(await standing()).toMatchObject({ state: 'none', paidThrough: null, dueYears: [2026] })
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | open | open | -'])
    expect((await refusal(back(paymentId, wrong, '再撤回一次'))).code).toBe('already-done')
    await world.drain()
    const shown = await inTx(unit.ctx, async (tx, ctx) => orderForMember(tx, ctx, found(await findOrder(tx, ctx, wrong))))
    expect(shown).toMatchObject({ state: 'open', takenBack: { reason: '认错单位' } })
    const { rows: told } = await inTx(finance, (tx) =>
      sql<{ body: string }>`select body from messages where template = 'payment-taken-back' and recipient = 'someone@example.org'`.execute(
        tx,
      ),
    )
    expect(told).toMatchObject([{ body: expect.stringMatching(/到账登记已撤回，原因：\n认错单位\n这笔会费重新列为应缴.*上传付款凭证/) }])
    await give(paymentId, [right, 3000])
    await confirm(wrong, 3000)
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | settled | paid | [2026-01-01,2027-01-01)'])
    expect(await book(finance, '2026-02-01', '2026-02-28')).toMatchInlineSnapshot(`
      "2026-02-10 | 到账 | 示例建设集团有限公司 | 3000.00 | 暂存 3000.00
      2026-02-10 | 认领 | 示例建设集团有限公司 | 0.00 | 暂存 0.00
      2026-02-11 | 撤回 | 示例建设集团有限公司 | 0.00 | 暂存 3000.00 | 认错单位
      2026-02-11 | 认领 | 示例路桥工程有限公司 | 0.00 | 暂存 0.00
      2026-02-11 | 到账 | 示例建设集团有限公司 | 3000.00 | 暂存 3000.00
      2026-02-11 | 认领 | 示例建设集团有限公司 | 0.00 | 暂存 0.00"
    `)
    expect(await account(finance, unit.memberId)).toMatchInlineSnapshot(`
      "2026-01-05 | 应缴 | 2026 | 3000.00 | 欠 3000.00
      2026-02-10 | 缴费 | 2026 | -3000.00 | 欠 0.00 | 示例建设集团有限公司
      2026-02-11 | 撤回缴费 | 2026 | 3000.00 | 欠 3000.00 | 认错单位
      2026-02-11 | 缴费 | 2026 | -3000.00 | 欠 0.00 | 示例建设集团有限公司
      应缴 3000.00 − 减免 0.00 − 已缴 3000.00 = 0.00"
    `)
  })

  it('a paid year is sent back: the order is taken back when another agrees, and is owed again', async () => {
    on('2026-02-10')
    const id = await order()
    await confirm(id, 3000)
    const paymentId = await firstPayment(id)
    expect((await refusal(askRefund(finance, { paymentId, orderId: id, amountFen: 100, reason: '退款', payee: '' }))).code).toBe(
      'input-invalid',
    )
    const refused = await askRefund(finance, { paymentId, orderId: id, amountFen: 300000, reason: '申请退还', payee: '' })
    expect((await refusal(askRefund(finance, { paymentId, orderId: id, amountFen: 300000, reason: '再来', payee: '' }))).code).toBe(
      'already-done',
    )
    await decideRefund(head, refused, { approve: false, note: '章程规定会费不退' })
    expect(await standing()).toMatchObject({ state: 'paid' })
    const refund = await askRefund(finance, { paymentId, orderId: id, amountFen: 300000, reason: '重复入会', payee: '' })
    await decideRefund(head, refund, { approve: true, note: '' })
    expect(await ledgerCounts(finance)).toEqual({ toDecide: 0, toSend: 1, suspense: 0, suspenseFen: 0 })
    await finishRefund(finance, refund, '2026-02-10')
    expect(await ledger(world, unit.ctx)).toEqual(['2026 | ordinary | 3000 | open | open | -'])
  })

  it('a parent company pays for two of its units in one remittance', async () => {
    const sister = await someUnit(world, { name: '示例路桥工程有限公司' })
    await chargeYear(finance, 2026)
    const [mine, hers] = [await order(), await order(sister)]
    on('2026-03-02')
    const money = await comes(6000, '示例控股集团有限公司')
    expect((await refusal(give(money, [mine, 3000], [hers, 3001]))).message).toContain('还有 6,000.00 元')
    await give(money, [mine, 3000], [hers, 3000])
    expect(await left(money)).toBe(0)
    expect(await book(finance, '2026-03-01', '2026-03-31')).toMatchInlineSnapshot(`
      "2026-03-02 | 到账 | 示例控股集团有限公司 | 6000.00 | 暂存 6000.00
      2026-03-02 | 认领 | 示例建设集团有限公司 | 0.00 | 暂存 3000.00
      2026-03-02 | 认领 | 示例路桥工程有限公司 | 0.00 | 暂存 0.00"
    `)
  })

  it('one remittance for 37 people’s orders; one of them too many is told so, and nothing happened', async () => {
    const people: Unit[] = []
    for (let at = 1; at <= 37; at++) people.push(await someUnit(world, { name: `示例第${at}工程有限公司` }))
    await chargeYear(finance, 2026)
    const orders: string[] = []
    for (const one of people) orders.push(await order(one))
    const money = await comes(36 * 3000, '示例控股集团有限公司')
    const parts = orders.map((id): [string, number] => [id, 3000])
    expect((await refusal(give(money, ...parts))).code).toBe('not-ready')
    expect(await left(money)).toBe(36 * 3000)
    await give(money, ...parts.slice(0, 36))
    expect(await missing(orders[36] ?? '')).toBe(3000)
    expect(await left(money)).toBe(0)
    const paid = await inTx(finance, (tx) => tx.selectFrom('dues_spans').select('id').where('voided_at', 'is', null).execute())
    expect(paid).toHaveLength(36)
  })

  it('typed by mistake: reversed today with a line of its own, once, and only when nothing hangs on it', async () => {
    const id = await order()
    on('2026-02-10')
    const money = await comes(3000)
    await give(money, [id, 1000])
    const undo = () => inTx(finance, (tx, ctx) => reverse(tx, ctx, { paymentId: money, reason: '录入错误' }))
    expect((await refusal(undo())).message).toContain('1,000.00 元')
    await back(money, id, '录入错误')
    on('2026-03-01')
    await undo()
    expect((await refusal(undo())).code).toBe('already-done')
    expect((await refusal(give(money, [id, 1]))).code).toBe('not-ready')
    expect(await book(finance, '2026-01-01', '2026-12-31')).toMatchInlineSnapshot(`
      "2026-02-10 | 到账 | 示例建设集团有限公司 | 3000.00 | 暂存 3000.00
      2026-02-10 | 认领 | 示例建设集团有限公司 | 0.00 | 暂存 2000.00
      2026-02-10 | 撤回 | 示例建设集团有限公司 | 0.00 | 暂存 3000.00 | 录入错误
      2026-03-01 | 冲销 | 示例建设集团有限公司 | -3000.00 | 暂存 0.00 | 录入错误"
    `)
  })
})

describe('STAFF-06 the books', () => {
  it('months and days go on where the last one ended; a closed month takes nothing in any more', async () => {
    on('2026-01-20')
    await confirm(await order(), 3100, true)
    on('2026-02-03')
    await comes(500, '示例未知单位')
    expect((await refusal(closeMonth(finance, '2026-02'))).message).toBe('这个月还没有结束')
    await closeMonth(head, '2026-01')
    expect((await refusal(closeMonth(head, '2026-01'))).code).toBe('already-done')
    expect((await refusal(comes(1, '示例', '2026-01-31'))).message).toContain('2026 年 1 月已经结账')
    expect((await refusal(comes(1, '示例', '2025-12-31'))).code).toBe('not-ready')
    on('2026-04-01')
    expect((await refusal(closeMonth(head, '2026-03'))).message).toBe('请先结 2026-02 的账')
    const months = (await ledgerMonths(finance)).map((one) => [
      one.month,
      one.openingFen,
      one.receivedFen,
      one.allocatedFen,
      one.closingFen,
    ])
    expect(months).toEqual([
      ['2026-04', 60000, 0, 0, 60000],
      ['2026-03', 60000, 0, 0, 60000],
      ['2026-02', 10000, 50000, 0, 60000],
      ['2026-01', 0, 310000, 300000, 10000],
    ])
    expect(await ledgerDays(finance, '2026-02')).toEqual([
      { day: '2026-02-03', openingFen: 10000, receivedFen: 50000, refundedFen: 0, allocatedFen: 0, serviceFen: 0, closingFen: 60000 },
    ])
    const sheet = await ledgerWorkbook(finance, '2026-01')
    expect(sheet.name).toBe('会费账簿-2026-01.xlsx')
    expect(sheet.bytes.subarray(0, 2).toString()).toBe('PK')
    const own = await memberWorkbook(finance, unit.memberId)
    expect(own.name).toBe('会费往来明细-示例建设集团有限公司.xlsx')
    expect(own.bytes.subarray(0, 2).toString()).toBe('PK')
  })

  it('the last closed month is opened again by two people, with a reason that stays in the list', async () => {
    on('2026-03-02')
    const reason = '银行更正了 2 月的一笔'
    expect((await refusal(askReopening(finance, '2026-02', reason))).message).toBe('还没有结过账')
    await comes(500, '示例未知单位', '2026-01-20')
    await closeMonth(head, '2026-01')
    await closeMonth(head, '2026-02')
    expect((await refusal(askReopening(finance, '2026-01', reason))).message).toContain('2026-02')
    expect((await refusal(askReopening(finance, '2026-02', ' '))).code).toBe('input-invalid')
    await askReopening(finance, '2026-02', reason)
    expect((await refusal(askReopening(head, '2026-02', reason))).code).toBe('already-done')
    expect(await ledgerCounts(head)).toMatchObject({ toDecide: 1 })
    const february = async (ctx: StaffContext) => (await ledgerMonths(ctx)).find((one) => one.month === '2026-02')
    const id = (await february(head))?.asked?.id ?? ''
    expect((await refusal(decideReopening(finance, id, { approve: true, note: '' }))).message).toContain('由另一位工作人员复核')
    // Nor does the database let one alone.
    await expect(
      inTx(world.contexts.system(), (tx) => tx.deleteFrom('closed_months').where('month', '=', '2026-02-01').execute()),
    ).rejects.toThrow(/by two people only/)
    expect((await refusal(comes(1, '示例', '2026-02-10'))).code).toBe('not-ready')
    await decideReopening(head, id, { approve: true, note: '' })
    expect((await refusal(decideReopening(head, id, { approve: true, note: '' }))).code).toBe('already-done')
    expect(await february(finance)).toMatchObject({
      closedAt: null,
      asked: null,
      reopened: [{ askedBy: '财务甲', decidedBy: '秘书长乙', reason }],
      can: { close: null },
    })
    await comes(1, '示例', '2026-02-10')
    await closeMonth(head, '2026-02')
    await askReopening(head, '2026-02', '再看一遍')
    await decideReopening(finance, (await february(finance))?.asked?.id ?? '', { approve: false, note: '没有必要' })
    expect(await february(finance)).toMatchObject({ closedAt: expect.any(String), asked: null, reopened: [{}] })
  })

  it('the same line of a statement is booked once, even by two at once', async () => {
    const sourceId = unit.memberId
    const line = () =>
      inTx(finance, (tx, ctx) =>
        receive(tx, ctx, { amountFen: 100, receivedOn: '2026-01-05', method: 'transfer', source: 'statement', sourceId }),
      )
    const results = await Promise.allSettled([line(), line(), line()])
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    const refused = results.find((one) => one.status === 'rejected')?.reason as Refusal
    expect(refused).toMatchObject({ code: 'already-done', detail: { paymentId: expect.any(String) } })
  })

  it('who may only confirm asks for no refund and closes no month', async () => {
    const clerk = await world.contexts.staff(['dues.read', 'dues.confirm'])
    const paymentId = await comes(100)
    for (const act of [
      () => askRefund(clerk, { paymentId, amountFen: 100, reason: '多付退回', payee: '' }),
      () => closeMonth(clerk, '2026-01'),
      async () => askAdjustment(clerk, await chargeOf(unit), { kind: 'exemption', reason: '免缴' }),
    ])
      expect((await refusal(act())).code).toBe('not-allowed')
  })
})
