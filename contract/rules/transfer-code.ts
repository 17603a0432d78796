/**
 * The code a payer writes into the remittance's note: seven characters and a check character. Nothing in it can be
 * taken for something else in handwriting or small print: no 0 O 1 I L.
 */
export const TRANSFER_ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const LENGTH = 8

/** `random` gives whole numbers from 0 up to, not including, its argument. */
export function makeTransferCode(random: (below: number) => number): string {
  const body = Array.from({ length: LENGTH - 1 }, () => TRANSFER_ALPHABET[random(TRANSFER_ALPHABET.length)]).join('')
  return body + checkCharacter(body)
}

/** Weights 2…8 modulo 31, a prime: every single wrong character and every swap of two is noticed. */
function checkCharacter(body: string): string {
  const sum = [...body].reduce((total, letter, at) => total + TRANSFER_ALPHABET.indexOf(letter) * (at + 2), 0)
  return TRANSFER_ALPHABET[sum % TRANSFER_ALPHABET.length] ?? ''
}

/** As a bank statement or a clerk may have it (lower case, blanks, dashes) to how it is kept. */
export function normaliseTransferCode(text: string): string {
  return text.replace(/[\s-]/g, '').toUpperCase()
}

/** Null when right, else what is wrong with it. */
export function checkTransferCode(value: string): string | null {
  if (value.length !== LENGTH) return `汇款识别码应为 ${LENGTH} 位，现在是 ${value.length} 位，请核对。`
  const wrong = [...value].find((letter) => !TRANSFER_ALPHABET.includes(letter))
  if (wrong !== undefined) return `汇款识别码里不会出现“${wrong}”（不用 0、O、1、I、L），请核对。`
  return checkCharacter(value.slice(0, -1)) === value.slice(-1) ? null : '汇款识别码有一位抄错了，请核对。'
}

/** ABCD 2345: easier to read out and to copy by hand. */
export function showTransferCode(code: string): string {
  return `${code.slice(0, 4)} ${code.slice(4)}`
}
