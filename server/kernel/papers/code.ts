import { createHash } from 'node:crypto'

/** Crockford's letters: none that is taken for another on a bad copy. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const written = /HJ-([0-9A-HJKMNP-TV-Z]{5})-([0-9A-HJKMNP-TV-Z]{5})(?![0-9A-Z])/g

/** Of what was printed, in a shape that does not depend on the order of keys. */
export function digestOf(content: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(content)))
    .digest('hex')
}

/** 「HJ-K7Q2M-9XA4T」: names one print by what is on it; 50 bits, so that two prints of an association never share one. */
export function codeOf(digest: string): string {
  const bits = BigInt(`0x${digest.slice(0, 13)}`)
  const letters = Array.from({ length: 10 }, (_, at) => LETTERS[Number((bits >> BigInt(at * 5)) & 31n)]).join('')
  return `HJ-${letters.slice(0, 5)}-${letters.slice(5)}`
}

/** The codes in a text, each once, in order. */
export function codesIn(text: string): string[] {
  return [...new Set([...text.matchAll(written)].map(([code]) => code))]
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
