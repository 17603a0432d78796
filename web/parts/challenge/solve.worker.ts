import { type Challenge, solveChallenge } from 'altcha-lib'

interface Task {
  challenge: Challenge
  timeout: number
}

/** PBKDF2 by the browser itself; the library's own derivation is made for Node. */
async function deriveKey(parameters: Challenge['parameters'], salt: Uint8Array, password: Uint8Array) {
  const { algorithm, cost, keyLength } = parameters
  const key = await crypto.subtle.importKey('raw', new Uint8Array(password), 'PBKDF2', false, ['deriveBits'])
  const rule = { name: 'PBKDF2', hash: algorithm.replace('PBKDF2/', ''), salt: new Uint8Array(salt), iterations: cost }
  return { derivedKey: new Uint8Array(await crypto.subtle.deriveBits(rule, key, keyLength * 8)) }
}

self.onmessage = async (message: MessageEvent<Task>) => {
  const { challenge, timeout } = message.data
  try {
    self.postMessage(await solveChallenge({ challenge, deriveKey, timeout }))
  } catch {
    self.postMessage({ error: true })
  }
}
