import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RefundRow } from '../../../contract/ledger.ts'
import type { OnlineMethod } from '../../../contract/online-words.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import type { World } from '../../testing/world.ts'
import { chargeYear, openOrder } from '../dues/index.ts'
import { listRefunds } from '../dues/ledger/corrections.ts'
import { orderMoney } from '../dues/ledger/ledger.ts'
import { askRefund, decideRefund, finishRefund } from '../dues/ledger/refund.ts'
import { expectInvariants, payerOf, someUnit } from '../dues/testing.ts'
import { changeAccount } from './accounts.ts'
import { compareBill, listBills } from './bills.ts'
import { prepareRefund } from './refund-store.ts'
import { askRefunds, pursue, retryRefund, sendBack } from './refunds.ts'
import { formOf, type OnlineHouse, openHouse } from './testing.ts'

/** 原路退回: asked by one, agreed by another, sent by the gateway. Each story ends with the invariants of money. */
let house: OnlineHouse
let there: OnlineHouse['there']
let world: World
let clerk: StaffContext
let head: StaffContext

beforeAll(async () => {
  house = await openHouse()
  ;({ there, world, clerk } = house)
  head = await world.contexts.staff()
}, 60_000)
afterAll(() => house?.close())
beforeEach(() => {
  there.gateway.behave('never')
  there.gateway.refundsGo('well')
})

/** A unit that owes 3 000 元, with its order. */
async function owing() {
  const unit = await someUnit(world, { joinedOn: '2026-01-10' })
  await chargeYear(clerk, 2026)
  return { unit, orderId: await openOrder(unit.ctx, { years: [2026], payer: payerOf(unit), method: 'transfer' }) }
}

interface Paid {
  no: string
  orderId: string
  paymentId: string
}

/** An order of 3 000 元 that was paid online. */
async function paidOrder(method: OnlineMethod): Promise<Paid> {
  const { unit, orderId } = await owing()
  const no = await house.open(unit, orderId, method)
  await there.gateway.pay(no)
  expect(await there.gateway.tell(no)).toBe(true)
  const { payments } = await orderMoney(clerk, orderId)
  return { no, orderId, paymentId: payments[0]?.paymentId ?? '' }
}

/** Asked by one, agreed by the other. */
async function agreed({ paymentId, orderId }: Paid): Promise<string> {
  const id = await askRefund(clerk, { paymentId, orderId, amountFen: 300_000, reason: '退会退还', payee: '' })
  await decideRefund(head, id, { approve: true, note: '' })
  return id
}
const agreedAndSent = async (paid: Paid) => {
  const refundId = await agreed(paid)
  await sendBack(world.contexts.system(), {
    id: refundId,
    associationId: clerk.association.id,
    name: 'dues.refund-goes-back',
    data: { refundId },
  })
  return refundId
}

async function refund(id: string): Promise<RefundRow> {
  const row = (await listRefunds(clerk, { limit: 100 })).rows.find((one) => one.id === id)
  if (!row) throw new Error('the refund is gone')
  return row
}
const atGateway = (no: string) => [...(there.gateway.book.find(no)?.refunds ?? [])]
const orderState = (orderId: string) =>
  inTx(clerk, (tx) => tx.selectFrom('orders').select('state').where('id', '=', orderId).executeTakeFirstOrThrow()).then((row) => row.state)
const alerts = () => inTx(clerk, (tx) => tx.selectFrom('alerts').select(['title', 'body']).execute())

