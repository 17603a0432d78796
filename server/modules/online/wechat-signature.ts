import { createDecipheriv, createSign, createVerify, type KeyObject, randomBytes } from 'node:crypto'
import { Forged } from './gateway.ts'

/** Seconds a signature may be old: 微信支付's own rule. */
const oldest = 300

/** SHA256 with RSA over lines that each end with a line feed (微信支付 APIv3). */
export const signLines = (key: KeyObject, lines: readonly string[]): string =>
  createSign('RSA-SHA256')
    .update(`${lines.join('\n')}\n`)
    .sign(key, 'base64')

export const newNonce = (): string => randomBytes(16).toString('hex').toUpperCase()

/** The Authorization of a request. `path` with its query, `body` as it is sent. */
export function authorization(
  who: { mchId: string; serialNo: string; key: KeyObject },
  request: { method: string; path: string; body: string },
): string {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = newNonce()
  const signature = signLines(who.key, [request.method, request.path, timestamp, nonce, request.body])
  return `WECHATPAY2-SHA256-RSA2048 mchid="${who.mchId}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${who.serialNo}"`
}

/** What 微信支付 sent is from it, and fresh. Throws Forged. */
export function verifySent(by: { publicKeyId: string; key: KeyObject }, headers: Record<string, string | undefined>, body: string): void {
  const timestamp = headers['wechatpay-timestamp'] ?? ''
  const nonce = headers['wechatpay-nonce'] ?? ''
  const signature = headers['wechatpay-signature'] ?? ''
  if (headers['wechatpay-serial'] !== by.publicKeyId) throw new Forged('another public key')
  if (!/^\d{10}$/.test(timestamp) || Math.abs(Date.now() / 1000 - Number(timestamp)) > oldest) throw new Forged('too old')
  const right = createVerify('RSA-SHA256').update(`${timestamp}\n${nonce}\n${body}\n`).verify(by.key, signature, 'base64')
  if (!right) throw new Forged('the signature does not hold')
}

interface Sealed {
  ciphertext: string
  nonce: string
  associated_data?: string
}

/** AEAD_AES_256_GCM: the last 16 bytes are the tag. Throws Forged when it does not open. */
export function unseal(apiV3Key: string, sealed: Sealed): string {
  try {
    const bytes = Buffer.from(sealed.ciphertext, 'base64')
    const opener = createDecipheriv('aes-256-gcm', Buffer.from(apiV3Key, 'utf8'), Buffer.from(sealed.nonce, 'utf8'))
    opener.setAuthTag(bytes.subarray(bytes.length - 16))
    opener.setAAD(Buffer.from(sealed.associated_data ?? '', 'utf8'))
    return Buffer.concat([opener.update(bytes.subarray(0, bytes.length - 16)), opener.final()]).toString('utf8')
  } catch (error) {
    throw new Forged(`can not be opened: ${String(error)}`)
  }
}
