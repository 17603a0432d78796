import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { chargeYear, confirmPayment, openOrder, takeBack } from '../dues/index.ts'
import { expectInvariants, payerOf, someUnit } from '../dues/testing.ts'
import { decideMatter, loadMatter, openMatter, saveDraft, submitMatter } from '../matters/index.ts'
import { createStaff } from '../staff/index.ts'
import { chaseAdvances } from './chase.ts'
import { markIssued } from './issue.ts'
import { listReceipts, receiptCounts } from './lists.ts'
import { myReceipts } from './mine.ts'

let world: World
let finance: StaffContext
let unit: Awaited<ReturnType<typeof someUnit>>
let orderId = ''

beforeAll(async () => {
  world = await testWorld({ presets: ['cepca'] })
  world.clock.set('2026-11-02T10:00:00+08:00')
  const staff = await world.contexts.staff()
  const { id } = await createStaff(
    { ...world.contexts.system(), kind: 'platform' },
    { name: '财务示例', mobile: '13700070000', roles: ['finance-officer'] },
  )
  finance = { ...staff, account: { id, name: '财务示例' } }
  unit = await someUnit(world, { name: '示例电力建设有限公司' })
  await chargeYear(finance, 2026)
})
afterAll(() => world.close())
afterEach(() => expectInvariants(world))

const paymentOf = (order: string) =>
  inTx(finance, (tx) => tx.selectFrom('allocations').select('payment_id').where('order_id', '=', order).executeTakeFirstOrThrow())

async function ask(more: Record<string, unknown> = {}): Promise<string> {
  const { id } = await openMatter(unit.ctx, { kind: 'advance-receipt' })
  const changes = { payBy: '2026-11-30', agent: '张示例', agentMobile: '13800000000', reason: '财务需先收到票据', ...more }
  await saveDraft(unit.ctx, { id, base: Number.MAX_SAFE_INTEGER, device: 'test-device', changes })
  return id
}

async function decide(id: string, act: 'pass' | 'reject'): Promise<void> {
  const matter = await inTx(world.contexts.system(), async (tx, ctx) => {
    const { stage } = await loadMatter(tx, ctx, id)
    const { revision } = await tx.selectFrom('matters').select('revision').where('id', '=', id).executeTakeFirstOrThrow()
    return { id, stage, revision }
  })
  await decideMatter(finance, act === 'pass' ? { act, ...matter } : { act, ...matter, reason: '请先付款' })
}

