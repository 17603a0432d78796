import { generateKeyPairSync } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { dayOf } from '../../kernel/clock.ts'
import { startGateway } from '../../testing/gateway.ts'
import { alipayGateway } from './alipay.ts'
import { type AlipayAccount, type Ask, Forged, type Gateway, GatewayError, type WechatAccount } from './gateway.ts'
import { pemOf, readPrivateKey, readPublicKey } from './keys.ts'
import { wechatGateway } from './wechat.ts'

/** Both clients against a gateway with real keys that verifies every request and signs every answer. */
let there: Awaited<ReturnType<typeof startGateway>>
let alipay: AlipayAccount
let wechat: WechatAccount

beforeAll(async () => {
  there = await startGateway()
  const [first, second] = [await there.gateway.account('alipay'), await there.gateway.account('wechat')]
  if (first.method !== 'alipay' || second.method !== 'wechat') throw new Error('the accounts are mixed up')
  alipay = first
  wechat = second
})
afterAll(() => there.close())

let made = 0
function ask(amountFen = 300_000): Ask {
  made += 1
  const now = new Date()
  return {
    outTradeNo: `test${String(made).padStart(20, '0')}`,
    amountFen,
    subject: '示例协会 缴费订单 D-1',
    now,
    expiresAt: new Date(now.getTime() + 1_800_000),
    returnUrl: '/somewhere/portal/dues',
    notifyUrl: 'http://127.0.0.1:1/nobody',
    address: '203.0.113.7',
  }
}

/** Opens a payment as the payer's browser would: a page or wap payment exists once its page was visited. */
async function opened(method: 'alipay' | 'wechat', wish = ask()): Promise<Ask> {
  const link = method === 'alipay' ? await alipayGateway(alipay).open('page', wish) : await wechatGateway(wechat).open('native', wish)
  const page = await fetch(link)
  expect(page.status).toBe(200)
  expect(await page.text()).toContain('3000.00')
  return wish
}

const strangers = generateKeyPairSync('rsa', { modulusLength: 2048 })

