import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto'

/** A private key as PEM (PKCS#8 or PKCS#1) or as the bare base64 of either; null when it is none, or not RSA of 2048 bits at least. */
export function readPrivateKey(text: string): KeyObject | null {
  return strong(firstThat(attempts(text, ['PRIVATE KEY', 'RSA PRIVATE KEY']), (pem) => createPrivateKey(pem)))
}

export function readPublicKey(text: string): KeyObject | null {
  return strong(firstThat(attempts(text, ['PUBLIC KEY', 'RSA PUBLIC KEY']), (pem) => createPublicKey(pem)))
}

export const pemOf = (key: KeyObject): string =>
  String(key.export({ type: key.type === 'private' ? 'pkcs8' : 'spki', format: 'pem' })).trim()

function attempts(text: string, labels: readonly string[]): string[] {
  const plain = text.trim()
  if (plain.startsWith('-----BEGIN')) return [plain]
  const bare = plain.replace(/\s+/g, '')
  if (!/^[A-Za-z0-9+/]{100,}={0,2}$/.test(bare)) return []
  return labels.map((label) => `-----BEGIN ${label}-----\n${bare.replace(/(.{64})/g, '$1\n')}\n-----END ${label}-----`)
}

function firstThat(pems: readonly string[], read: (pem: string) => KeyObject): KeyObject | null {
  for (const pem of pems) {
    try {
      return read(pem)
    } catch {
      // The other form is tried next.
    }
  }
  return null
}

function strong(key: KeyObject | null): KeyObject | null {
  const bits = key?.asymmetricKeyType === 'rsa' ? (key.asymmetricKeyDetails?.modulusLength ?? 0) : 0
  return bits >= 2048 ? key : null
}
