import { createHash } from 'node:crypto'
import { checkCitizenId } from '../../../contract/rules/citizen-id.ts'

/** What a member may be found by, and how a search is put to the index. Pure: storing and asking go through the same few lines. */
export interface Findable {
  /** The present name first, then former ones. */
  names: readonly string[]
  /** Pinyin initials of each name. */
  initials: readonly string[]
  /** Credit code, number, contacts' names and mobiles. */
  others: readonly string[]
}

export interface Indexed {
  /** Names and their initials, a tab, the rest; one line each, so that nothing matches across two of them. */
  haystack: string
  grams: string[]
  nameKey: string
}

export interface Wanted {
  /** All must be in the row. Empty when nothing typed is long enough for the index: then the walk alone decides. */
  grams: string[]
  /** LIKE patterns, one per word; all must match. */
  likes: string[]
}

const maxWords = 8

export function indexed(member: Findable): Indexed {
  const names = member.names.map(plain)
  const initials = [...new Set(member.initials.map(plain))]
  const others = [...new Set(member.others.map(plain))].filter((text) => text !== '')
  const grams = new Set<string>()
  for (const text of [...names, ...initials, ...others]) for (const gram of gramsOf(text, 'store')) grams.add(gram)
  return {
    haystack: `${[...names, ...initials].join('\n')}\t${others.join('\n')}`,
    grams: [...grams].sort(),
    nameKey: `${initials[0] ?? ''} ${names[0] ?? ''}`,
  }
}

export function wanted(typed: string): Wanted {
  const words = plain(typed)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, maxWords)
    .map((word) => (checkCitizenId(word.toUpperCase()) === null ? idCardMark(word) : word))
  const grams = new Set(words.flatMap((word) => gramsOf(word, 'ask')))
  return { grams: [...grams].sort(), likes: words.map((word) => `%${word.replace(/[\\%_]/g, '\\$&')}%`) }
}

/** An ID card's number is found when all of it is typed, and by no part of it. */
export const idCardMark = (idCard: string): string => createHash('sha256').update(plain(idCard)).digest('hex').slice(0, 24)

/** Half-width, lower case, no invisible marks, single blanks. */
export function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\u200b-\u200f\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/**
 * Chinese: single characters and pairs. Letters: the same. Runs with a digit (codes, mobiles): threes.
 * Whatever part of a stored text is asked for, its grams are among the stored ones.
 */
function gramsOf(text: string, why: 'store' | 'ask'): string[] {
  const grams: string[] = []
  for (const [run] of text.matchAll(/\p{Script=Han}+|[a-z0-9]+/gu)) {
    if (/[0-9]/.test(run)) grams.push(...slices(run, 3))
    if (why === 'store') for (const [letters] of run.matchAll(/[^0-9]+/g)) grams.push(...slices(letters, 1), ...slices(letters, 2))
    else if (!/[0-9]/.test(run)) grams.push(...slices(run, [...run].length === 1 ? 1 : 2))
  }
  return grams
}

function slices(run: string, length: number): string[] {
  const letters = [...run]
  return letters.slice(0, Math.max(0, letters.length - length + 1)).map((_, at) => letters.slice(at, at + length).join(''))
}