describe.each(['alipay', 'wechat'] as const)('%s', (method) => {
  const client = (): Gateway => (method === 'alipay' ? alipayGateway(alipay) : wechatGateway(wechat))

  it('does not know a payment nobody opened, and the test of the settings is passed by that', async () => {
    expect(await client().query('neverheardof00')).toEqual({ state: 'unknown', outTradeNo: 'neverheardof00' })
    await client().test()
  })

  it('opens, waits, is paid, and says when, by whom and how much', async () => {
    const wish = await opened(method)
    expect(await client().query(wish.outTradeNo)).toMatchObject({ state: 'waiting' })
    there.gateway.behave('never')
    await there.gateway.pay(wish.outTradeNo)
    const finding = await client().query(wish.outTradeNo)
    expect(finding).toMatchObject({ state: 'paid', paidFen: 300_000, tradeNo: expect.stringMatching(/^\d{28}$/) })
    expect(finding.state === 'paid' && Math.abs(finding.paidAt.getTime() - Date.now())).toBeLessThan(5000)
  })

  it('closes what waits, and what was never visited', async () => {
    const wish = await opened(method)
    await client().close(wish.outTradeNo)
    expect(await client().query(wish.outTradeNo)).toMatchObject({ state: 'closed' })
    await client().close('neverheardof01')
  })

  it('hears a notification, and no forged, tampered or foreign one', async () => {
    const wish = await opened(method)
    there.gateway.behave('never')
    await there.gateway.pay(wish.outTradeNo)
    const trade = there.gateway.book.find(wish.outTradeNo)
    if (!trade) throw new Error('the trade is gone')
    const { body, headers } = await there.gateway.noticeOf(trade)
    expect(await client().hear({ headers, body: Buffer.from(body) })).toMatchObject({
      state: 'paid',
      outTradeNo: wish.outTradeNo,
      paidFen: 300_000,
    })
    const tampered = method === 'alipay' ? body.replace('3000.00', '0001.00') : body.replace('支付成功', '支付失败')
    expect(tampered).not.toBe(body)
    await expect(client().hear({ headers, body: Buffer.from(tampered) })).rejects.toThrow(Forged)
    const forged = await there.gateway.noticeOf(trade, { forged: true })
    await expect(client().hear({ headers: forged.headers, body: Buffer.from(forged.body) })).rejects.toThrow(Forged)
    await expect(client().hear({ headers: {}, body: Buffer.from('') })).rejects.toThrow(Forged)
    const other =
      method === 'alipay' ? alipayGateway({ ...alipay, appId: '2021999999999999' }) : wechatGateway({ ...wechat, mchId: '1999999999' })
    await expect(other.hear({ headers, body: Buffer.from(body) })).rejects.toThrow(Forged)
  })

  it('refunds in parts, never more than was paid, and the same refund once', async () => {
    const wish = await opened(method)
    there.gateway.behave('never')
    await there.gateway.pay(wish.outTradeNo)
    const part = {
      outTradeNo: wish.outTradeNo,
      refundNo: `refund${made}`,
      amountFen: 100_000,
      totalFen: 300_000,
      reason: '多交',
      notifyUrl: wish.notifyUrl,
    }
    expect(await client().refundState(wish.outTradeNo, part.refundNo)).toEqual({ state: 'unknown' })
    await client().refund(part)
    await client().refund(part)
    const sent = await client().refundState(wish.outTradeNo, part.refundNo)
    expect(sent).toEqual({ state: 'done', at: expect.any(Date) })
    await expect(client().refund({ ...part, refundNo: `${part.refundNo}b`, amountFen: 200_001 })).rejects.toThrow(GatewayError)
  })

  it("reads the day's bill as the gateway writes it", async () => {
    expect(await client().bill('2020-02-02')).toBeNull()
    const wish = await opened(method)
    there.gateway.behave('never')
    await there.gateway.pay(wish.outTradeNo)
    const lines = await client().bill(dayOf(new Date()))
    expect(lines?.find((line) => line.outTradeNo === wish.outTradeNo)).toEqual({
      outTradeNo: wish.outTradeNo,
      tradeNo: there.gateway.book.find(wish.outTradeNo)?.tradeNo,
      refundNo: '',
      kind: 'paid',
      amountFen: 300_000,
      feeFen: expect.any(Number),
    })
    const refundNo = `back${made}`
    await client().refund({ ...wish, refundNo, amountFen: 100_000, totalFen: 300_000, reason: '多交' })
    const after = await client().bill(dayOf(new Date()))
    expect(after?.find((line) => line.refundNo === refundNo)).toMatchObject({
      outTradeNo: wish.outTradeNo,
      kind: 'refunded',
      amountFen: 100_000,
    })
  })

  it('hears of a refund, and no forged word of one', async () => {
    const wish = await opened(method)
    there.gateway.behave('never')
    await there.gateway.pay(wish.outTradeNo)
    const refundNo = `told${made}`
    await client().refund({ ...wish, refundNo, totalFen: 300_000, reason: '退会' })
    const trade = there.gateway.book.find(wish.outTradeNo)
    if (!trade) throw new Error('the trade is gone')
    const { body, headers } = await there.gateway.noticeOf(trade, { refundNo })
    expect(await client().hear({ headers, body: Buffer.from(body) })).toEqual({ state: 'refund', refundNo })
    const forged = await there.gateway.noticeOf(trade, { refundNo, forged: true })
    await expect(client().hear({ headers: forged.headers, body: Buffer.from(forged.body) })).rejects.toThrow(Forged)
  })

  it('believes no answer that another has signed, and is refused when its own key is another', async () => {
    const theirs = pemOf(strangers.publicKey)
    const ours = pemOf(strangers.privateKey)
    const [deceived, stranger] =
      method === 'alipay'
        ? [alipayGateway({ ...alipay, alipayPublicKey: theirs }), alipayGateway({ ...alipay, privateKey: ours })]
        : [wechatGateway({ ...wechat, publicKey: theirs }), wechatGateway({ ...wechat, privateKey: ours })]
    await expect(deceived.test()).rejects.toThrow(GatewayError)
    await expect(stranger.test()).rejects.toThrow(/签名/)
  })

  it('says so when nobody answers', async () => {
    const nowhere = 'http://127.0.0.1:1'
    const silent = method === 'alipay' ? alipayGateway({ ...alipay, gateway: nowhere }) : wechatGateway({ ...wechat, gateway: nowhere })
    await expect(silent.query('whatever0000')).rejects.toThrow(GatewayError)
  })
})

describe('微信支付 on a phone', () => {
  it('opens an H5 page that comes back to us, and a payment inside 微信 for an openid', async () => {
    const wish = ask()
    expect(await wechatGateway(wechat).open('h5', wish)).toMatch(/cashier\/test\d+\?h5=1&redirect_url=%2Fsomewhere%2Fportal%2Fdues$/)
    expect(await wechatGateway(wechat).open('jsapi', { ...ask(), openId: 'oDemo' })).toMatch(/^wx/)
    await expect(wechatGateway(wechat).open('jsapi', ask())).rejects.toThrow(GatewayError)
  })
})

describe('keys', () => {
  it('are read as PEM, as PKCS#1 and as the bare base64 that tools hand out', () => {
    const { privateKey, publicKey } = strangers
    const pkcs8 = pemOf(privateKey)
    const pkcs1 = String(privateKey.export({ type: 'pkcs1', format: 'pem' }))
    const bare = (pem: string) => pem.replace(/-----[^-]+-----|\s/g, '')
    for (const text of [pkcs8, pkcs1, bare(pkcs8), bare(pkcs1)]) expect(readPrivateKey(text)?.equals(privateKey)).toBe(true)
    for (const text of [pemOf(publicKey), bare(pemOf(publicKey))]) expect(readPublicKey(text)?.equals(publicKey)).toBe(true)
    for (const text of ['', 'abc', bare(pkcs8).slice(0, 300)]) expect(readPrivateKey(text)).toBeNull()
    expect(
      readPrivateKey(String(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' }))),
    ).toBeNull()
  })
})
