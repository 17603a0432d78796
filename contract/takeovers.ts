import { type Static, Type } from 'typebox'
import { ById, Day, Done, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'
import { type TakeoverSlot, type TakeoverState, takeoverSlots, takeoverStates } from './takeover-words.ts'

const State = Type.Unsafe<TakeoverState>(Type.String({ enum: Object.keys(takeoverStates) }))
const Slot = Type.Unsafe<TakeoverSlot>(Type.String({ enum: Object.keys(takeoverSlots) }))
const Token = Type.String({ minLength: 1, maxLength: 100 })

/** Of each paper so many files at most, each a PDF or a picture. */
export const mostFiles = 3

export const Claim = Type.Object({
  unitName: Type.String({ minLength: 1, maxLength: 200 }),
  creditCode: Type.String({ minLength: 1, maxLength: 40 }),
  name: Type.String({ minLength: 1, maxLength: 80 }),
  mobile: Type.String({ minLength: 1, maxLength: 20 }),
  code: Type.String({ minLength: 1, maxLength: 12 }),
  reason: Type.Optional(Type.String({ maxLength: 300 })),
})
export type Claim = Static<typeof Claim>

const PaperFile = Type.Object({ id: Uuid, slot: Slot, name: Type.String(), mediaType: Type.String(), bytes: Type.Integer() })
export type TakeoverFile = Static<typeof PaperFile>

export const TakeoverRow = Type.Object({
  id: Uuid,
  number: Type.String(),
  state: State,
  unitName: Type.String(),
  personName: Type.String(),
  submittedAt: Time,
  openOn: Day,
  /** It may be decided now. */
  open: Type.Boolean(),
  /** A member of this code or name is there. */
  known: Type.Boolean(),
  objections: Type.Integer(),
})
export type TakeoverRow = Static<typeof TakeoverRow>

export const Takeover = Type.Object({
  ...TakeoverRow.properties,
  creditCode: Type.String(),
  mobile: Type.String(),
  reason: Type.String(),
  decidedAt: Nullable(Time),
  decidedBy: Nullable(Type.String()),
  decision: Type.String(),
  /** What the record says beside what was claimed. */
  member: Nullable(
    Type.Object({
      id: Uuid,
      name: Type.String(),
      number: Nullable(Type.String()),
      creditCode: Nullable(Type.String()),
      left: Type.Boolean(),
    }),
  ),
  checks: Type.Array(Type.Object({ label: Type.String(), good: Type.Boolean(), note: Type.String() })),
  files: Type.Array(PaperFile),
  accounts: Type.Array(
    Type.Object({ id: Uuid, name: Type.String(), mobile: Nullable(Type.String()), principal: Type.Boolean(), seenAt: Nullable(Time) }),
  ),
  contacts: Type.Array(Type.Object({ label: Type.String(), name: Type.String(), mobile: Type.String() })),
  notices: Type.Array(
    Type.Object({
      id: Uuid,
      name: Type.String(),
      kind: Type.Enum(['account', 'contact']),
      address: Type.String(),
      objectedAt: Nullable(Time),
      objection: Type.String(),
    }),
  ),
  /** Null: it can be done; else why not. */
  can: Type.Object({ approve: Nullable(Type.String()), refuse: Nullable(Type.String()) }),
})
export type Takeover = Static<typeof Takeover>

const Told = Type.Object({ unitName: Type.String(), personName: Type.String(), submittedAt: Time, openOn: Day, objected: Type.Boolean() })
const Objection = Type.String({ minLength: 2, maxLength: 500 })
const manage = { staff: 'accounts.manage' } as const
const media = ['application/pdf', 'image/jpeg'] as const

export const takeoverEndpoints = endpoints({
  'POST /takeovers': {
    summary: '申请接管单位账号：填写单位和新联系人，验证手机号。回答不透露单位是否为会员',
    who: 'public',
    body: Claim,
    reply: Type.Object({ token: Type.String() }),
    errors: ['input-invalid', 'code-wrong', 'too-many'],
  },
  'POST /takeovers/:token/files/:slot': {
    summary: '上传营业执照或盖章的授权函',
    who: 'public',
    params: Type.Object({ token: Token, slot: Slot }),
    upload: true,
    reply: PaperFile,
    errors: ['not-found', 'wrong-file', 'too-large', 'not-ready', 'too-many'],
  },
  'DELETE /takeovers/:token/files/:fileId': {
    summary: '移除一个还没有提交的文件',
    who: 'public',
    params: Type.Object({ token: Token, fileId: Uuid }),
    reply: Done,
    errors: ['not-found'],
  },
  'POST /takeovers/:token/submit': {
    summary: '提交接管申请。回答不透露单位是否为会员',
    who: 'public',
    params: Type.Object({ token: Token }),
    reply: Type.Object({ number: Type.String(), openOn: Day }),
    errors: ['not-found', 'not-ready'],
  },
  'GET /takeover-letter': { summary: '授权函模板', who: 'public', file: ['application/pdf'], errors: ['too-many'] },
  'POST /takeover-objections/look': {
    summary: '查看通知里的接管申请',
    who: 'public',
    body: Type.Object({ token: Token }),
    reply: Told,
    errors: ['not-found', 'too-many'],
  },
  'POST /takeover-objections': {
    summary: '凭通知里的链接，对接管提出异议',
    who: 'public',
    body: Type.Object({ token: Token, reason: Objection }),
    reply: Done,
    errors: ['not-found', 'too-many', 'already-done'],
  },
  'GET /portal/takeovers': {
    summary: '正在等待的、接管本单位账号的申请',
    who: 'member',
    reply: Type.Object({ rows: Type.Array(Type.Object({ id: Uuid, ...Told.properties })) }),
  },
  'POST /portal/takeovers/:id/objection': {
    summary: '登录后对接管提出异议',
    who: 'member',
    params: ById,
    body: Type.Object({ reason: Objection }),
    reply: Done,
    errors: ['not-found', 'already-done'],
  },
  'GET /console/takeovers': {
    summary: '账号接管申请',
    who: manage,
    query: Type.Object({
      state: Type.Optional(State),
      after: Type.Optional(Type.String({ maxLength: 100 })),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
    }),
    reply: Page(TakeoverRow),
  },
  'GET /console/takeovers/count': { summary: '等待处理的接管申请数', who: manage, reply: Type.Object({ waiting: Type.Integer() }) },
  'GET /console/takeovers/:id': { summary: '一件接管申请', who: manage, params: ById, reply: Takeover, errors: ['not-found'] },
  'GET /console/takeovers/:id/files/:fileId': {
    summary: '查看接管申请的材料',
    who: manage,
    params: Type.Object({ id: Uuid, fileId: Uuid }),
    file: media,
    errors: ['not-found'],
  },
  'POST /console/takeovers/:id/approve': {
    summary: '同意接管：新账号成为主账号，选定的原账号不再代表单位',
    who: manage,
    params: ById,
    body: Type.Object({
      /** Accounts that act for the unit no longer; the others stay. */
      remove: Type.Array(Uuid, { maxItems: 50 }),
      /** The new contact takes the first contact's place on the record. */
      contact: Type.Boolean(),
      reason: Type.String({ maxLength: 500 }),
    }),
    reply: Takeover,
    errors: ['not-found', 'not-ready', 'conflict', 'input-invalid'],
  },
  'POST /console/takeovers/:id/refuse': {
    summary: '不同意接管，理由告知申请人',
    who: manage,
    params: ById,
    body: Type.Object({ reason: Type.String({ minLength: 2, maxLength: 500 }) }),
    reply: Takeover,
    errors: ['not-found', 'conflict'],
  },
})
