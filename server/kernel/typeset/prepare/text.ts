/** Lets an endless word (a web address, a code) break, so that it can't run out of its cell; invisible in print. */
export function breakable(text: string, longest: number): string {
  const endless = new RegExp(`[\\x21-\\x7e]{${longest + 1},}`, 'g')
  const piece = new RegExp(`.{1,${Math.min(longest, 8)}}`, 'g')
  return text.replace(endless, (word) => (word.match(piece) ?? []).join('\u200b'))
}

/**
 * What no document should carry: control characters, half surrogates, and the marks that turn the direction of writing
 * (they can make a name read as another name, and some typesetters stumble over them).
 */
export function printable(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]|\p{Surrogate}|[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
}
