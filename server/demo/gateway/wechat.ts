import { createCipheriv, createHash, createSign, createVerify, randomBytes } from 'node:crypto'
import { type Book, beijing, type Refund, type Trade, yuan } from './book.ts'
import type { Keys } from './keys.ts'

type WechatKeys = Keys['wechat']
export type Body = Record<string, unknown>

export interface Said {
  status: number
  body: Body | null
}

/** Whether the Authorization was made with the merchant's key over exactly this request, lately. */
export function isAuthorized(keys: WechatKeys, header: string, request: { method: string; url: string; body: string }): boolean {
  const said = Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map((match) => [match[1], match[2] ?? '']))
  if (!header.startsWith('WECHATPAY2-SHA256-RSA2048 ') || said.mchid !== keys.mchId || said.serial_no !== keys.serialNo) return false
  if (Math.abs(Date.now() / 1000 - Number(said.timestamp)) > 300) return false
  return createVerify('RSA-SHA256')
    .update(`${request.method}\n${request.url}\n${said.timestamp}\n${said.nonce_str}\n${request.body}\n`)
    .verify(keys.merchant.publicKey, said.signature ?? '', 'base64')
}

/** The headers that prove where an answer or a notification comes from. */
export function seal(keys: WechatKeys, body: string, privateKey = keys.gateway.privateKey): Record<string, string> {
  const [timestamp, nonce] = [String(Math.floor(Date.now() / 1000)), randomBytes(16).toString('hex')]
  const signature = createSign('RSA-SHA256').update(`${timestamp}\n${nonce}\n${body}\n`).sign(privateKey, 'base64')
  return {
    'wechatpay-timestamp': timestamp,
    'wechatpay-nonce': nonce,
    'wechatpay-signature': signature,
    'wechatpay-serial': keys.publicKeyId,
  }
}

const isBody = (value: unknown): value is Body => typeof value === 'object' && value !== null
const refused = (status: number, code: string, message: string): Said => ({ status, body: { code, message } })
const missing = refused(404, 'ORDER_NOT_EXIST', '订单不存在')

/** `path` without the gateway's own folder: `/v3/pay/…`. */
export function call(keys: WechatKeys, book: Book, method: string, path: string, body: Body, base: string): Said {
  const url = new URL(path, 'http://gateway')
  const opening = /^\/v3\/pay\/transactions\/(native|h5|jsapi)$/.exec(url.pathname)
  if (method === 'POST' && opening) return begin(keys, book, opening[1] ?? '', body, base)
  const asked = /^\/v3\/pay\/transactions\/out-trade-no\/([\w-]+)(\/close)?$/.exec(url.pathname)
  if (asked) return aboutTrade(keys, book, asked[1] ?? '', asked[2] !== undefined)
  if (method === 'POST' && url.pathname === '/v3/refund/domestic/refunds') return refund(book, body)
  const told = /^\/v3\/refund\/domestic\/refunds\/([\w-]+)$/.exec(url.pathname)
  if (told) return refundState(book, told[1] ?? '')
  if (url.pathname === '/v3/bill/tradebill') {
    const day = url.searchParams.get('bill_date') ?? ''
    if (book.ofDay('wechat', day).length + book.refundsOfDay('wechat', day).length === 0)
      return refused(400, 'NO_STATEMENT_EXIST', '账单文件不存在')
    const hash = createHash('sha1')
      .update(bill(keys, book, day))
      .digest('hex')
    return { status: 200, body: { hash_type: 'SHA1', hash_value: hash, download_url: `${base}/wechat/v3/billdownload/file?token=${day}` } }
  }
  return refused(404, 'RESOURCE_NOT_EXISTS', '没有这个接口')
}

function begin(keys: WechatKeys, book: Book, way: string, body: Body, base: string): Said {
  const amount = isBody(body.amount) ? body.amount : {}
  const outTradeNo = String(body.out_trade_no ?? '')
  const right = body.mchid === keys.mchId && body.appid === keys.appId && /^[\w-]{6,32}$/.test(outTradeNo)
  if (!right || !Number.isInteger(amount.total) || Number(amount.total) <= 0 || !body.description)
    return refused(400, 'PARAM_ERROR', '参数错误')
  if (way === 'h5' && !isBody(body.scene_info)) return refused(400, 'PARAM_ERROR', '缺少 scene_info')
  if (book.find(outTradeNo)) return refused(403, 'OUT_TRADE_NO_USED', '商户订单号重复')
  book.open({
    channel: 'wechat',
    outTradeNo,
    subject: String(body.description),
    totalFen: Number(amount.total),
    expiresAt: new Date(String(body.time_expire)),
    notifyUrl: String(body.notify_url),
    returnUrl: '',
  })
  const cashier = `${base}/cashier/${outTradeNo}`
  if (way === 'native') return { status: 200, body: { code_url: cashier } }
  return { status: 200, body: way === 'h5' ? { h5_url: `${cashier}?h5=1` } : { prepay_id: `wx${outTradeNo}` } }
}

function aboutTrade(keys: WechatKeys, book: Book, outTradeNo: string, close: boolean): Said {
  const trade = book.find(outTradeNo)
  if (trade?.channel !== 'wechat') return missing
  if (!close) return { status: 200, body: transaction(keys, trade, trade.paidFen) }
  if (trade.state === 'paid') return refused(400, 'ORDERPAID', '订单已支付')
  trade.state = 'closed'
  return { status: 204, body: null }
}

const states = { waiting: 'NOTPAY', paid: 'SUCCESS', closed: 'CLOSED' } as const

