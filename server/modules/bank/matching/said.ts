import { toHalfWidth } from '../../../../contract/rules/text.ts'
import { TRANSFER_ALPHABET } from '../../../../contract/rules/transfer-code.ts'
import type { Incoming } from './match.ts'

const letters = `[${TRANSFER_ALPHABET}]`
const run = new RegExp(`${letters}(?:[\\s-]?${letters}){7,}`, 'g')
const tight = (text: string) => text.replace(/[\s-]/g, '')

/** Every eight characters of a text that may be a transfer code, however they are spaced. */
export function* codesWritten(text: string): Generator<string> {
  for (const [found] of toHalfWidth(text).toUpperCase().matchAll(run)) {
    const plain = tight(found)
    for (let at = 0; at + 8 <= plain.length; at += 1) yield plain.slice(at, at + 8)
  }
}

/** Words that look like a transfer code, right or not. */
export function* codeLikes(text: string): Generator<string> {
  const words = toHalfWidth(text)
    .toUpperCase()
    .matchAll(/(?<![0-9A-Z])(?=[0-9A-Z]*[A-Z])[0-9A-Z]{4}[\s-]?[0-9A-Z]{4}(?![0-9A-Z])/g)
  for (const [word] of words) yield tight(word)
}

/** What a code may have been that was written with one slip, or with two characters swapped. */
export function* slips(code: string): Generator<string> {
  for (let at = 0; at < code.length; at += 1) {
    for (const letter of TRANSFER_ALPHABET) yield code.slice(0, at) + letter + code.slice(at + 1)
    if (at + 1 < code.length) yield code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2)
  }
}

export const creditCodesIn = ({ note, payerName }: Pick<Incoming, 'note' | 'payerName'>): string[] =>
  toHalfWidth(`${note} ${payerName}`)
    .toUpperCase()
    .match(/(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{18}(?![0-9A-Z])/g) ?? []

/** Words of a note that may be a member's name. */
export const noteWords = (note: string): string[] => note.split(/[\s,，;；:：。/]+/).filter((word) => word.length >= 4)

/** Everything of these lines that a claim may be looked up by. */
export function saidIn(lines: readonly Incoming[]): { names: string[]; codes: string[]; creditCodes: string[]; accounts: string[] } {
  const [names, codes, creditCodes, accounts] = [new Set<string>(), new Set<string>(), new Set<string>(), new Set<string>()]
  for (const line of lines) {
    if (line.payerName !== '') names.add(line.payerName)
    if (line.payerAccount !== '') accounts.add(line.payerAccount)
    for (const word of noteWords(line.note)) names.add(word)
    for (const code of codesOf(line.note)) codes.add(code)
    for (const code of creditCodesIn(line)) creditCodes.add(code)
  }
  return { names: [...names], codes: [...codes], creditCodes: [...creditCodes], accounts: [...accounts] }
}

function* codesOf(note: string): Generator<string> {
  yield* codesWritten(note)
  for (const word of codeLikes(note)) yield* slips(word)
}
