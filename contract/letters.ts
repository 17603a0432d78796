import { type Static, Type } from 'typebox'
import { ById, Done, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'
import { type LetterState, letterStates } from './letter-words.ts'
import { SignedIn } from './session.ts'

/** How many letters are made together at most: as many as one prints and posts in a day. */
export const mostLetters = 500

const State = Type.Unsafe<LetterState>(Type.String({ enum: Object.keys(letterStates) }))
const Kind = Type.Unsafe<'unit' | 'person'>(Type.String({ enum: ['unit', 'person'] }))

const filters = {
  kind: Type.Optional(Kind),
  /** Part of a name, number or credit code. */
  q: Type.Optional(Type.String({ maxLength: 100 })),
}

/** A member and how far it is with an account. */
export const LetterRow = Type.Object({
  memberId: Uuid,
  kind: Kind,
  name: Type.String(),
  number: Nullable(Type.String()),
  state: State,
  /** Accounts with a password that act for it. */
  accounts: Type.Integer(),
  /** The letter that is out. */
  letterId: Nullable(Uuid),
  issuedAt: Nullable(Time),
  expiresAt: Nullable(Time),
  usedAt: Nullable(Time),
  /** Null: it can be printed again; else why not. */
  whyNotPrinted: Nullable(Type.String()),
})
export type LetterRow = Static<typeof LetterRow>

/** Chosen members, or everybody without an account that the filters find. */
const Choice = Type.Object({
  ids: Type.Optional(Type.Array(Uuid, { minItems: 1, maxItems: mostLetters })),
  ...filters,
  /** Those whose letter is out get a new one; the earlier code is void. */
  renew: Type.Optional(Type.Boolean()),
})
export type LetterChoice = Static<typeof Choice>

const Left = Type.Object({ memberId: Uuid, name: Type.String(), why: Type.String() })
export const LetterPreview = Type.Object({
  count: Type.Integer(),
  /** The first of them, as examples. */
  names: Type.Array(Type.String()),
  voids: Type.Integer(),
  left: Type.Array(Left),
  leftCount: Type.Integer(),
  /** More wait than go into one batch. */
  more: Type.Boolean(),
})
export type LetterPreview = Static<typeof LetterPreview>

export const LetterBatch = Type.Object({
  id: Uuid,
  total: Type.Integer(),
  issued: Type.Integer(),
  used: Type.Integer(),
  left: Type.Array(Left),
  by: Type.String(),
  createdAt: Time,
  doneAt: Nullable(Time),
  validUntil: Time,
  printableUntil: Time,
  /** Null: the letters can be printed now; else why not. */
  whyNotPrinted: Nullable(Type.String()),
})
export type LetterBatch = Static<typeof LetterBatch>

const Code = Type.String({ minLength: 1, maxLength: 60 })
/** What the page shows to who has the letter in hand. */
export const LetterFound = Type.Object({
  member: Type.String(),
  kind: Kind,
  /** What one types at the login afterwards: 企业名称, 会员号 … */
  ways: Type.Array(Type.Object({ label: Type.String(), value: Type.String() })),
  mobile: Type.Boolean(),
  expiresAt: Time,
})
export type LetterFound = Static<typeof LetterFound>

const manage = { staff: 'accounts.manage' } as const
const pdf = ['application/pdf'] as const

export const letterEndpoints = endpoints({
  'GET /console/letters': {
    summary: '会员的账号发放情况',
    who: manage,
    query: Type.Object({
      ...filters,
      state: Type.Optional(State),
      after: Type.Optional(Type.String({ maxLength: 400 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
    }),
    reply: Page(LetterRow),
  },
  'GET /console/letters/counts': {
    summary: '各种发放情况各有多少会员',
    who: manage,
    query: Type.Object(filters),
    reply: Type.Record(Type.String(), Type.Integer()),
  },
  'POST /console/letters/preview': {
    summary: '预览：谁会收到激活码，谁不会、为什么',
    who: manage,
    body: Choice,
    reply: LetterPreview,
    errors: ['not-allowed'],
  },
  'POST /console/letters': {
    summary: '发放账号：为选定的会员生成一次性激活码和信件',
    who: manage,
    body: Choice,
    reply: LetterBatch,
    errors: ['not-allowed', 'not-ready', 'too-many'],
  },
  'POST /console/letters/:id/void': {
    summary: '作废一个激活码',
    who: manage,
    params: ById,
    reply: Done,
    errors: ['not-found', 'already-done'],
  },
  'GET /console/letters/:id/paper': {
    summary: '打印一封信',
    who: manage,
    params: ById,
    file: pdf,
    errors: ['not-found', 'not-ready', 'too-many'],
  },
  'GET /console/letter-batches': { summary: '最近的发放批次', who: manage, reply: Type.Object({ rows: Type.Array(LetterBatch) }) },
  'GET /console/letter-batches/:id': { summary: '一个批次的进度', who: manage, params: ById, reply: LetterBatch, errors: ['not-found'] },
  'GET /console/letter-batches/:id/paper': {
    summary: '打印一个批次的全部信件',
    who: manage,
    params: ById,
    file: pdf,
    errors: ['not-found', 'not-ready', 'too-many'],
  },
  'POST /letters/look': {
    summary: '查看激活码属于谁',
    who: 'public',
    body: Type.Object({ code: Code }),
    reply: LetterFound,
    errors: ['not-found', 'too-many'],
  },
  'POST /letters/activate': {
    summary: '凭激活码设置密码，并登录',
    who: 'public',
    body: Type.Object({
      code: Code,
      /** Of who will use the account. */
      name: Type.String({ minLength: 1, maxLength: 80 }),
      mobile: Type.Optional(Type.String({ maxLength: 20 })),
      smsCode: Type.Optional(Type.String({ maxLength: 12 })),
      password: Type.String({ minLength: 1, maxLength: 200 }),
    }),
    reply: SignedIn,
    errors: ['not-found', 'too-many', 'input-invalid', 'code-wrong', 'already-done'],
  },
  'POST /letters/join': {
    summary: '凭激活码，用现在登录的账号代表这个会员',
    who: 'account',
    body: Type.Object({ code: Code }),
    reply: ById,
    errors: ['not-found', 'too-many', 'already-done'],
  },
})