function transaction(keys: WechatKeys, trade: Trade, paidFen: number): Body {
  const paid = trade.paidAt && {
    transaction_id: trade.tradeNo,
    success_time: `${beijing(trade.paidAt).replace(' ', 'T')}+08:00`,
    payer: { openid: 'oDemo0000000000000000000000' },
    bank_type: 'OTHERS',
  }
  const total = trade.paidAt ? paidFen : trade.totalFen
  return {
    appid: keys.appId,
    mchid: keys.mchId,
    out_trade_no: trade.outTradeNo,
    trade_type: 'NATIVE',
    trade_state: states[trade.state],
    trade_state_desc: states[trade.state],
    amount: { total, payer_total: total, currency: 'CNY', payer_currency: 'CNY' },
    ...paid,
  }
}

function refund(book: Book, body: Body): Said {
  const trade = book.find(String(body.out_trade_no))
  if (!trade) return refused(404, 'RESOURCE_NOT_EXISTS', '订单不存在')
  const amount = isBody(body.amount) ? body.amount : {}
  const refundNo = String(body.out_refund_no)
  const result =
    amount.total === trade.paidFen ? book.refund(trade, refundNo, Number(amount.refund), String(body.notify_url ?? '')) : 'too-much'
  if (result === 'too-much') return refused(400, 'INVALID_REQUEST', '退款金额错误')
  if (result === 'empty') return refused(403, 'NOT_ENOUGH', '基本账户余额不足，请充值后重新发起')
  // A refund here is asynchronous: done when it is asked about.
  return { status: 200, body: { out_refund_no: refundNo, status: 'PROCESSING' } }
}

function refundState(book: Book, refundNo: string): Said {
  const known = book.refundOf(refundNo)
  if (!known) return refused(404, 'RESOURCE_NOT_EXISTS', '退款单不存在')
  return { status: 200, body: refundBody(refundNo, known.refund) }
}

const refundBody = (refundNo: string, { amountFen, at, closed }: Refund): Body => ({
  out_refund_no: refundNo,
  status: closed ? 'CLOSED' : 'SUCCESS',
  success_time: `${beijing(at).replace(' ', 'T')}+08:00`,
  amount: { refund: amountFen, currency: 'CNY' },
})

/** What is POSTed when it is paid. `privateKey`: another's, for a forged one. */
export function notice(
  keys: WechatKeys,
  trade: Trade,
  how: { amountFen: number; privateKey?: string; refundNo?: string },
): { type: string; body: string; headers: Record<string, string> } {
  const refundNo = how.refundNo ?? ''
  const back = trade.refunds.get(refundNo)
  const kind = back ? 'refund' : 'transaction'
  const nonce = randomBytes(6).toString('hex')
  const cipher = createCipheriv('aes-256-gcm', Buffer.from(keys.apiV3Key), Buffer.from(nonce))
  cipher.setAAD(Buffer.from(kind))
  const about = { mchid: keys.mchId, out_trade_no: trade.outTradeNo, transaction_id: trade.tradeNo, refund_status: 'SUCCESS' }
  const said = back ? { ...about, ...refundBody(refundNo, back) } : transaction(keys, trade, how.amountFen)
  const text = JSON.stringify(said)
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64')
  const body = JSON.stringify({
    id: trade.tradeNo,
    create_time: new Date().toISOString(),
    resource_type: 'encrypt-resource',
    event_type: back ? 'REFUND.SUCCESS' : 'TRANSACTION.SUCCESS',
    summary: back ? '退款成功' : '支付成功',
    resource: { original_type: kind, algorithm: 'AEAD_AES_256_GCM', ciphertext, associated_data: kind, nonce },
  })
  return { type: 'application/json', body, headers: seal(keys, body, how.privateKey) }
}

const head =
  '交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注'

/** A day's bill: UTF-8, a backtick before every value, the sums in the last two lines. */
export function bill(keys: WechatKeys, book: Book, day: string): Buffer {
  const line = (one: Trade, at: Date | null, refund?: { refundNo: string; amountFen: number }) => {
    const [back, paid] = [yuan(refund?.amountFen ?? 0), yuan(refund ? 0 : one.paidFen)]
    const fee = yuan(Math.round((refund ? -refund.amountFen : one.paidFen) * 0.006))
    const trade = [one.tradeNo, one.outTradeNo, 'oDemo', 'NATIVE', refund ? 'REFUND' : 'SUCCESS', 'OTHERS', 'CNY', paid, '0.00']
    const sent = refund ? ['5000', refund.refundNo, back, '0.00', 'ORIGINAL', 'SUCCESS'] : ['0', '0', '0.00', '0.00', '', '']
    const cells = [
      beijing(at ?? new Date()),
      keys.appId,
      keys.mchId,
      '0',
      '',
      ...trade,
      ...sent,
      one.subject,
      '',
      fee,
      '0.60%',
      paid,
      back,
      '',
    ]
    return cells.map((cell) => `\`${cell}`).join(',')
  }
  const rows = [
    ...book.ofDay('wechat', day).map((one) => line(one, one.paidAt)),
    ...book
      .refundsOfDay('wechat', day)
      .map(({ trade, refundNo, refund }) => line(trade, refund.at, { refundNo, amountFen: refund.amountFen })),
  ]
  const sums = [
    '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
    `\`${rows.length},\`0.00,\`0.00,\`0.00,\`0.00,\`0.00,\`0.00`,
  ]
  return Buffer.from(`\uFEFF${[head, ...rows, ...sums].join('\r\n')}\r\n`)
}
