import { randomBytes } from 'node:crypto'
import { createChallenge, randomInt, verifySolution } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import type { Challenge } from '../../../../contract/challenges.ts'

type Work = NonNullable<Challenge['work']>

interface Secrets {
  signature: string
  key: string
}

// Of one step. A thousand of them are one to two seconds of a desktop's time, a few of a phone's; one is enough to check.
const cost = 5_000

/** Work of so many steps, give or take a half, and the secrets that tell its solution from a made-up one. The secrets never leave the server. */
export async function makeWork(steps: number): Promise<{ work: Work; secrets: Secrets }> {
  const secrets = { signature: randomBytes(32).toString('base64url'), key: randomBytes(32).toString('base64url') }
  const { parameters, signature } = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost,
    counter: randomInt(Math.round(steps / 2), Math.round(steps * 1.5)),
    deriveKey,
    hmacSignatureSecret: secrets.signature,
    hmacKeySignatureSecret: secrets.key,
  })
  const { algorithm, nonce, salt, keyLength = 32, keyPrefix = '', keySignature } = parameters
  return { work: { parameters: { algorithm, nonce, salt, cost, keyLength, keyPrefix, keySignature }, signature }, secrets }
}

/** `stored` is `Secrets` as JSON, `answer` base64 of `{ challenge, solution }`. Anything malformed is not done. */
export async function isWorkDone(stored: string, answer: string): Promise<boolean> {
  try {
    const { signature, key } = JSON.parse(stored) as Secrets
    const { challenge, solution } = JSON.parse(Buffer.from(answer, 'base64').toString('utf8'))
    const result = await verifySolution({ challenge, solution, deriveKey, hmacSignatureSecret: signature, hmacKeySignatureSecret: key })
    return result.verified
  } catch {
    return false
  }
}
