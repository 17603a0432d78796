import type { PlacedText } from '../../../kernel/papers/words.ts'

/** One line of a page: its words from left to right. */
export interface Line {
  words: { text: string; x: number; right: number }[]
  text: string
}

// Also what no text may hold: controls and halves of letters, which a database refuses.
const invisible = /[\u200b-\u200f\u2060\ufeff\u00ad\p{Cc}\p{Cs}]/gu
// 票 据 代 码: letters set apart to fill a box are one word.
const apart = /(?<=[\u3400-\u9fff（(:])[ \u3000]+(?=[\u3400-\u9fff）):])/g

/** As it is compared: compatibility forms (full width, 康熙 radicals) made plain, nothing invisible. */
export const plain = (text: string): string => text.normalize('NFKC').replace(invisible, '').replace(apart, '').trim()

/** Words on about the same height are a line, whatever order the file wrote them in. */
export function linesOf(words: readonly PlacedText[]): Line[] {
  const sorted = words.map((word) => ({ ...word, text: plain(word.text) })).filter((word) => word.text !== '')
  sorted.sort((a, b) => a.y - b.y || a.x - b.x)
  const rows: (typeof sorted)[] = []
  for (const word of sorted) {
    const row = rows.at(-1)
    const first = row?.[0]
    if (row && first && word.y - first.y <= Math.max(first.height, word.height, 1) * 0.6) row.push(word)
    else rows.push([word])
  }
  return rows.map((row) => {
    row.sort((a, b) => a.x - b.x)
    return { words: row.map(({ text, x, width }) => ({ text, x, right: x + width })), text: row.map(({ text }) => text).join(' ') }
  })
}
