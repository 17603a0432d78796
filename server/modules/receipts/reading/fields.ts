import { normaliseName } from '../../../../contract/rules/text.ts'
import type { PlacedText } from '../../../kernel/papers/words.ts'
import { type Line, linesOf, plain } from './lines.ts'
import type { Paper } from './paper.ts'

/** Facts a file states outright, beside its page: the data in an OFD. */
export type Stated = ReadonlyMap<string, string>

/**
 * Reads a 财政电子票据 or a 数电发票 from the words of its page. A value stands behind its label, or under it in the same column. Null when
 * it is neither: no number of the right shape under its own label.
 */
export function readFields(words: readonly PlacedText[], stated: Stated = new Map()): Paper | null {
  const lines = linesOf(words)
  const seek = (labels: RegExp, shape: RegExp) =>
    fromStated(stated, labels, shape) ?? beside(lines, labels, shape) ?? under(lines, labels, shape)
  const taxNumber = seek(/发票号码/, /(?<![\dA-Z])\d{20}(?!\d)/)
  const fiscalNumber = taxNumber === null ? seek(/(?:票据|电子票据)号码/, /(?<!\d)\d{10}(?!\d)/) : null
  if (taxNumber === null && fiscalNumber === null) return null
  const whole = lines.map((line) => line.text).join('\n')
  const common = {
    amountFen: amountIn(seek(/小写|价税合计(?!\(大写)|金额合计(?!\(大写)|合计金额|总金额/, /-?[¥￥]?-?[\d,]+\.\d{2}(?!\d)/)),
    issuedOn: dayIn(seek(/开票日期|填开日期/, /\d{4} ?[-年./] ?\d{1,2} ?[-月./] ?\d{1,2}|(?<!\d)20\d{6}(?!\d)/)),
    marks: marksIn(`${whole}\n${[...stated.values()].join('\n')}`),
  }
  if (taxNumber !== null)
    return { ...common, ...partiesOf(lines, stated), document: 'tax', code: '', number: taxNumber, checkCode: '', red: isRed(whole) }
  return {
    ...common,
    document: 'fiscal',
    code: seek(/(?:票据|电子票据)代码/, /(?<!\d)\d{8}(?!\d)/) ?? '',
    number: fiscalNumber ?? '',
    checkCode: seek(/校验码/, /(?<![0-9A-Za-z])[0-9A-Za-z]{6}(?![0-9A-Za-z])/) ?? '',
    title: nameIn(seek(/(?:交款人|缴款人)(?:名称)?(?!统一|信用|识别)/, nameShape)),
    creditCode: seek(/(?:交款人|缴款人)(?:统一社会)?信用代码|(?:交款人|缴款人)统一社会信用代码/, codeShape) ?? '',
    payee: nameIn(seek(/收款单位(?:\(章\))?/, nameShape)),
    red: isRed(whole),
  }
}

const codeShape = /(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])/
/** A name runs until a gap or the next label. */
const nameShape = /[^\s:;][^\n:;]*?(?=\s{2,}|\s+[\u3400-\u9fff（()]{2,14}:|\s*$|\n)/

/** 购买方 stands left of 销售方; a code belongs to the party it stands under. */
function partiesOf(lines: readonly Line[], stated: Stated): Pick<Paper, 'title' | 'creditCode' | 'payee'> {
  const [buyer, ...others] = valuesOf(lines, /名称:/, /^名称:?/).sort((a, b) => a.x - b.x)
  const seller = others.at(-1)
  const away = (one: { x: number } | undefined, x: number) => (one ? Math.abs(one.x - x) : Number.POSITIVE_INFINITY)
  const codes = valuesOf(lines, /(?:统一社会信用代码|纳税人识别号)/, /^.*?(?:识别号|信用代码)(?:\/纳税人识别号)?:?/)
  const code = codes.find(({ x }) => away(buyer, x) < away(seller, x))
  return {
    title: nameIn(fromStated(stated, /购买方名称|购方名称/, /.+/) ?? buyer?.text ?? null),
    creditCode:
      codeShape.exec(fromStated(stated, /购买方(?:纳税人)?(?:识别号|统一社会信用代码)/, codeShape) ?? code?.text ?? '')?.[0] ?? '',
    payee: nameIn(fromStated(stated, /销售方名称|销方名称/, /.+/) ?? seller?.text ?? null),
  }
}

/** What stands behind each such label, with where it stands. */
function valuesOf(lines: readonly Line[], label: RegExp, cut: RegExp): { text: string; x: number }[] {
  return lines.flatMap((line) =>
    line.words.flatMap((word, at) => {
      if (!label.test(word.text)) return []
      const own = word.text.replace(cut, '').trim()
      const next = line.words[at + 1]
      if (own !== '') return [{ text: own, x: word.x }]
      return next && !/:$/.test(next.text) ? [{ text: next.text, x: word.x }] : []
    }),
  )
}

function fromStated(stated: Stated, labels: RegExp, shape: RegExp): string | null {
  for (const [name, value] of stated) {
    const hit = labels.test(plain(name)) ? shape.exec(plain(value)) : null
    if (hit) return hit[0]
  }
  return null
}

/** Behind the label on its line, at most one label further on. */
function beside(lines: readonly Line[], labels: RegExp, shape: RegExp): string | null {
  const wanted = new RegExp(`(?:${labels.source})[)）]?\\s*:?\\s*`, 'g')
  for (const line of lines) {
    for (const hit of line.text.matchAll(wanted)) {
      const rest = line.text.slice(hit.index + hit[0].length)
      // What stands far behind another label is that one's.
      const until = rest.search(/\s[\u3400-\u9fff/（()]{2,16}:/)
      const value = shape.exec(until >= 0 ? `${rest.slice(0, until)}\n` : rest)
      if (value && value.index <= 3) return value[0].trim()
    }
  }
  return null
}

/** In one of the three lines under the label, where a word begins under it. */
function under(lines: readonly Line[], labels: RegExp, shape: RegExp): string | null {
  for (const [at, line] of lines.entries()) {
    const label = line.words.find((word) => labels.test(word.text))
    if (!label) continue
    for (const below of lines.slice(at + 1, at + 4)) {
      const hit = below.words.find((word) => word.x <= label.right && word.right >= label.x && shape.test(word.text))
      if (hit) return shape.exec(hit.text)?.[0].trim() ?? null
    }
  }
  return null
}

function amountIn(text: string | null): number | null {
  const digits = text?.replace(/[¥￥,\s]/g, '')
  if (!digits) return null
  const [yuan = '', fen = ''] = digits.replace('-', '').split('.')
  const value = Number(yuan) * 100 + Number(fen)
  return Number.isSafeInteger(value) ? value : null
}

function dayIn(text: string | null): string | null {
  const parts = /^(\d{4})\D*(\d{1,2})\D*(\d{1,2})/.exec(text ?? '')
  if (!parts) return null
  const day = `${parts[1]}-${(parts[2] ?? '').padStart(2, '0')}-${(parts[3] ?? '').padStart(2, '0')}`
  const real = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(real.getTime()) && real.toISOString().startsWith(day) ? day : null
}

const nameIn = (text: string | null): string => normaliseName([...(text ?? '').replace(/^[:\s]+|[\s:]+$/g, '')].slice(0, 120).join(''))

/** 负数 or 红字 in so many words; an amount alone says it too. */
const isRed = (text: string): boolean => /红字|红冲|\(负数\)|小写\)?\s*:?\s*[¥￥]?\s*-\s*[¥￥]?\s*\d/.test(text)

/** HF2026000012, or the eight characters of a transfer code. */
function marksIn(text: string): string[] {
  const upper = text.normalize('NFKC').toUpperCase()
  return [
    ...new Set(upper.match(/(?<![0-9A-Z])[A-Z]{0,6}[0-9][0-9A-Z-]{5,24}(?![0-9A-Z])|(?<![0-9A-Z])[A-Z][0-9A-Z-]{5,24}(?![0-9A-Z])/g) ?? []),
  ].slice(0, 60)
}
