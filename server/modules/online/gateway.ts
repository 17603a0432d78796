import type { OnlineMethod, OnlineWay } from '../../../contract/online-words.ts'

/** What is agreed with 支付宝. Keys as PEM, or the bare base64 their tools hand out. */
export interface AlipayAccount {
  method: 'alipay'
  appId: string
  /** 2088…: when given, a notification for another seller is refused. */
  sellerId: string
  /** The application's own private key. */
  privateKey: string
  alipayPublicKey: string
  gateway: string
  demo: boolean
}

/** What is agreed with 微信支付, in its public-key mode. */
export interface WechatAccount {
  method: 'wechat'
  mchId: string
  appId: string
  /** Serial number of the merchant's API certificate. */
  serialNo: string
  privateKey: string
  /** 32 characters: what notifications are encrypted with. */
  apiV3Key: string
  /** PUB_KEY_ID_…, stands in Wechatpay-Serial. */
  publicKeyId: string
  publicKey: string
  /** Of the 公众号, for payments inside 微信; empty: none there. */
  appSecret: string
  openUrl: string
  apiUrl: string
  gateway: string
  demo: boolean
}

export type Account = AlipayAccount | WechatAccount

/** What is to be paid; `amountFen` in fen, `expiresAt` after which the gateway takes nothing. */
export interface Ask {
  outTradeNo: string
  amountFen: number
  subject: string
  now: Date
  expiresAt: Date
  /** Where the payer comes back to. It proves nothing. */
  returnUrl: string
  /** Where the gateway tells us. */
  notifyUrl: string
  /** The payer's address, which 微信 wants for its H5 payment. */
  address: string
  openId?: string
}

/** What a gateway knows of a try. `unknown`: it has never heard of it (the payer has not come yet). */
export type Finding =
  | { state: 'paid'; outTradeNo: string; tradeNo: string; paidFen: number; paidAt: Date; payer: string }
  | { state: 'waiting' | 'closed' | 'unknown'; outTradeNo: string }

/** What a gateway knows of a refund. closed: given up for good, nothing was sent · abnormal: the payer's card takes nothing, a person has to act. */
export type RefundFinding = { state: 'done'; at: Date | null } | { state: 'pending' | 'closed' | 'abnormal' | 'unknown' }

export interface RefundAsk {
  outTradeNo: string
  /** The same number again is the same refund. */
  refundNo: string
  amountFen: number
  /** Of the whole payment. */
  totalFen: number
  reason: string
  notifyUrl: string
}

/** What a notification says: a payment, or a refund of which the gateway is then asked. */
export type Heard = Finding | { state: 'refund'; refundNo: string }

export interface BillLine {
  outTradeNo: string
  tradeNo: string
  /** Of a refund, its number. */
  refundNo: string
  kind: 'paid' | 'refunded'
  amountFen: number
  feeFen: number
}

/** Both gateways, spoken to alike. Every answer's signature is verified; whatever can't be believed throws a GatewayError. */
export interface Gateway {
  open(way: OnlineWay, ask: Ask): Promise<string>
  query(outTradeNo: string): Promise<Finding>
  /** Nothing may be paid by it any more. A try the gateway never heard of is closed as well. */
  close(outTradeNo: string): Promise<void>
  /** Asks for it; what became of it, `refundState` says. */
  refund(ask: RefundAsk): Promise<void>
  refundState(outTradeNo: string, refundNo: string): Promise<RefundFinding>
  /** A day's bill; null when there was no trade or the bill is not made yet. */
  bill(day: string): Promise<BillLine[] | null>
  /** A notification as it came in; null when it tells of something that is no payment. Throws Forged. */
  hear(notice: { headers: Record<string, string | undefined>; body: Buffer }): Promise<Heard | null>
  /** Keys and numbers are right: the gateway answered a question and its signature holds. */
  test(): Promise<void>
}

/** The gateway could not be reached, refused, or said something that can't be believed. */
export class GatewayError extends Error {
  readonly code: string

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'GatewayError'
    this.code = code
  }
}

const uncertain = new Set([
  'unreachable',
  'signature',
  'answer',
  'SYSTEM_ERROR',
  'FREQUENCY_LIMITED',
  'RATELIMIT_EXCEEDED',
  'BIZERR_NEED_RETRY',
])
/** Whether what was asked for may have been done, or will be when it is asked for again: no refusal. */
export const isUncertain = ({ code }: GatewayError): boolean =>
  uncertain.has(code) || /^5\d\d$/.test(code) || /SYSTEM_ERROR|unknow-error|UNKNOWN/.test(code)

/** Somebody says to be the gateway and isn't, or speaks of another merchant. */
export class Forged extends Error {
  constructor(why: string) {
    super(why)
    this.name = 'Forged'
  }
}

export const waysOf: Record<OnlineMethod, Record<'desk' | 'phone', OnlineWay>> = {
  alipay: { desk: 'page', phone: 'wap' },
  wechat: { desk: 'native', phone: 'h5' },
}
