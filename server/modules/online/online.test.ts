import { createVerify } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { methodsFor, type PayWay } from '../../../contract/rules/pay-methods.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import type { World } from '../../testing/world.ts'
import { allocate, cancelOrder, chargeYear, confirmPayment, expireOrders, listSuspense, openOrder } from '../dues/index.ts'
import { reopenOrder } from '../dues/orders/expiry.ts'
import { quote } from '../dues/orders/quote.ts'
import { expectInvariants, payerOf, someUnit } from '../dues/testing.ts'
import { changeAccount, listAccounts, offeredMethods, testAccount } from './accounts.ts'
import { compareBill, compareYesterday, listBills } from './bills.ts'
import { askPending, checkOrder } from './check.ts'
import { authorizeLink } from './in-wechat.ts'
import { listPayments } from './lists.ts'
import { openTry } from './open-try.ts'
import { formOf, type OnlineHouse, openHouse } from './testing.ts'

/** Each story ends with the invariants of money. */
let house: OnlineHouse
let there: OnlineHouse['there']
let world: World
let clerk: StaffContext

beforeAll(async () => {
  house = await openHouse()
  ;({ there, world, clerk } = house)
}, 60_000)
afterAll(() => house?.close())
beforeEach(() => there.gateway.behave('once'))
afterEach(() => expectInvariants(world))

/** A unit that owes 3 000 元, with its order. */
async function owing() {
  const unit = await someUnit(world, { joinedOn: '2026-01-10' })
  await chargeYear(clerk, 2026)
  return { unit, orderId: await openOrder(unit.ctx, { years: [2026], payer: payerOf(unit), method: 'transfer' }) }
}
const open: OnlineHouse['open'] = (...asked) => house.open(...asked)

const row = async (outTradeNo: string) => (await listPayments(clerk, { q: outTradeNo })).rows[0]
const orderOf = (orderId: string) =>
  inTx(world.contexts.system(), (tx) =>
    tx.selectFrom('orders').select(['state', 'method', 'received_fen']).where('id', '=', orderId).executeTakeFirstOrThrow(),
  )
const bookedFor = (orderId: string) =>
  inTx(world.contexts.system(), (tx) =>
    tx
      .selectFrom('online_payments as o')
      .innerJoin('payments as p', 'p.id', 'o.payment_id')
      .select(['p.amount_fen as amountFen', 'p.source', 'p.method', 'p.received_on as receivedOn'])
      .where('o.order_id', '=', orderId)
      .execute(),
  )
const alerts = async () =>
  inTx(world.contexts.system(), (tx) => tx.selectFrom('alerts').select(['title', 'body']).where('permission', '=', 'dues.read').execute())
const paid = (orderId: string) => expect.poll(async () => (await orderOf(orderId)).state, { timeout: 5000 }).toBe('paid')