describe.each(['alipay', 'wechat'] as const)('%s', (method) => {
  it('STAFF-06 agreed to by a second person it goes back the way it came, once; the order is owed again', async () => {
    const paid = await paidOrder(method)
    const id = await agreed(paid)
    expect(await refund(id)).toMatchObject({ state: 'approved', sending: 'under-way', source: 'online', method })
    await expect(finishRefund(clerk, id, world.clock.today())).rejects.toMatchObject({ code: 'not-ready' })
    await world.drain()
    expect(await refund(id)).toMatchObject({ state: 'done', sending: 'sent', paidOn: world.clock.today() })
    expect(atGateway(paid.no)).toMatchObject([[id.replaceAll('-', ''), { amountFen: 300_000 }]])
    expect(await orderState(paid.orderId)).toBe('open')
    await expectInvariants(world)
  })

  it('refused by the one who asked, it never reaches the gateway', async () => {
    const paid = await paidOrder(method)
    const id = await askRefund(clerk, { paymentId: paid.paymentId, orderId: paid.orderId, amountFen: 300_000, reason: '退会', payee: '' })
    await decideRefund(head, id, { approve: false, note: '不符合规定' })
    await world.drain()
    expect(atGateway(paid.no)).toEqual([])
    await expect(retryRefund(clerk, id)).rejects.toMatchObject({ code: 'already-done' })
  })

  it('the answer is lost: the next round finds it sent, and sends nothing again', async () => {
    const paid = await paidOrder(method)
    there.gateway.refundsGo('loses')
    const id = await agreedAndSent(paid)
    expect(await refund(id)).toMatchObject({
      state: 'approved',
      sending: 'under-way',
      sendingNote: expect.stringContaining('稍后自动再试'),
    })
    there.gateway.refundsGo('well')
    await askRefunds(world.contexts.system())
    expect(await refund(id)).toMatchObject({ sending: 'under-way' })
    house.later(60)
    await askRefunds(world.contexts.system())
    expect(await refund(id)).toMatchObject({ state: 'done', sending: 'sent' })
    expect(atGateway(paid.no)).toHaveLength(1)
    await expectInvariants(world)
  })

  it('ten rounds at once and the notice of it twice book one refund', async () => {
    const paid = await paidOrder(method)
    const id = await agreed(paid)
    await inTx(clerk, (tx, ctx) => prepareRefund(tx, ctx, id))
    await Promise.all(Array.from({ length: 10 }, () => pursue(world.contexts.system(), id)))
    const refundNo = id.replaceAll('-', '')
    expect(await Promise.all([there.gateway.tell(paid.no, { refundNo }), there.gateway.tell(paid.no, { refundNo })])).toEqual([true, true])
    expect(atGateway(paid.no)).toHaveLength(1)
    expect(await refund(id)).toMatchObject({ state: 'done' })
    await expectInvariants(world)
  })

  it('the gateway tells of it before anybody asks; a forged word of it does nothing', async () => {
    const paid = await paidOrder(method)
    there.gateway.refundsGo('loses')
    const id = await agreedAndSent(paid)
    there.gateway.refundsGo('well')
    const refundNo = id.replaceAll('-', '')
    expect(await there.gateway.tell(paid.no, { refundNo, forged: true })).toBe(false)
    expect(await refund(id)).toMatchObject({ sending: 'under-way' })
    expect(await there.gateway.tell(paid.no, { refundNo })).toBe(true)
    expect(await refund(id)).toMatchObject({ state: 'done', sending: 'sent' })
  })

  it('the gateway refuses: it stays agreed to with the reason, staff are told, a double click tries once, and then it goes', async () => {
    const paid = await paidOrder(method)
    there.gateway.refundsGo('refuses')
    const id = await agreedAndSent(paid)
    await world.drain()
    expect(await refund(id)).toMatchObject({ state: 'approved', sending: 'failed', sendingNote: expect.stringContaining('余额不足') })
    expect((await alerts()).some((one) => one.title.includes('原路退回') && one.body.includes('余额不足'))).toBe(true)
    there.gateway.refundsGo('well')
    const twice = await Promise.allSettled([retryRefund(clerk, id), retryRefund(clerk, id)])
    expect(twice.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    expect(await refund(id)).toMatchObject({ state: 'done', sending: 'sent', sendingNote: '' })
    expect(atGateway(paid.no)).toHaveLength(1)
    await expectInvariants(world)
  })

  it('refused for good, staff transfer it and enter it by hand; then nothing is sent any more', async () => {
    const paid = await paidOrder(method)
    there.gateway.refundsGo('refuses')
    const id = await agreedAndSent(paid)
    await finishRefund(clerk, id, world.clock.today())
    there.gateway.refundsGo('well')
    await expect(retryRefund(clerk, id)).rejects.toMatchObject({ code: 'already-done' })
    house.later(7200)
    await askRefunds(world.contexts.system())
    expect(atGateway(paid.no)).toEqual([])
    expect(await refund(id)).toMatchObject({ state: 'done', sending: 'failed' })
    await expectInvariants(world)
  })

  it('more than the gateway has left is refused there, and never sent in part', async () => {
    const paid = await paidOrder(method)
    const trade = there.gateway.book.find(paid.no)
    if (!trade) throw new Error('the trade is gone')
    // Somebody sent one yuan back on the gateway's own pages.
    there.gateway.book.refund(trade, 'byhand', 100, '')
    const id = await agreedAndSent(paid)
    expect(await refund(id)).toMatchObject({ state: 'approved', sending: 'failed', sendingNote: expect.stringContaining('金额') })
    expect(atGateway(paid.no).map(([no]) => no)).toEqual(['byhand'])
    await expectInvariants(world)
  })

  it('the day’s bill agrees on what went back, and finds what was sent back behind our back', async () => {
    world.clock.set(new Date(world.clock.now().getTime() + 24 * 3_600_000))
    const paid = await paidOrder(method)
    await agreedAndSent(paid)
    const other = await paidOrder(method)
    const trade = there.gateway.book.find(other.no)
    if (!trade) throw new Error('the trade is gone')
    there.gateway.book.refund(trade, 'elsewhere', 100, '')
    const day = world.clock.today()
    world.clock.set(new Date(world.clock.now().getTime() + 24 * 3_600_000))
    await compareBill(clerk, { method, day })
    const bill = (await listBills(clerk)).rows.find((one) => one.method === method && one.day === day)
    expect(bill).toMatchObject({ trades: 2, refunds: 2, refundedFen: 300_100 })
    expect(bill?.differences).toEqual([
      { kind: 'refund-missing', outTradeNo: other.no, tradeNo: trade.tradeNo, refundNo: 'elsewhere', theirsFen: 100, oursFen: null },
    ])
  })
})

describe('微信支付', () => {
  it('closes a refund for good: the next round takes another number', async () => {
    const paid = await paidOrder('wechat')
    there.gateway.refundsGo('closes')
    const id = await agreedAndSent(paid)
    expect(await refund(id)).toMatchObject({ state: 'approved', sending: 'failed', sendingNote: expect.stringContaining('关闭') })
    there.gateway.refundsGo('well')
    await retryRefund(clerk, id)
    expect(await refund(id)).toMatchObject({ state: 'done', sending: 'sent' })
    expect(atGateway(paid.no).map(([no, one]) => [no.endsWith('r1'), one.closed])).toEqual([
      [false, true],
      [true, false],
    ])
  })

  it('goes back still when it is switched off for new payments', async () => {
    const paid = await paidOrder('wechat')
    const form = formOf(await there.gateway.account('wechat'))
    await changeAccount(clerk, { ...form, enabled: false })
    const id = await agreedAndSent(paid)
    expect(await refund(id)).toMatchObject({ state: 'done', sending: 'sent' })
    await changeAccount(clerk, form)
  })
})
