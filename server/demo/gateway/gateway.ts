import { generateKeyPairSync } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Account } from '../../modules/online/index.ts'
import * as alipay from './alipay.ts'
import { Book, type Channel, type Refunding, type Trade } from './book.ts'
import { type Keys, makeKeys } from './keys.ts'
import * as wechat from './wechat.ts'

/** How a paid trade is told of. `misreported`: rightly signed, but with another amount than was paid. */
export type Telling = 'once' | 'twice' | 'never' | 'forged' | 'misreported'

export interface GatewayOptions {
  /** Where it stands in the app that serves it. */
  path: string
  /** How machines reach it, without `path`: http://127.0.0.1:3000 */
  origin: () => string
  now: () => Date
}

interface Notice {
  forged?: boolean
  amountFen?: number
  /** Of a refund, not of the payment. */
  refundNo?: string
}

/** Seconds after which a notification that was not heard is repeated; the real ones go on for a day. */
const repeats = [2, 10, 60]

/**
 * 支付宝 and 微信支付 played by ourselves, with real RSA keys: it verifies what we sign, signs what it says, and notifies well or badly.
 * The demo's visitors pay with it, and the tests prove the module against it.
 */
export function makeGateway(options: GatewayOptions) {
  const book = new Book(options.now)
  let made: Promise<Keys> | undefined
  const keys = () => {
    made ??= makeKeys()
    return made
  }
  const base = () => options.origin() + options.path
  let telling: Telling = 'once'
  const noticeOf = async (trade: Trade, how: Notice = {}) => {
    const both = await keys()
    const { forged, refundNo } = how
    const said = { amountFen: how.amountFen ?? trade.paidFen, ...(forged && { privateKey: strangersKey() }), ...(refundNo && { refundNo }) }
    return trade.channel === 'alipay' ? alipay.notice(both.alipay, trade, said) : wechat.notice(both.wechat, trade, said)
  }
  /** Sends one notification; whether it was heard. */
  const tell = async (outTradeNo: string, how: Notice = {}): Promise<boolean> => {
    const trade = found(book, outTradeNo)
    const { type, body, headers } = await noticeOf(trade, how)
    const url = trade.refunds.get(how.refundNo ?? '')?.notifyUrl ?? trade.notifyUrl
    const answer = await fetch(url, { method: 'POST', body, headers: { ...headers, 'content-type': type } }).catch(() => null)
    if (!answer) return false
    return trade.channel === 'alipay' ? (await answer.text()) === 'success' : answer.ok
  }
  const keepTelling = async (outTradeNo: string, how: Notice = {}) => {
    for (const seconds of [0, ...repeats]) {
      await pause(seconds * 1000, undefined, { ref: false })
      if (await tell(outTradeNo, how)) return
    }
  }
  const tellAs: Record<Telling, (trade: Trade) => Promise<unknown>> = {
    once: (trade) => keepTelling(trade.outTradeNo),
    twice: (trade) => Promise.all([tell(trade.outTradeNo), tell(trade.outTradeNo)]),
    never: async () => undefined,
    forged: (trade) => tell(trade.outTradeNo, { forged: true }),
    misreported: (trade) => tell(trade.outTradeNo, { amountFen: trade.paidFen * 100 }),
  }
  return {
    path: options.path,
    base,
    book,
    keys,
    tell,
    noticeOf,
    /** From now on paid trades are told of like this. */
    behave(how: Telling) {
      telling = how
    },
    /** From now on refunds fare like this. */
    refundsGo(how: Refunding) {
      book.refunding = how
    },
    /** A refund was taken in: it is told of beside, unless nothing is told now. */
    refunded(refundNo: string): void {
      const known = book.refundOf(refundNo)
      if (known?.refund.notifyUrl && telling !== 'never') void keepTelling(known.trade.outTradeNo, { refundNo })
    },
    /** The payer pays; `paidFen` another amount than was asked. The notification goes out beside, as it does in life. */
    async pay(outTradeNo: string, paidFen?: number): Promise<boolean> {
      const trade = found(book, outTradeNo)
      if (!book.pay(trade, paidFen ?? trade.totalFen)) return false
      void tellAs[telling](trade)
      return true
    },
    /** What a merchant of this gateway enters into the settings. */
    async account(method: Channel): Promise<Account> {
      const both = await keys()
      if (method === 'alipay') {
        const { merchant, gateway, ...about } = both.alipay
        const url = `${base()}/alipay/gateway.do`
        return { method, ...about, privateKey: merchant.privateKey, alipayPublicKey: gateway.publicKey, gateway: url, demo: true }
      }
      const { merchant, gateway, ...about } = both.wechat
      const there = { gateway: `${base()}/wechat`, openUrl: `${base()}/open`, apiUrl: `${base()}/api` }
      return { method, ...about, privateKey: merchant.privateKey, publicKey: gateway.publicKey, ...there, demo: true }
    },
  }
}

export type PayGateway = ReturnType<typeof makeGateway>

function found(book: Book, outTradeNo: string): Trade {
  const trade = book.find(outTradeNo)
  if (!trade) throw new Error(`the gateway knows no ${outTradeNo}`)
  return trade
}

function strangersKey(): string {
  return generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  }).privateKey
}