describe.each(['alipay', 'wechat'] as const)('%s', (method) => {
  it('CACEM-09, CAQ-18 a notification pays the order: one payment, the years settled, the way of paying told in truth', async () => {
    const { unit, orderId } = await owing()
    const no = await open(unit, orderId, method)
    expect((await orderOf(orderId)).state).toBe('open')
    await there.gateway.pay(no)
    await paid(orderId)
    expect(await orderOf(orderId)).toMatchObject({ method, received_fen: 300_000 })
    expect(await bookedFor(orderId)).toEqual([{ amountFen: 300_000, source: 'online', method, receivedOn: world.clock.today() }])
    expect(await row(no)).toMatchObject({ state: 'paid', paidFen: 300_000, stray: null })
  })

  it('twenty notifications, questions and returns at once book it once', async () => {
    const { unit, orderId } = await owing()
    const no = await open(unit, orderId, method)
    there.gateway.behave('never')
    await there.gateway.pay(no)
    const heard = await Promise.all(
      Array.from({ length: 20 }, (_, at) => (at % 4 === 3 ? checkOrder(unit.ctx, orderId).then(() => true) : there.gateway.tell(no))),
    )
    expect(heard).toEqual(Array.from({ length: 20 }, () => true))
    expect((await orderOf(orderId)).state).toBe('paid')
    expect(await bookedFor(orderId)).toHaveLength(1)
    expect(await there.gateway.tell(no)).toBe(true)
    expect(await bookedFor(orderId)).toHaveLength(1)
  })

  it('a forged notification is refused and changes nothing', async () => {
    const { unit, orderId } = await owing()
    const no = await open(unit, orderId, method)
    expect(await there.gateway.tell(no, { forged: true, amountFen: 300_000 })).toBe(false)
    expect((await orderOf(orderId)).state).toBe('open')
    expect(await row(no)).toMatchObject({ state: 'pending', paidFen: null })
  })

  it('rightly signed with a wrong amount, the gateway is asked itself, and only what it says is booked', async () => {
    const { unit, orderId } = await owing()
    const no = await open(unit, orderId, method)
    there.gateway.behave('misreported')
    await there.gateway.pay(no)
    await paid(orderId)
    expect(await bookedFor(orderId)).toMatchObject([{ amountFen: 300_000 }])
  })

  it('another amount than was asked for pays no order: it is 暂存款, and staff are told', async () => {
    const { unit, orderId } = await owing()
    const no = await open(unit, orderId, method)
    await there.gateway.pay(no, 100)
    await expect.poll(async () => (await row(no))?.state, { timeout: 5000 }).toBe('paid')
    expect((await orderOf(orderId)).state).toBe('open')
    expect((await row(no))?.stray).toMatch(/1\.00 元，应付 3,000\.00 元/)
    expect(await bookedFor(orderId)).toMatchObject([{ amountFen: 100 }])
    await world.drain()
    expect((await alerts()).some((one) => one.body.includes(no))).toBe(true)
  })

  it('never notified: coming back only asks, and the asking finds it', async () => {
    const { unit, orderId } = await owing()
    const no = await open(unit, orderId, method)
    expect(await checkOrder(unit.ctx, orderId)).toEqual({ order: 'open', waiting: true, stray: null })
    there.gateway.behave('never')
    await there.gateway.pay(no)
    later(3)
    expect(await checkOrder(unit.ctx, orderId)).toEqual({ order: 'paid', waiting: false, stray: null })
  })

  it('never notified and never come back: the job finds it; what nobody pays is closed at the gateway', async () => {
    const [first, second] = [await owing(), await owing()]
    const [mine, idle] = [await open(first.unit, first.orderId, method), await open(second.unit, second.orderId, method)]
    there.gateway.behave('never')
    await there.gateway.pay(mine)
    later(120)
    await askPending(world.contexts.system())
    expect((await orderOf(first.orderId)).state).toBe('paid')
    expect(await row(idle)).toMatchObject({ state: 'pending' })
    later(31 * 60)
    await askPending(world.contexts.system())
    expect(await row(idle)).toMatchObject({ state: 'closed' })
    expect(there.gateway.book.find(idle)?.state).toBe('closed')
    expect(await there.gateway.pay(idle)).toBe(false)
  })

  it('late, after a transfer was confirmed by hand: the second money is 暂存款, the order is not paid twice', async () => {
    const { unit, orderId } = await owing()
    const no = await open(unit, orderId, method)
    there.gateway.behave('never')
    await there.gateway.pay(no)
    await confirmPayment(clerk, orderId, { receivedOn: world.clock.today(), amountFen: 300_000, note: '' })
    expect(await there.gateway.tell(no)).toBe(true)
    expect(await row(no)).toMatchObject({ state: 'paid', stray: '订单此前已经到账，重复支付' })
    expect(await orderOf(orderId)).toMatchObject({ state: 'paid', method: 'transfer', received_fen: 300_000 })
  })

  it('for an order that was cancelled: 暂存款, and a dead order’s payment is closed as soon as the job comes by', async () => {
    const { unit, orderId } = await owing()
    const no = await open(unit, orderId, method)
    await cancelOrder(unit.ctx, orderId)
    there.gateway.behave('never')
    await there.gateway.pay(no)
    await there.gateway.tell(no)
    expect(await row(no)).toMatchObject({ state: 'paid', stray: '订单已取消后才支付' })
    const other = await owing()
    const waiting = await open(other.unit, other.orderId, method)
    await cancelOrder(other.unit.ctx, other.orderId)
    later(120)
    await askPending(world.contexts.system())
    expect(there.gateway.book.find(waiting)?.state).toBe('closed')
  })

  it('paid at the last moment, told after the order expired: the money is 暂存款, staff are told, and the order opened again takes it', async () => {
    const { unit, orderId } = await owing()
    const no = await open(unit, orderId, method)
    there.gateway.behave('never')
    await there.gateway.pay(no)
    await inTx(world.contexts.system(), (tx) =>
      tx.updateTable('orders').set({ expires_on: '2026-01-31' }).where('id', '=', orderId).execute(),
    )
    await expireOrders(world.contexts.system())
    expect((await orderOf(orderId)).state).toBe('expired')
    await expect(openTry(unit.ctx, orderId, { method, device: 'desk' })).rejects.toMatchObject({ code: 'not-ready' })
    expect(await there.gateway.tell(no)).toBe(true)
    // A gateway that heard no answer tells again.
    expect(await there.gateway.tell(no)).toBe(true)
    expect(await row(no)).toMatchObject({ state: 'paid', paidFen: 300_000, stray: '订单过期后才支付' })
    expect(await orderOf(orderId)).toMatchObject({ state: 'expired', received_fen: 0 })
    expect(await bookedFor(orderId)).toMatchObject([{ amountFen: 300_000, source: 'online' }])
    const { payment_id: paymentId } = await inTx(clerk, (tx) =>
      tx.selectFrom('online_payments').select('payment_id').where('order_id', '=', orderId).executeTakeFirstOrThrow(),
    )
    const waits = async () =>
      (await inTx(clerk, (tx, ctx) => listSuspense(tx, ctx, { limit: 200 }))).rows.find((one) => one.paymentId === paymentId)
    expect(await waits()).toMatchObject({ leftFen: 300_000 })
    await world.drain()
    expect((await alerts()).some((one) => one.body.includes(no))).toBe(true)
    await reopenOrder(clerk, orderId)
    await inTx(clerk, (tx, ctx) => allocate(tx, ctx, { paymentId: paymentId ?? '', parts: [{ orderId, amountFen: 300_000 }] }))
    expect(await orderOf(orderId)).toMatchObject({ state: 'paid', received_fen: 300_000 })
    expect(await waits()).toBeUndefined()
    expect(await bookedFor(orderId)).toHaveLength(1)
  })

  it('a double click gets the same payment; another member’s order is not there', async () => {
    const { unit, orderId } = await owing()
    const first = await openTry(unit.ctx, orderId, { method, device: 'desk' })
    expect((await openTry(unit.ctx, orderId, { method, device: 'desk' })).id).toBe(first.id)
    const stranger = await someUnit(world)
    await expect(openTry(stranger.ctx, orderId, { method, device: 'desk' })).rejects.toMatchObject({ code: 'not-found' })
    await expect(checkOrder(stranger.ctx, orderId)).rejects.toMatchObject({ code: 'not-found' })
  })

  it('yesterday’s bill agrees; what was forgotten is found by it and booked', async () => {
    const { unit, orderId } = await owing()
    const no = await open(unit, orderId, method)
    there.gateway.behave('never')
    await there.gateway.pay(no)
    const day = world.clock.today()
    world.clock.set(new Date(world.clock.now().getTime() + 24 * 3_600_000))
    await compareBill(clerk, { method, day })
    expect((await orderOf(orderId)).state).toBe('paid')
    const bill = (await listBills(clerk)).rows.find((one) => one.method === method && one.day === day)
    expect(bill).toMatchObject({ differences: [] })
    expect(bill?.paidFen).toBeGreaterThanOrEqual(300_000)
    await expect(compareBill(clerk, { method, day: world.clock.today() })).rejects.toMatchObject({ code: 'input-invalid' })
  })
})

