import { createCipheriv, createDecipheriv, createHash, randomBytes, randomInt } from 'node:crypto'

// Neither 0 and O nor 1 and I: it is read off paper and typed on a phone.
const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ'
const length = 16

/** Eighty bits: a plain hash of it can't be guessed back, and nobody finds one by trying. */
export const makeCode = (): string => Array.from({ length }, () => letters[randomInt(letters.length)]).join('')

/** As it is printed: ABCD-EFGH-JKLM-NPQR. */
export const showCode = (code: string): string => (code.match(/.{1,4}/g) ?? []).join('-')

/** What somebody typed, or what stood behind the address of the QR code. */
export const tidyCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .slice(0, 40)

export const hashCode = (code: string): string => createHash('sha256').update(`letter:${code}`).digest('base64url')

export const makeKey = (): Buffer => randomBytes(32)

/** Under the batch's key and bound to its letter: a row moved elsewhere does not open. */
export function seal(code: string, key: Buffer, letterId: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(letterId))
  const sealed = Buffer.concat([cipher.update(code, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

export function unseal(sealed: string, key: Buffer, letterId: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const opener = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(letterId))
  opener.setAuthTag(bytes.subarray(12, 28))
  return opener.update(bytes.subarray(28), undefined, 'utf8') + opener.final('utf8')
}
