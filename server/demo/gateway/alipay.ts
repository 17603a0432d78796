import { createSign, createVerify } from 'node:crypto'
import { zipSync } from 'fflate'
import { type Book, beijing, fenOf, type Trade, yuan } from './book.ts'
import { gbk } from './gbk.ts'
import type { Keys } from './keys.ts'

type Fields = Record<string, string>
type Reply = Record<string, unknown>
type AlipayKeys = Keys['alipay']

const signOf = (keys: AlipayKeys, text: string) => createSign('RSA-SHA256').update(text, 'utf8').sign(keys.gateway.privateKey, 'base64')

const lineOf = (fields: Fields, without: readonly string[]) =>
  Object.keys(fields)
    .filter((name) => !without.includes(name) && fields[name] !== '')
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&')

/** Whether the request was signed with the merchant's key, over all it says. */
export function isSigned(keys: AlipayKeys, fields: Fields): boolean {
  const right = createVerify('RSA-SHA256').update(lineOf(fields, ['sign']), 'utf8')
  return fields.app_id === keys.appId && fields.sign_type === 'RSA2' && right.verify(keys.merchant.publicKey, fields.sign ?? '', 'base64')
}

/** `{"…_response":{…},"sign":"…"}`: the signature is over the inner object as it is written. */
export function answer(keys: AlipayKeys, method: string, reply: Reply): string {
  const inner = JSON.stringify(reply)
  return `{"${method.replaceAll('.', '_')}_response":${inner},"sign":"${signOf(keys, inner)}"}`
}

const done = { code: '10000', msg: 'Success' }
const failed = (subCode: string, subMsg: string): Reply => ({ code: '40004', msg: 'Business Failed', sub_code: subCode, sub_msg: subMsg })
export const wrongSignature: Reply = { code: '40002', msg: 'Invalid Arguments', sub_code: 'isv.invalid-signature', sub_msg: '无效签名' }
const missing = failed('ACQ.TRADE_NOT_EXIST', '交易不存在')

/** A page or wap payment begins: the trade is there from now on. Null when something essential is not said. */
export function begin(book: Book, fields: Fields, biz: Reply): Trade | null {
  const totalFen = fenOf(biz.total_amount)
  if (!biz.out_trade_no || !biz.subject || Number.isNaN(totalFen) || totalFen <= 0) return null
  return book.open({
    channel: 'alipay',
    outTradeNo: String(biz.out_trade_no),
    subject: String(biz.subject),
    totalFen,
    expiresAt: biz.time_expire ? new Date(`${String(biz.time_expire).replace(' ', 'T')}+08:00`) : new Date(book.now().getTime() + 900_000),
    notifyUrl: fields.notify_url ?? '',
    returnUrl: fields.return_url ?? '',
  })
}

const statuses = { waiting: 'WAIT_BUYER_PAY', paid: 'TRADE_SUCCESS', closed: 'TRADE_CLOSED' } as const

/** The calls between machines. `base`: where bills are fetched. */
export function call(book: Book, method: string, biz: Reply, base: string): Reply {
  if (method === 'alipay.data.dataservice.bill.downloadurl.query') {
    const day = String(biz.bill_date)
    if (book.ofDay('alipay', day).length + book.refundsOfDay('alipay', day).length === 0) return failed('isp.bill_not_exist', '账单不存在')
    return { ...done, bill_download_url: `${base}/alipay/bill/${day}.zip` }
  }
  const trade = book.find(String(biz.out_trade_no))
  if (trade?.channel !== 'alipay') return missing
  const about = { ...done, out_trade_no: trade.outTradeNo, trade_no: trade.tradeNo }
  if (method === 'alipay.trade.query') {
    const paid = trade.paidAt && {
      send_pay_date: beijing(trade.paidAt),
      buyer_logon_id: 'zha***@example.org',
      buyer_user_id: '2088000000000001',
    }
    return { ...about, trade_status: statuses[trade.state], total_amount: yuan(trade.paidAt ? trade.paidFen : trade.totalFen), ...paid }
  }
  if (method === 'alipay.trade.close') {
    if (trade.state === 'paid') return failed('ACQ.TRADE_STATUS_ERROR', '交易状态不合法')
    trade.state = 'closed'
    return about
  }
  const refundNo = String(biz.out_request_no ?? '')
  if (method === 'alipay.trade.refund') {
    const result = book.refund(trade, refundNo, fenOf(biz.refund_amount), trade.notifyUrl)
    if (result === 'empty') return failed('ACQ.SELLER_BALANCE_NOT_ENOUGH', '卖家余额不足')
    if (result === 'too-much') return failed('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL', '退款金额超限')
    return { ...about, fund_change: result === 'done' ? 'Y' : 'N', refund_fee: String(biz.refund_amount) }
  }
  if (method === 'alipay.trade.fastpay.refund.query') {
    const refund = trade.refunds.get(refundNo)
    const status = {
      refund_status: 'REFUND_SUCCESS',
      refund_amount: yuan(refund?.amountFen ?? 0),
      gmt_refund_pay: beijing(refund?.at ?? book.now()),
    }
    return { ...about, ...(refund && status) }
  }
  return failed('isv.invalid-method', '没有这个接口')
}

