import { readXlsx } from 'hucre/xlsx'
import { sql } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { refusal } from '../../../testing/refusal.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { leave, mergeMembers, setLevel, undoMerge } from '../../members/index.ts'
import { chargeYear } from '../billing/charge-year.ts'
import { askAdjustment, decideAdjustment } from '../ledger/adjust.ts'
import { confirmPayment } from '../ledger/confirm.ts'
import { orderMoney } from '../ledger/ledger.ts'
import { memberWorkbook } from '../ledger/member-book.ts'
import { takeBack } from '../ledger/take-back.ts'
import { memberDues } from '../lists.ts'
import { account, expectInvariants, payerOf, someUnit } from '../testing.ts'
import { cancelOrder } from './change-order.ts'
import { expireOrders, reopenOrder } from './expiry.ts'
import { openOrder } from './open-order.ts'
import { orderForMember } from './present.ts'
import { readOrder } from './read-order.ts'

let world: World
let finance: StaffContext
let unit: Awaited<ReturnType<typeof someUnit>>

beforeAll(async () => {
  world = await testWorld()
  finance = await world.contexts.staff()
})
afterAll(() => world.close())
beforeEach(async () => {
  on('2026-01-05')
  unit = await someUnit(world)
  await chargeYear(finance, 2026)
})
afterEach(() => expectInvariants(world))

const on = (day: string) => world.clock.set(`${day}T10:00:00+08:00`)
const order = (of = unit) => openOrder(of.ctx, { years: [2026], payer: payerOf(of), method: 'transfer' })
const confirm = (id: string, yuan: number) =>
  confirmPayment(finance, id, { amountFen: yuan * 100, receivedOn: world.clock.today(), note: '' })
const level = (to: string, day: string) => {
  on(day)
  return setLevel(finance, { memberId: unit.memberId, level: to, from: day, reason: '换届' })
}