const later = (seconds: number) => house.later(seconds)

describe('both', () => {
  it('changing from one to the other closes the first at its gateway, so that an order is not paid twice', async () => {
    const { unit, orderId } = await owing()
    const first = await open(unit, orderId, 'wechat')
    const second = await open(unit, orderId, 'alipay')
    expect(there.gateway.book.find(first)?.state).toBe('closed')
    await there.gateway.pay(second)
    await paid(orderId)
  })

  it('one that is paid already is found when the other way is tried', async () => {
    const { unit, orderId } = await owing()
    const first = await open(unit, orderId, 'alipay')
    there.gateway.behave('never')
    await there.gateway.pay(first)
    await expect(openTry(unit.ctx, orderId, { method: 'wechat', device: 'phone' })).rejects.toMatchObject({ code: 'already-done' })
    expect((await orderOf(orderId)).state).toBe('paid')
  })

  it('two payments of one order in the same moment: one pays it, the other is 暂存款', async () => {
    const { unit, orderId } = await owing()
    const first = await open(unit, orderId, 'alipay')
    // A page that was left open on another screen: its payment lives on at the gateway.
    await inTx(world.contexts.system(), (tx) =>
      tx.updateTable('online_payments').set({ state: 'closed' }).where('out_trade_no', '=', first).execute(),
    )
    const second = await open(unit, orderId, 'wechat')
    there.gateway.behave('never')
    await Promise.all([there.gateway.pay(first), there.gateway.pay(second)])
    expect(await Promise.all([there.gateway.tell(first), there.gateway.tell(second)])).toEqual([true, true])
    const strays = [await row(first), await row(second)].map((one) => one?.stray)
    expect(strays.filter((one) => one === null)).toHaveLength(1)
    expect(strays.filter((one) => one?.includes('重复支付'))).toHaveLength(1)
  })

  it('the job compares yesterday once, in the late morning, and tells of a difference', async () => {
    const { unit, orderId } = await owing()
    const no = await open(unit, orderId, 'alipay')
    await there.gateway.pay(no)
    await paid(orderId)
    const trade = there.gateway.book.find(no)
    if (!trade) throw new Error('the trade is gone')
    // Their books say another amount than what they told us.
    trade.paidFen = 299_900
    const day = world.clock.today()
    const next = new Date(Date.parse(`${day}T00:00:00+08:00`) + 24 * 3_600_000)
    world.clock.set(new Date(next.getTime() + 9 * 3_600_000))
    await compareYesterday(world.contexts.system())
    expect((await listBills(clerk)).rows.some((one) => one.day === day)).toBe(false)
    world.clock.set(new Date(next.getTime() + 12 * 3_600_000))
    await compareYesterday(world.contexts.system())
    const bill = (await listBills(clerk)).rows.find((one) => one.day === day && one.method === 'alipay')
    expect(bill?.differences).toEqual([{ kind: 'amount', outTradeNo: no, tradeNo: trade.tradeNo, theirsFen: 299_900, oursFen: 300_000 }])
    await world.drain()
    expect((await alerts()).some((one) => one.title.includes(`${day} 的账单`))).toBe(true)
  })
})