/** The form that tells of a payment. `key`: sign with another's, for a forged one. */
export function notice(
  keys: AlipayKeys,
  trade: Trade,
  how: { amountFen: number; privateKey?: string; refundNo?: string },
): { type: string; body: string; headers: Fields } {
  const back = trade.refunds.get(how.refundNo ?? '')
  const fields: Fields = {
    notify_time: beijing(trade.paidAt ?? new Date()),
    notify_type: 'trade_status_sync',
    notify_id: `${trade.tradeNo}00`,
    app_id: keys.appId,
    seller_id: keys.sellerId,
    charset: 'utf-8',
    version: '1.0',
    sign_type: 'RSA2',
    trade_no: trade.tradeNo,
    out_trade_no: trade.outTradeNo,
    trade_status: 'TRADE_SUCCESS',
    total_amount: yuan(how.amountFen),
    receipt_amount: yuan(how.amountFen),
    subject: trade.subject,
    gmt_payment: beijing(trade.paidAt ?? new Date()),
    buyer_logon_id: 'zha***@example.org',
    ...(back && { out_biz_no: how.refundNo ?? '', refund_fee: yuan(back.amountFen), gmt_refund: beijing(back.at) }),
  }
  const sign = createSign('RSA-SHA256')
    .update(lineOf(fields, ['sign', 'sign_type']), 'utf8')
    .sign(how.privateKey ?? keys.gateway.privateKey, 'base64')
  return {
    type: 'application/x-www-form-urlencoded; charset=utf-8',
    body: new URLSearchParams({ ...fields, sign }).toString(),
    headers: {},
  }
}

const head =
  '支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,对方账户,订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）,备注'

/** A day's bill: a ZIP of two CSV files in GBK. */
export function bill(keys: AlipayKeys, book: Book, day: string): Buffer {
  const line = (one: Trade, kind: string, moment: Date | null, fen: number, refundNo: string) => {
    const [at, fee] = [beijing(moment ?? new Date()), yuan(Math.round(fen * -0.006))]
    const about = [one.tradeNo, one.outTradeNo, kind, one.subject, at, at, 'zha***@example.org']
    return [...about, yuan(fen), yuan(fen), refundNo, fee, ''].map((cell) => `${cell}\t`).join(',')
  }
  const rows = [
    ...book.ofDay('alipay', day).map((one) => line(one, '交易', one.paidAt, one.paidFen, '')),
    ...book.refundsOfDay('alipay', day).map(({ trade, refundNo, refund }) => line(trade, '退款', refund.at, -refund.amountFen, refundNo)),
  ]
  const lines = [
    `#支付宝业务明细查询`,
    `#账号：[${keys.sellerId}0156]`,
    `#-----业务明细列表-----`,
    head,
    ...rows,
    `#-----业务明细列表结束-----`,
  ]
  const sums = ['#支付宝业务汇总查询', '门店编号,门店名称,交易订单总笔数,订单金额（元）', `合计,,${rows.length},0.00`]
  return Buffer.from(zipSync({ 'details.csv': gbk(lines.join('\r\n')), 'summary.csv': gbk(sums.join('\r\n')) }))
}