describe('CACEM-16 a charge that is ordered at another level than it was made for', () => {
  it('keeps its first amount on its day; the account, its sums and the workbook show when and why it changed', async () => {
    await level('director', '2026-03-01')
    on('2026-03-10')
    const id = await order()
    on('2026-03-12')
    await confirm(id, 10000)
    expect(await account(finance, unit.memberId)).toMatchInlineSnapshot(`
      "2026-01-05 | 应缴 | 2026 | 3000.00 | 欠 3000.00
      2026-03-10 | 按现等级重新计费 | 2026 | 7000.00 | 欠 10000.00 | 由“普通会员”变为“理事”
      2026-03-12 | 缴费 | 2026 | -10000.00 | 欠 0.00 | 示例建设集团有限公司
      应缴 10000.00 − 减免 0.00 − 已缴 10000.00 = 0.00"
    `)
    const { sheets } = await readXlsx((await memberWorkbook(finance, unit.memberId)).bytes)
    const cells = (sheets[0]?.rows ?? []).map((row) => row.map((cell) => cell ?? ''))
    const lines = cells.filter(([, day]) => /^2026-/.test(String(day)))
    expect(lines.map(([, day, what, , asked, paid, owed]) => [day, what, asked, paid, owed])).toEqual([
      ['2026-01-05', '应缴', 3000, '', 3000],
      ['2026-03-10', '按现等级重新计费', 7000, '', 10000],
      ['2026-03-12', '缴费', '', 10000, 0],
    ])
    expect(cells.find(([, , what]) => what === '合计')?.slice(4, 7)).toEqual([10000, 10000, 0])
  })

  it('falls in price as it rises; what leaves with the member is cancelled at what it asked last', async () => {
    await level('director', '2026-03-01')
    on('2026-03-10')
    await cancelOrder(unit.ctx, await order())
    await level('ordinary', '2026-05-01')
    on('2026-05-10')
    await cancelOrder(unit.ctx, await order())
    expect(await account(finance, unit.memberId)).toMatchInlineSnapshot(`
      "2026-01-05 | 应缴 | 2026 | 3000.00 | 欠 3000.00
      2026-03-10 | 按现等级重新计费 | 2026 | 7000.00 | 欠 10000.00 | 由“普通会员”变为“理事”
      2026-05-10 | 按现等级重新计费 | 2026 | -7000.00 | 欠 3000.00 | 由“理事”变为“普通会员”
      应缴 3000.00 − 减免 0.00 − 已缴 0.00 = 3000.00"
    `)
    await leave(finance, { memberId: unit.memberId, leftOn: '2025-12-31', reason: '自愿退会' })
    await world.drain()
    expect(await account(finance, unit.memberId)).toMatchInlineSnapshot(`
      "2026-01-05 | 应缴 | 2026 | 3000.00 | 欠 3000.00
      2026-03-10 | 按现等级重新计费 | 2026 | 7000.00 | 欠 10000.00 | 由“普通会员”变为“理事”
      2026-05-10 | 按现等级重新计费 | 2026 | -7000.00 | 欠 3000.00 | 由“理事”变为“普通会员”
      2026-05-10 | 撤销应缴 | 2026 | -3000.00 | 欠 0.00
      应缴 0.00 − 减免 0.00 − 已缴 0.00 = 0.00"
    `)
  })

  it('an order that is over tells what it asked for, and does not come back at the old price', async () => {
    const first = await order()
    on('2026-03-10')
    await expireOrders(world.contexts.system())
    await level('director', '2026-03-11')
    const second = await order()
    await cancelOrder(unit.ctx, second)
    const lines = async (id: string) =>
      (await inTx(unit.ctx, async (tx, ctx) => orderForMember(tx, ctx, await readOrder(tx, ctx, id)))).lines
    expect(await lines(first)).toMatchObject([{ levelName: '普通会员', amountFen: 3000_00 }])
    expect(await lines(second)).toMatchObject([{ levelName: '理事', amountFen: 10000_00 }])
    expect((await refusal(reopenOrder(unit.ctx, first))).message).toContain('会费金额有变化')
  })

  it('what was paid and taken back before stays in the book as it was', async () => {
    on('2026-02-01')
    const first = await order()
    await confirm(first, 3000)
    on('2026-02-03')
    const [payment] = (await orderMoney(finance, first)).payments
    await inTx(finance, (tx, ctx) => takeBack(tx, ctx, { paymentId: payment?.paymentId ?? '', orderId: first, reason: '付款单位要求退回' }))
    await cancelOrder(unit.ctx, first)
    await level('director', '2026-03-01')
    on('2026-03-10')
    const second = await order()
    expect(await account(finance, unit.memberId)).toMatchInlineSnapshot(`
      "2026-01-05 | 应缴 | 2026 | 3000.00 | 欠 3000.00
      2026-02-01 | 缴费 | 2026 | -3000.00 | 欠 0.00 | 示例建设集团有限公司
      2026-02-03 | 撤回缴费 | 2026 | 3000.00 | 欠 3000.00 | 付款单位要求退回
      2026-03-10 | 按现等级重新计费 | 2026 | 7000.00 | 欠 10000.00 | 由“普通会员”变为“理事”
      应缴 10000.00 − 减免 0.00 − 已缴 0.00 = 10000.00"
    `)
    await cancelOrder(unit.ctx, second)
    const [charge] = (await memberDues(finance, unit.memberId)).years
    const exemption = await askAdjustment(finance, charge?.chargeId ?? '', { kind: 'exemption', reason: '受灾减免' })
    await decideAdjustment(await world.contexts.staff(), exemption, { approve: true, note: '' })
    expect(await account(finance, unit.memberId)).toMatchInlineSnapshot(`
      "2026-01-05 | 应缴 | 2026 | 3000.00 | 欠 3000.00
      2026-02-01 | 缴费 | 2026 | -3000.00 | 欠 0.00 | 示例建设集团有限公司
      2026-02-03 | 撤回缴费 | 2026 | 3000.00 | 欠 3000.00 | 付款单位要求退回
      2026-03-10 | 按现等级重新计费 | 2026 | 7000.00 | 欠 10000.00 | 由“普通会员”变为“理事”
      2026-03-10 | 减免 | 2026 | -10000.00 | 欠 0.00 | 受灾减免
      应缴 10000.00 − 减免 10000.00 − 已缴 0.00 = 0.00"
    `)
  })

  it('moves with its member when two records become one, and back again', async () => {
    const kept = await someUnit(world, { joinedOn: '2026-01-01' })
    await level('director', '2026-03-01')
    on('2026-03-10')
    await confirm(await order(), 10000)
    const before = await account(finance, unit.memberId)
    const { id } = await mergeMembers(finance, { id: kept.memberId, goneId: unit.memberId, take: [], reason: '同一家单位重复登记' })
    expect(await account(finance, kept.memberId)).toBe(before)
    await undoMerge(finance, { id })
    expect(await account(finance, unit.memberId)).toBe(before)
  })

  it('the trace is only ever added to', async () => {
    await level('director', '2026-03-01')
    on('2026-03-10')
    await order()
    for (const act of [sql`update charge_repricings set from_fen = 0`, sql`delete from charge_repricings`])
      await expect(inTx(finance, (tx) => act.execute(tx))).rejects.toThrow('permission denied')
  })
})
