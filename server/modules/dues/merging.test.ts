import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { findPage, memberByNumber, mergeMembers, previewMerge, undoMerge } from '../members/index.ts'
import { chargeYear } from './billing/charge-year.ts'
import { confirmPayment } from './ledger/confirm.ts'
import { openOrder } from './orders/open-order.ts'
import { expectInvariants, ledger, payerOf, someUnit } from './testing.ts'

let world: World
let staff: StaffContext
beforeAll(async () => {
  world = await testWorld()
  staff = await world.contexts.staff()
})
afterAll(() => world.close())
afterEach(() => expectInvariants(world))

type Unit = Awaited<ReturnType<typeof someUnit>>

const merge = (kept: Unit, gone: Unit, take: string[] = [], by = staff) =>
  mergeMembers(by, { id: kept.memberId, goneId: gone.memberId, take, reason: '同一家单位重复登记' })
const undo = (id: string) => undoMerge(staff, { id })
const preview = (kept: Unit, gone: Unit) => previewMerge(staff, { id: kept.memberId, goneId: gone.memberId })

async function pay(unit: Unit, years: number[]): Promise<void> {
  for (const year of years) {
    const id = await openOrder(unit.ctx, { years: [year], payer: payerOf(unit), method: 'transfer' })
    await confirmPayment(staff, id, { receivedOn: world.clock.today(), amountFen: 300_000, note: '' })
  }
}

let made = 0
/** Two records of one unit; the second joined later, and paid 2024 and 2025. */
async function two(): Promise<[Unit, Unit]> {
  made += 1
  const kept = await someUnit(world, { name: `示例重影建设${made}有限公司`, joinedOn: '2022-03-01' })
  const gone = await someUnit(world, { name: `示例重影建设${made}集团有限公司`, joinedOn: '2023-03-01' })
  for (const year of [2023, 2024, 2025]) await chargeYear(world.contexts.system(), year)
  await pay(gone, [2024, 2025])
  return [kept, gone]
}

const found = (q: string) => inTx(staff, async (tx, ctx) => (await findPage(tx, ctx, { q, limit: 10 })).ids)
const actsFor = (ctx: MemberContext) =>
  inTx(world.contexts.system(), async (tx) => {
    const rows = await tx.selectFrom('account_members').select('member_id').where('account_id', '=', ctx.account.id).execute()
    return rows.map((row) => row.member_id)
  })

describe('two records of one unit', () => {
  test('become one: money, accounts, name and number move, nothing is paid twice', async () => {
    const [kept, gone] = await two()
    expect((await preview(kept, gone)).moves).toEqual(
      expect.arrayContaining([
        { label: '会籍', count: 1 },
        { label: '应缴会费', count: 3 },
        { label: '缴费订单', count: 2 },
        { label: '已缴会费期', count: 2 },
      ]),
    )
    await merge(kept, gone)
    expect((await ledger(world, kept.ctx)).map((line) => line.split(' | ').slice(0, 4).join(' ')).sort()).toEqual([
      '2023 ordinary 3000 cancelled',
      '2023 ordinary 3000 open',
      '2024 ordinary 3000 cancelled',
      '2024 ordinary 3000 settled',
      '2025 ordinary 3000 cancelled',
      '2025 ordinary 3000 settled',
    ])
    expect(await actsFor(gone.ctx)).toEqual([kept.memberId])
    const number = `T${gone.memberId.slice(-10)}`
    expect((await inTx(staff, (tx, ctx) => memberByNumber(tx, ctx, number)))?.id).toBe(kept.memberId)
    expect(await found(gone.name)).toEqual([kept.memberId])
  })

  test('are two again after an undo, to the last row; the second undo is told so', async () => {
    const [kept, gone] = await two()
    const before = [await ledger(world, kept.ctx), await ledger(world, gone.ctx)]
    const { id } = await merge(kept, gone)
    await undo(id)
    expect([await ledger(world, kept.ctx), await ledger(world, gone.ctx)]).toEqual(before)
    expect(await actsFor(gone.ctx)).toEqual([gone.memberId])
    expect(await found(gone.name)).toEqual([gone.memberId])
    expect(await refusal(undo(id))).toMatchObject({ code: 'already-done' })
  })

  test('can’t be undone after 30 days', async () => {
    const [kept, gone] = await two()
    const { id } = await merge(kept, gone)
    const now = world.clock.now()
    world.clock.set(new Date(now.getTime() + 31 * 86_400_000).toISOString())
    expect(await refusal(undo(id))).toMatchObject({ code: 'not-ready', message: expect.stringContaining('30 天') })
    world.clock.set(now.toISOString())
  })

  test('a year owed by one and paid by the other is paid; owed again after the undo', async () => {
    const [kept, gone] = await two()
    await openOrder(kept.ctx, { years: [2023], payer: payerOf(kept), method: 'transfer' })
    await pay(gone, [2023])
    expect((await preview(kept, gone)).obstacles).toEqual([expect.stringContaining('未完成的订单')])
    expect(await refusal(merge(kept, gone))).toMatchObject({ code: 'not-ready' })
  })

  test('both paid the same year: money is never made to vanish, people settle it first', async () => {
    const [kept, gone] = await two()
    await pay(kept, [2025])
    expect(await refusal(merge(kept, gone))).toMatchObject({ code: 'not-ready', message: expect.stringContaining('2025 年度') })
  })

  test('of two merges at once one wins; nothing is merged twice, or into itself', async () => {
    const [kept, gone] = await two()
    const both = await Promise.allSettled([merge(kept, gone), merge(kept, gone)])
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await refusal(merge(kept, kept))).toMatchObject({ code: 'not-ready' })
  })

  test('STAFF-02 who may not edit members may not merge', async () => {
    const [kept, gone] = await two()
    expect(await refusal(merge(kept, gone, [], await world.contexts.staff(['members.read'])))).toMatchObject({ code: 'not-allowed' })
    expect((await preview(kept, gone)).obstacles).toEqual([])
  })
})
