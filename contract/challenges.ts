import { type Static, Type } from 'typebox'
import { Nullable, Time } from './common.ts'
import { endpoints } from './endpoint.ts'

/** ALTCHA v2 proof of work by PBKDF2/SHA-256 (what browsers can do): find the counter whose key begins with `keyPrefix`. */
const Work = Type.Object({
  parameters: Type.Object({
    algorithm: Type.String(),
    nonce: Type.String(),
    salt: Type.String(),
    cost: Type.Integer(),
    keyLength: Type.Integer(),
    keyPrefix: Type.String(),
    keySignature: Type.Optional(Type.String()),
    expiresAt: Type.Optional(Type.Integer()),
  }),
  signature: Type.Optional(Type.String()),
})

/** Proof that a person is there: letters in a picture, or some work done quietly by the device for who can't see them. */
export const Challenge = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['picture', 'work']),
  /** The drawing, for `picture`. */
  svg: Nullable(Type.String()),
  work: Nullable(Work),
  expiresAt: Time,
})
export type Challenge = Static<typeof Challenge>

/** What goes with the request it protects: the letters as typed, or base64 of `{ challenge, solution }`. Good once. */
export const ChallengeAnswer = Type.Object({ id: Type.String(), answer: Type.String({ minLength: 1, maxLength: 4000 }) })
export type ChallengeAnswer = Static<typeof ChallengeAnswer>

export const challengeEndpoints = endpoints({
  'POST /challenges': {
    summary: '获取图形验证码，或无图验证',
    who: 'public',
    body: Type.Object({ kind: Type.Enum(['picture', 'work']) }),
    reply: Challenge,
    errors: ['too-many'],
  },
})
