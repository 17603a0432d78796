/** Money is integer 分 everywhere; 元 exists on screens and paper only. */

/** 300000 → '3,000.00' */
export function formatFen(fen: number): string {
  assertFen(fen)
  const whole = String(Math.floor(Math.abs(fen) / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '-' : ''}${whole}.${String(Math.abs(fen) % 100).padStart(2, '0')}`
}

/** '3,000.5' or '3000' → 300050, 300000; null when it is not an amount of at most two decimals. */
export function parseYuan(text: string): number | null {
  const plain = text
    .trim()
    .replace(/[,\uff0c]/g, '')
    .replace(/^[\u00a5\uffe5]/, '')
    .replace(/元$/, '')
    .trim()
  const parts = /^(-?)(\d{1,13})(?:\.(\d{1,2}))?$/.exec(plain)
  if (parts === null) return null
  const fen = Number(parts[2]) * 100 + Number((parts[3] ?? '').padEnd(2, '0'))
  return parts[1] === '-' && fen !== 0 ? -fen : fen
}

const NUMERALS = '零壹贰叁肆伍陆柒捌玖'
const PLACES = ['', '拾', '佰', '仟']
const GROUPS = ['', '万', '亿', '万亿']

/** 300000 → '叁仟元整': the capital amount of vouchers and receipts (《支付结算办法》 annex 1). */
export function capitalFen(fen: number): string {
  assertFen(fen)
  const sign = fen < 0 ? '负' : ''
  const amount = Math.abs(fen)
  const yuan = Math.floor(amount / 100)
  const jiao = Math.floor((amount % 100) / 10)
  const cent = amount % 10
  if (amount === 0) return '零元整'
  let text = yuan > 0 ? `${capitalInteger(yuan)}元` : ''
  if (jiao === 0 && cent === 0) return `${sign}${text}整`
  if (jiao > 0) text += `${yuan > 0 && yuan % 10 === 0 ? '零' : ''}${NUMERALS[jiao]}角`
  else if (yuan > 0) text += '零'
  text += cent > 0 ? `${NUMERALS[cent]}分` : '整'
  return sign + text
}

function capitalInteger(value: number): string {
  let text = ''
  let rest = value
  for (let group = 0; rest > 0; group += 1, rest = Math.floor(rest / 10_000)) {
    const part = rest % 10_000
    const higher = rest >= 10_000
    if (part > 0) text = (higher && part < 1000 ? '零' : '') + capitalGroup(part) + GROUPS[group] + text
    else if (text !== '' && !text.startsWith('零')) text = `零${text}`
  }
  return text
}

function capitalGroup(part: number): string {
  let text = ''
  let rest = part
  for (let place = 0; rest > 0; place += 1, rest = Math.floor(rest / 10)) {
    const digit = rest % 10
    if (digit > 0) text = `${NUMERALS[digit]}${PLACES[place]}${text}`
    else if (text !== '' && !text.startsWith('零')) text = `零${text}`
  }
  return text
}

function assertFen(fen: number): void {
  if (!Number.isSafeInteger(fen)) throw new RangeError(`not an amount in fen: ${fen}`)
}
