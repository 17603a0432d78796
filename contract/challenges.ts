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

/** A piece to be moved from the left edge to its hole; measures in pixels of the picture. */
const Slider = Type.Object({
  /** Data URIs. */
  picture: Type.String(),
  piece: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
  pieceSize: Type.Integer(),
  /** How far the piece stands below the top. */
  top: Type.Integer(),
})

/** Proof that a person is there: letters in a picture, a slider, or some work done quietly by the device for who can do neither. */
export const Challenge = Type.Object({
  id: Type.String(),
  kind: Type.Enum(['picture', 'slider', 'work']),
  /** The drawing, for `picture`. */
  svg: Nullable(Type.String()),
  slider: Nullable(Slider),
  work: Nullable(Work),
  expiresAt: Time,
})
export type Challenge = Static<typeof Challenge>

/** What goes with the request it protects: the letters as typed, what `POST /challenges/slide` answered, or base64 of `{ challenge, solution }`. Good once. */
export const ChallengeAnswer = Type.Object({ id: Type.String(), answer: Type.String({ minLength: 1, maxLength: 4000 }) })
export type ChallengeAnswer = Static<typeof ChallengeAnswer>

export const challengeEndpoints = endpoints({
  'POST /challenges': {
    summary: '获取图形验证码、滑块，或无图验证',
    who: 'public',
    body: Type.Object({ kind: Type.Enum(['picture', 'slider', 'work']) }),
    reply: Challenge,
    errors: ['too-many'],
  },
  'POST /challenges/slide': {
    summary: '核对滑块的位置；只能试一次，对了得到提交时用的凭据',
    who: 'public',
    body: Type.Object({ id: Type.String({ maxLength: 100 }), at: Type.Number() }),
    reply: Type.Object({ answer: Type.String() }),
    errors: ['challenge-failed', 'too-many'],
  },
})
