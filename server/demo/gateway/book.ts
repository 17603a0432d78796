import { randomInt } from 'node:crypto'

export type Channel = 'alipay' | 'wechat'

/** One transaction as the gateway knows it. Amounts in fen. */
export interface Trade {
  channel: Channel
  outTradeNo: string
  subject: string
  totalFen: number
  state: 'waiting' | 'paid' | 'closed'
  expiresAt: Date
  notifyUrl: string
  returnUrl: string
  tradeNo: string
  paidAt: Date | null
  /** What was really paid; another amount than was asked for only where a test wants it so. */
  paidFen: number
  refunds: Map<string, Refund>
}

export interface Refund {
  amountFen: number
  at: Date
  notifyUrl: string
  /** Given up for good: nothing was sent. */
  closed: boolean
}

/** How refunds fare. refuses: the account is empty · loses: done, but the answer never arrives · closes: given up for good. */
export type Refunding = 'well' | 'refuses' | 'loses' | 'closes'

/** The gateway's own books, in memory: it forgets with the process. */
export class Book {
  readonly #trades = new Map<string, Trade>()
  readonly #now: () => Date
  refunding: Refunding = 'well'

  constructor(now: () => Date) {
    this.#now = now
  }

  now(): Date {
    return this.#now()
  }

  /** The same number again is the same trade, as at the real ones. */
  open(wish: Pick<Trade, 'channel' | 'outTradeNo' | 'subject' | 'totalFen' | 'expiresAt' | 'notifyUrl' | 'returnUrl'>): Trade {
    const known = this.#trades.get(wish.outTradeNo)
    if (known) return known
    const tradeNo = `${wish.channel === 'alipay' ? '2026' : '4200'}${Array.from({ length: 24 }, () => randomInt(10)).join('')}`
    const trade: Trade = { ...wish, state: 'waiting', tradeNo, paidAt: null, paidFen: 0, refunds: new Map() }
    this.#trades.set(wish.outTradeNo, trade)
    return trade
  }

  find(outTradeNo: string): Trade | undefined {
    const trade = this.#trades.get(outTradeNo)
    if (trade?.state === 'waiting' && this.#now() > trade.expiresAt) trade.state = 'closed'
    return trade
  }

  /** False when it is paid already, or can't be any more. */
  pay(trade: Trade, paidFen = trade.totalFen): boolean {
    if (this.find(trade.outTradeNo)?.state !== 'waiting') return false
    Object.assign(trade, { state: 'paid', paidAt: this.#now(), paidFen })
    return true
  }

  refund(trade: Trade, refundNo: string, amountFen: number, notifyUrl: string): 'done' | 'again' | 'too-much' | 'empty' {
    const known = trade.refunds.get(refundNo)
    if (known) return known.amountFen === amountFen ? 'again' : 'too-much'
    if (this.refunding === 'refuses') return 'empty'
    const back = [...trade.refunds.values()].reduce((sum, one) => sum + (one.closed ? 0 : one.amountFen), 0)
    if (trade.state !== 'paid' || back + amountFen > trade.paidFen) return 'too-much'
    trade.refunds.set(refundNo, { amountFen, at: this.#now(), notifyUrl, closed: this.refunding === 'closes' })
    return 'done'
  }

  refundOf(refundNo: string): { trade: Trade; refund: Refund } | undefined {
    for (const trade of this.#trades.values()) {
      const refund = trade.refunds.get(refundNo)
      if (refund) return { trade, refund }
    }
    return undefined
  }

  /** What went back on a day of Beijing. */
  refundsOfDay(channel: Channel, day: string): { trade: Trade; refundNo: string; refund: Refund }[] {
    return [...this.#trades.values()]
      .filter((trade) => trade.channel === channel)
      .flatMap((trade) => [...trade.refunds].map(([refundNo, refund]) => ({ trade, refundNo, refund })))
      .filter(({ refund }) => !refund.closed && beijing(refund.at).startsWith(day))
  }

  /** What was paid on a day of Beijing. */
  ofDay(channel: Channel, day: string): Trade[] {
    return [...this.#trades.values()].filter((one) => one.channel === channel && one.paidAt && beijing(one.paidAt).startsWith(day))
  }
}

const inBeijing = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short', timeStyle: 'medium' })
/** 'yyyy-MM-dd HH:mm:ss' */
export const beijing = (moment: Date): string => inBeijing.format(moment)
export const yuan = (fen: number): string => (fen / 100).toFixed(2)
/** '3000.00' → 300000; NaN when it is none. */
export const fenOf = (text: unknown): number => (/^\d+\.\d{2}$/.test(String(text)) ? Math.round(Number(text) * 100) : Number.NaN)