describe('settings', () => {
  it('never give a key out again; an empty box keeps the key that is there', async () => {
    const accounts = JSON.stringify(await listAccounts(clerk))
    const alipay = await there.gateway.account('alipay')
    expect(accounts).not.toContain(alipay.privateKey.slice(40, 80))
    expect(accounts).not.toContain(JSON.stringify(alipay.privateKey).slice(40, 80))
    await changeAccount(clerk, { ...formOf(alipay), keys: {} })
    expect((await listAccounts(clerk)).find((one) => one.method === 'alipay')).toMatchObject({ enabled: true, keys: ['privateKey'] })
    await testAccount(clerk, 'alipay')
    expect((await listAccounts(clerk)).find((one) => one.method === 'alipay')).toMatchObject({
      testFailure: '',
      testedAt: expect.any(String),
    })
  })

  it('say in words what is wrong with a number or a key, and a test that fails says why', async () => {
    const form = formOf(await there.gateway.account('wechat'))
    const wrong = { ...form, settings: { ...form.settings, mchId: '12' }, keys: { privateKey: 'nonsense' } }
    await expect(changeAccount(clerk, wrong)).rejects.toMatchObject({
      problems: [{ path: 'settings.mchId' }, { path: 'keys.privateKey' }],
    })
    await changeAccount(clerk, { ...form, settings: { ...form.settings, serialNo: '0'.repeat(40) } })
    await testAccount(clerk, 'wechat')
    expect((await listAccounts(clerk)).find((one) => one.method === 'wechat')?.testFailure).toContain('签名错误')
    await changeAccount(clerk, form)
  })

  it('switched off, nothing can be opened any more, but a payment under way is still booked', async () => {
    const { unit, orderId } = await owing()
    const no = await open(unit, orderId, 'wechat')
    const form = formOf(await there.gateway.account('wechat'))
    await changeAccount(clerk, { ...form, enabled: false })
    await expect(openTry(unit.ctx, orderId, { method: 'wechat', device: 'phone' })).rejects.toMatchObject({ code: 'not-ready' })
    await there.gateway.pay(no)
    await paid(orderId)
    await changeAccount(clerk, form)
  })

  it('need the right to configure', async () => {
    const reader = await world.contexts.staff(['dues.read', 'dues.confirm'])
    await expect(listAccounts(reader)).rejects.toMatchObject({ code: 'not-allowed' })
    await expect(changeAccount(reader, formOf(await there.gateway.account('alipay')))).rejects.toMatchObject({ code: 'not-allowed' })
  })
})