describe('CEPCA-14, CAQ-11 a receipt before the money', () => {
  it('needs an order that waits for money; its number, title and amount stand in the form', async () => {
    await expect(openMatter(unit.ctx, { kind: 'advance-receipt' })).rejects.toMatchObject({
      message: expect.stringContaining('没有待缴费的订单'),
    })
    orderId = await openOrder(unit.ctx, { years: [2026], payer: payerOf(unit), method: 'transfer' })
    const id = await ask()
    const { data } = await inTx(world.contexts.system(), (tx, ctx) => loadMatter(tx, ctx, id))
    expect(data).toMatchObject({ title: unit.name, creditCode: unit.creditCode, amount: 1000000, order: expect.stringMatching(/^HF2026/) })
    expect((await myReceipts(unit.ctx)).guide.advance).toEqual({ kind: 'advance-receipt', name: '开票信息登记' })
  })

  it('is not asked for with another amount, nor for an order that is not there', async () => {
    const id = await ask({ amount: 100 })
    await expect(submitMatter(unit.ctx, { id })).rejects.toMatchObject({
      problems: [{ path: 'amount', message: expect.stringContaining('10,000.00 元') }],
    })
    await ask({ amount: 1000000, order: 'HF2026999999' })
    await expect(submitMatter(unit.ctx, { id })).rejects.toMatchObject({ problems: [{ path: 'order' }] })
  })

  it('granted, it is due within seven working days, and open until the money is there', async () => {
    const { number } = await inTx(finance, (tx) =>
      tx.selectFrom('orders').select('number').where('id', '=', orderId).executeTakeFirstOrThrow(),
    )
    const id = await ask({ order: number, amount: 1000000, title: '示例电力建设有限公司财务部' })
    await submitMatter(unit.ctx, { id })
    await decide(id, 'pass')
    const [receipt] = (await listReceipts(finance, { part: 'advance' })).rows
    expect(receipt).toMatchObject({
      basis: 'advance',
      state: 'due',
      title: '示例电力建设有限公司财务部',
      dueOn: '2026-11-11',
      receivedOn: null,
      daysOpen: null,
    })
    await expect(openMatter(unit.ctx, { kind: 'advance-receipt' })).rejects.toMatchObject({
      message: expect.stringContaining('没有待缴费的订单'),
    })
    await markIssued(finance, receipt?.id ?? '', { code: '00010726', number: '0000054321', checkCode: 'a1b2c3', issuedOn: '2026-11-02' })
    world.clock.set('2026-11-20T10:00:00+08:00')
    expect((await listReceipts(finance, { part: 'advance' })).rows).toMatchObject([{ daysOpen: 18 }])
    expect(await receiptCounts(finance)).toMatchObject({ advance: 1, due: 0 })
  })

  it('not paid for, the member is reminded by mail after fifteen days, in the hours of reminding, and again after fifteen more', async () => {
    const told = () =>
      inTx(world.contexts.system(), (tx) =>
        tx.selectFrom('messages').select(['recipient', 'subject', 'body']).where('template', '=', 'receipt-open').execute(),
      )
    const chase = async (moment: string) => {
      world.clock.set(moment)
      await chaseAdvances(world.contexts.system())
      await world.drain()
      return (await told()).length
    }
    const counts: number[] = []
    for (const moment of [
      '2026-11-16T10:00',
      '2026-11-20T21:00',
      '2026-11-20T10:00',
      '2026-11-20T15:00',
      '2026-12-04T10:00',
      '2026-12-05T10:00',
    ])
      counts.push(await chase(`${moment}:00+08:00`))
    expect(counts).toEqual([0, 0, 1, 1, 1, 2])
    const [first] = await told()
    expect(first).toMatchObject({ recipient: 'someone@example.org', subject: '缴费提醒：已开票据 0000054321 的款项尚未到账' })
    expect(first?.body).toContain('18 天前')
    expect((await listReceipts(finance, { part: 'advance' })).rows).toMatchObject([{ chased: { on: '2026-12-05', times: 2, sent: true } }])
    world.clock.set('2026-11-20T10:00:00+08:00')
  })

  it('the payment settles it, and makes no second one; taken back, it is open again', async () => {
    await confirmPayment(finance, orderId, { amountFen: 1000000, receivedOn: '2026-11-20', note: '' })
    await world.drain()
    expect((await listReceipts(finance, {})).rows).toMatchObject([{ basis: 'advance', receivedOn: '2026-11-20', daysOpen: null }])
    const { payment_id: paymentId } = await paymentOf(orderId)
    await inTx(finance, (tx, ctx) => takeBack(tx, ctx, { paymentId, orderId, reason: '付错了单位' }))
    await world.drain()
    expect((await listReceipts(finance, { part: 'advance' })).rows).toMatchObject([{ receivedOn: null, recall: null, state: 'issued' }])
  })

  it('refused, nothing is due', async () => {
    const other = await someUnit(world, { name: '示例电网建设有限公司' })
    await chargeYear(finance, 2026)
    await openOrder(other.ctx, { years: [2026], payer: payerOf(other), method: 'transfer' })
    const { id } = await openMatter(other.ctx, { kind: 'advance-receipt' })
    const changes = { payBy: '2026-11-30', agent: '张示例', agentMobile: '13800000000', reason: '财务需先收到票据' }
    await saveDraft(other.ctx, { id, base: Number.MAX_SAFE_INTEGER, device: 'test-device', changes })
    await submitMatter(other.ctx, { id })
    await decide(id, 'reject')
    expect((await myReceipts(other.ctx)).rows).toEqual([])
  })
})

describe('STAFF-06 the money of a receipt is taken back', () => {
  it('one that was not made yet is not made; one that was asks to be voided; paid again, both are right', async () => {
    const [early, late] = [await someUnit(world, { name: '示例甲电力有限公司' }), await someUnit(world, { name: '示例乙电力有限公司' })]
    await chargeYear(finance, 2026)
    const orders: string[] = []
    for (const one of [early, late]) {
      const id = await openOrder(one.ctx, { years: [2026], payer: payerOf(one), method: 'transfer' })
      await confirmPayment(finance, id, { amountFen: 1000000, receivedOn: '2026-11-20', note: '' })
      orders.push(id)
    }
    await world.drain()
    const mine = async (one: typeof early) => (await listReceipts(finance, { q: one.name })).rows
    await markIssued(finance, (await mine(late))[0]?.id ?? '')
    for (const id of orders) {
      const { payment_id: paymentId } = await paymentOf(id)
      await inTx(finance, (tx, ctx) => takeBack(tx, ctx, { paymentId, orderId: id, reason: '银行退汇' }))
    }
    await world.drain()
    expect(await mine(early)).toMatchObject([{ state: 'cancelled', endReason: '缴费已撤回：银行退汇' }])
    expect(await mine(late)).toMatchObject([{ state: 'issued', recall: '银行退汇', receivedOn: null }])
    expect(await receiptCounts(finance)).toMatchObject({ recall: 1 })
    const alerts = await inTx(world.contexts.system(), (tx) => tx.selectFrom('alerts').select(['title', 'body']).execute())
    expect(alerts).toContainEqual({ title: '请作废或红冲票据：示例乙电力有限公司', body: '缴费已撤回：银行退汇' })
    for (const id of orders) await confirmPayment(finance, id, { amountFen: 1000000, receivedOn: '2026-11-20', note: '' })
    await world.drain()
    expect((await mine(early)).map((row) => row.state).sort()).toEqual(['cancelled', 'due'])
    expect(await mine(late)).toMatchObject([{ state: 'issued', recall: null, receivedOn: '2026-11-20' }])
  })
})
