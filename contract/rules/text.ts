/** Full-width letters, digits and marks to half-width, the ideographic space to a blank. */
export function toHalfWidth(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)).replace(/\u3000/g, ' ')
}

// Marks that steer writing direction, join or hide letters, and control characters: pasted along unseen, never meant.
const invisible = /[\p{Cf}\p{Co}]|(?!\s)\p{Cc}/gu

/** Codes as they are compared and kept: half-width, upper case, no blanks, no invisible marks. */
export function normaliseCode(text: string): string {
  return toHalfWidth(text).replace(invisible, '').replace(/\s/g, '').toUpperCase()
}

/** Numbers people paste: half-width, no blanks; a leading +86 or 86 goes from a mobile. */
export function normaliseMobile(text: string): string {
  const plain = toHalfWidth(text).replace(invisible, '').replace(/[\s-]/g, '')
  return /^\+?86(1\d{10})$/.exec(plain)?.[1] ?? plain
}

/** A unit's or person's name: trimmed, runs of blanks to one, half-width brackets to full-width beside Chinese. */
export function normaliseName(text: string): string {
  const plain = text
    .replace(invisible, '')
    .replace(/[\s\u3000]+/g, ' ')
    .trim()
  return /[\u4e00-\u9fff]/.test(plain) ? plain.replace(/\s*[(\uff08]\s*/g, '\uff08').replace(/\s*[)\uff09]\s*/g, '\uff09') : plain
}

/** Characters as a person counts them: one Chinese character, one emoji, one letter each count 1. */
export function countCharacters(text: string): number {
  return [...text].length
}