describe('inside 微信', () => {
  /** Goes to the authorisation page and comes back to the order's page, as 微信's browser does. */
  async function cameBack(unit: Awaited<ReturnType<typeof owing>>['unit'], orderId: string): Promise<{ code: string; state: string }> {
    const answer = await fetch((await authorizeLink(unit.ctx, orderId)).split('#')[0] ?? '', { redirect: 'manual' })
    const back = new URL(answer.headers.get('location') ?? '')
    expect(back.pathname).toBe(`/${clerk.association.slug}/portal/dues/orders/${orderId}`)
    return { code: back.searchParams.get('code') ?? '', state: back.searchParams.get('state') ?? '' }
  }
  const inWechat = { method: 'wechat', device: 'wechat' } as const

  it('CACEM-09 the payer is known by the official authorisation, and 微信 is asked with what the merchant has signed', async () => {
    const { unit, orderId } = await owing()
    const opened = await openTry(unit.ctx, orderId, { ...inWechat, ...(await cameBack(unit, orderId)) })
    expect(opened).toMatchObject({
      way: 'jsapi',
      link: null,
      code: null,
      bridge: { package: expect.stringMatching(/^prepay_id=wx/), signType: 'RSA' },
    })
    const { appId, timeStamp, nonceStr, package: packed, paySign } = opened.bridge ?? {}
    const signed = createVerify('RSA-SHA256').update(`${appId}\n${timeStamp}\n${nonceStr}\n${packed}\n`)
    expect(signed.verify((await there.gateway.keys()).wechat.merchant.publicKey, paySign ?? '', 'base64')).toBe(true)
    await there.gateway.pay(opened.id.replaceAll('-', ''))
    await paid(orderId)
    await expectInvariants(world)
  })

  it('a code that was used, and a return for another order, of another person or too late, opens nothing', async () => {
    const [first, second] = [await owing(), await owing()]
    const back = await cameBack(first.unit, first.orderId)
    const refused = expect.objectContaining({ code: 'not-ready' })
    await expect(openTry(second.unit.ctx, second.orderId, { ...inWechat, ...back })).rejects.toEqual(refused)
    await expect(openTry(first.unit.ctx, first.orderId, inWechat)).rejects.toEqual(refused)
    const forged = `${back.state.slice(0, -1)}${back.state.endsWith('0') ? '1' : '0'}`
    await expect(openTry(first.unit.ctx, first.orderId, { ...inWechat, code: back.code, state: forged })).rejects.toEqual(refused)
    await openTry(first.unit.ctx, first.orderId, { ...inWechat, ...back })
    const again = await cameBack(second.unit, second.orderId)
    await expect(openTry(second.unit.ctx, second.orderId, { ...inWechat, ...again, code: back.code })).rejects.toMatchObject({
      code: 'unavailable',
    })
    later(601)
    await expect(openTry(second.unit.ctx, second.orderId, { ...inWechat, ...again })).rejects.toEqual(refused)
  })

  it('without the secret of the 公众号 it is not offered there, and the code to scan stays', async () => {
    const form = formOf(await there.gateway.account('wechat'))
    const { appSecret: _, ...keys } = form.keys
    await inTx(clerk, (tx) =>
      tx
        .updateTable('association_secrets')
        .set({ secret: Buffer.from(JSON.stringify(keys)) })
        .where('name', '=', 'online-wechat')
        .execute(),
    )
    await changeAccount(clerk, { ...form, keys })
    const { unit, orderId } = await owing()
    expect(await offeredMethods(unit.ctx)).toContainEqual({ method: 'wechat', demo: false, inWechat: false })
    await expect(authorizeLink(unit.ctx, orderId)).rejects.toMatchObject({ code: 'not-ready' })
    expect((await openTry(unit.ctx, orderId, { method: 'wechat', device: 'desk' })).code).toMatch(/^data:image/)
    await changeAccount(clerk, form)
    expect(await offeredMethods(unit.ctx)).toContainEqual({ method: 'wechat', demo: false, inWechat: true })
  })
})

describe('by kind of member', () => {
  it('CAQ-09, 18 what is for individuals only is neither offered to a unit nor taken from it', async () => {
    const { unit, orderId } = await owing()
    const { association } = unit.ctx
    const { settings } = association
    const methods: PayWay[] = ['transfer', { method: 'alipay', for: 'person' }]
    const ctx = { ...unit.ctx, association: { ...association, settings: { ...settings, dues: { ...settings.dues, methods } } } }
    expect(await offeredMethods(ctx)).toEqual([])
    await expect(openTry(ctx, orderId, { method: 'alipay', device: 'phone' })).rejects.toMatchObject({ code: 'not-ready' })
    await cancelOrder(unit.ctx, orderId)
    expect((await quote(ctx, [2026])).methods).toEqual(['transfer'])
    await expect(openOrder(ctx, { years: [2026], payer: payerOf(unit), method: 'alipay' })).rejects.toMatchObject({
      problems: [{ path: 'method' }],
    })
    expect(methodsFor(methods, 'person')).toEqual(['transfer', 'alipay'])
  })
})
