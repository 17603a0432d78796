import { isDay } from '../../../../contract/rules/days.ts'
import { parseYuan } from '../../../../contract/rules/money.ts'
import { toHalfWidth } from '../../../../contract/rules/text.ts'

/** '20261120', '2026/11/20 10:30:00', '2026年11月20日', '20261120103000', a spreadsheet's day number; null when there is no such day. */
export function readDay(text: string): { day: string; time: string | null } | null {
  const plain = toHalfWidth(text).trim()
  const parts =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T-]+(.*))?$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})[ T]?(\d{1,2}[:.]?\d{2}(?:[:.]?\d{2}.*)?)?$/.exec(plain)
  if (parts) {
    const [, year = '', month = '', date = '', rest] = parts
    const day = `${year}-${month.padStart(2, '0')}-${date.padStart(2, '0')}`
    return isDay(day) ? { day, time: readTime(rest ?? '') } : null
  }
  return fromSerial(plain)
}

/** '10:30:00', '103000', '10.30.00' → '10:30:00'; null when none. */
export function readTime(text: string): string | null {
  const parts = /(?:^|[ T])(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?/.exec(text.trim()) ?? /^(\d{2})(\d{2})(\d{2})$/.exec(text.trim())
  if (!parts) return null
  const [hour, minute, second] = [Number(parts[1]), Number(parts[2]), Number(parts[3] ?? 0)]
  if (hour > 23 || minute > 59 || second > 59) return null
  return [hour, minute, second].map((each) => String(each).padStart(2, '0')).join(':')
}

// Days since 1899-12-30, with the time as a fraction: a day cell that lost its format.
function fromSerial(text: string): { day: string; time: string | null } | null {
  if (!/^[34567]\d{4}(\.\d+)?$/.test(text)) return null
  const moment = new Date(Math.round(Number(text) * 86_400) * 1000 - 25_569 * 86_400_000).toISOString()
  return { day: moment.slice(0, 10), time: text.includes('.') ? moment.slice(11, 19) : null }
}

/** Fen with its sign; null for an empty cell ('', '-', '--'); undefined when it is no amount. */
export function readMoney(text: string): number | null | undefined {
  const plain = toHalfWidth(text)
    .replace(/[\s,]/g, '')
    .replace(/^(人民币|CNY|RMB|￥|¥)/i, '')
    .replace(/元$/, '')
  if (/^-{0,3}$/.test(plain)) return null
  const negative = /^\((.+)\)$/.exec(plain)?.[1] ?? /^(.+)-$/.exec(plain)?.[1]
  if (negative !== undefined) return flip(parseYuan(cents(negative)) ?? undefined)
  return parseYuan(cents(plain.replace(/^\+/, ''))) ?? undefined
}

// 3000.0000 is 3000.00: further noughts are no fraction of a fen.
const cents = (text: string) => text.replace(/^(-?)\./, '$10.').replace(/(\.\d{2})0+$/, '$1')
const flip = (fen: number | undefined) => (fen === undefined ? undefined : fen === 0 ? 0 : -fen)

/** 贷 is the bank's debt to us: money in. Undefined when the word says nothing. */
export function readDirection(text: string): 'in' | 'out' | undefined {
  const plain = toHalfWidth(text).replace(/\s/g, '').toUpperCase()
  if (/^(贷|贷方|收|收入|来账|转入|存入|进账|入账|C|CR|CREDIT|\+)/.test(plain)) return 'in'
  if (/^(借|借方|付|支|支出|支取|往账|转出|出账|取出|D|DR|DEBIT|-)/.test(plain)) return 'out'
  return undefined
}
