import { type Static, Type } from 'typebox'
import {
  type ArrearsAct,
  type ArrearsOutcome,
  type ArrearsStage,
  arrearsActs,
  arrearsOutcomes,
  arrearsStages,
  letterCarriers,
} from './arrears-words.ts'
import { ById, Day, Done, Fen, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'
import { MEMBER_LIMITS } from './preset/arrears.ts'
import { ReminderWayRow } from './reminders.ts'

const keysOf = <T extends string>(words: Record<T, string>) => Type.Unsafe<T>(Type.String({ enum: Object.keys(words) }))
const Stage = keysOf<ArrearsStage>(arrearsStages)
const Act = keysOf<ArrearsAct>(arrearsActs)
const Outcome = Nullable(keysOf<ArrearsOutcome>(arrearsOutcomes))
const Limits = Type.Array(Type.Enum([...MEMBER_LIMITS]))
const Count = Type.Integer()
const Words = Type.String({ minLength: 1, maxLength: 1000 })

/** A notice that was sent by post. */
const Letter = Type.Object({
  carrier: Type.Enum([...letterCarriers]),
  tracking: Type.String({ maxLength: 60 }),
  addressee: Type.String({ maxLength: 120 }),
  address: Type.String({ maxLength: 200 }),
  postedOn: Day,
  /** Known already, or to be entered later. */
  deliveredOn: Nullable(Day),
})
/** What became of it: one of both days. */
const LetterOutcome = Type.Object({ deliveredOn: Nullable(Day), returnedOn: Nullable(Day), note: Type.String({ maxLength: 200 }) })
export type Letter = Static<typeof Letter>
export type LetterOutcome = Static<typeof LetterOutcome>
const slips = ['application/pdf', 'image/jpeg', 'image/png'] as const

export const ArrearsQuery = Type.Object({
  stage: Type.Optional(Stage),
  rule: Type.Optional(Type.String({ maxLength: 40 })),
  member: Type.Optional(Uuid),
  q: Type.Optional(Type.String({ maxLength: 60 })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
})
export type ArrearsQuery = Static<typeof ArrearsQuery>

export const ArrearsRow = Type.Object({
  id: Uuid,
  memberId: Uuid,
  memberName: Type.String(),
  rule: Type.String(),
  /** 连续两年未缴会费 */
  ruleName: Type.String(),
  basis: Type.String(),
  act: Act,
  limits: Limits,
  decidedBy: Nullable(Type.String()),
  noticeDays: Type.Integer(),
  years: Type.Array(Type.Integer()),
  amountFen: Fen,
  /** The day by which the oldest of it was to be paid. */
  since: Day,
  foundOn: Day,
  stage: Stage,
  outcome: Outcome,
  /** What was said, by which ways, and with which result. */
  notice: Nullable(
    Type.Object({
      madeAt: Time,
      by: Type.String(),
      text: Type.String(),
      ways: Type.Array(ReminderWayRow),
      seenAt: Nullable(Time),
      /** Last day of the member's time; null while it has reached nobody. */
      through: Nullable(Day),
      letter: Nullable(Type.Object({ ...Letter.properties, ...LetterOutcome.properties, slip: Type.Boolean() })),
    }),
  ),
  /** What the SMS of a notice would say now. */
  preview: Type.String(),
  /** What a letter should say. */
  letterText: Type.String(),
  answers: Type.Array(Type.Object({ text: Type.String(), by: Type.String(), at: Time })),
  acted: Nullable(Type.Object({ at: Time, by: Type.String(), resolution: Type.String(), resolvedOn: Nullable(Day) })),
  closed: Nullable(Type.Object({ at: Time, by: Nullable(Type.String()), why: Type.String() })),
  /** Null means yes, else why not. */
  can: Type.Object({
    notice: Nullable(Type.String()),
    /** To enter what became of the letter. */
    letter: Nullable(Type.String()),
    act: Nullable(Type.String()),
    drop: Nullable(Type.String()),
    undo: Nullable(Type.String()),
  }),
})
export type ArrearsRow = Static<typeof ArrearsRow>

export const ArrearsSummary = Type.Object({
  rules: Type.Array(
    Type.Object({
      id: Type.String(),
      name: Type.String(),
      basis: Type.String(),
      act: Act,
      limits: Limits,
      noticeDays: Type.Integer(),
      decidedBy: Nullable(Type.String()),
    }),
  ),
  stages: Type.Record(Type.String(), Count),
  /** Waits for a person: a notice to issue, one that reached nobody, a decision. */
  waiting: Count,
})
export type ArrearsSummary = Static<typeof ArrearsSummary>

/** What a member sees of its own case. */
export const MyArrears = Type.Object({
  id: Uuid,
  ruleName: Type.String(),
  basis: Type.String(),
  act: Act,
  limits: Limits,
  decidedBy: Nullable(Type.String()),
  appeal: Nullable(Type.String()),
  years: Type.Array(Type.Integer()),
  amountFen: Fen,
  /** noticed: what may follow; acted: what holds. */
  state: Type.Unsafe<'noticed' | 'acted'>(Type.String({ enum: ['noticed', 'acted'] })),
  noticedOn: Day,
  /** Last day of one's time; null while it is not known that it arrived. */
  through: Nullable(Day),
  actedOn: Nullable(Day),
  answers: Type.Array(Type.Object({ text: Type.String(), at: Time })),
})
export type MyArrears = Static<typeof MyArrears>

export const arrearsEndpoints = endpoints({
  'GET /console/arrears/summary': { summary: '欠费处理的规则和数量', who: { staff: 'dues.read' }, reply: ArrearsSummary },
  'GET /console/arrears': { summary: '欠费处理名单', who: { staff: 'dues.read' }, query: ArrearsQuery, reply: Page(ArrearsRow) },
  'POST /console/arrears/find': {
    summary: '现在核对符合规则的会员',
    who: { staff: 'dues.remind' },
    reply: Type.Object({ found: Count, closed: Count }),
    errors: ['not-ready'],
  },
  'POST /console/arrears/notices': {
    summary: '向勾选的会员发出欠费处理前的通知',
    who: { staff: 'dues.remind' },
    body: Type.Object({ ids: Type.Array(Uuid, { minItems: 1, maxItems: 200 }) }),
    reply: Type.Object({ issued: Count, skipped: Type.Array(Type.Object({ memberName: Type.String(), why: Type.String() })) }),
  },
  'POST /console/arrears/:id/letter': {
    summary: '登记已交寄的书面通知（挂号信、EMS）',
    who: { staff: 'dues.remind' },
    params: ById,
    body: Letter,
    reply: Done,
    errors: ['not-found', 'not-ready', 'input-invalid'],
  },
  'POST /console/arrears/:id/letter/outcome': {
    summary: '登记书面通知的送达或退回',
    who: { staff: 'dues.remind' },
    params: ById,
    body: LetterOutcome,
    reply: Done,
    errors: ['not-found', 'not-ready', 'input-invalid'],
  },
  'POST /console/arrears/:id/letter/slip': {
    summary: '上传书面通知的寄件回执',
    who: { staff: 'dues.remind' },
    params: ById,
    upload: true,
    reply: Done,
    errors: ['not-found', 'not-ready', 'wrong-file'],
  },
  'GET /console/arrears/:id/letter/slip': {
    summary: '查看书面通知的寄件回执',
    who: { staff: 'dues.read' },
    params: ById,
    file: slips,
    errors: ['not-found'],
  },
  'POST /console/arrears/:id/act': {
    summary: '通知期满后决定：暂停服务或视为自动退会',
    who: { staff: 'dues.arrears' },
    params: ById,
    body: Type.Object({
      /** How many of the member's statements were read: a newer one is read first. */
      answersRead: Type.Integer({ minimum: 0 }),
      resolution: Type.String({ maxLength: 200 }),
      resolvedOn: Nullable(Day),
    }),
    reply: Done,
    errors: ['not-ready', 'conflict', 'input-invalid', 'already-done'],
  },
  'POST /console/arrears/:id/drop': {
    summary: '决定不处理',
    who: { staff: 'dues.arrears' },
    params: ById,
    body: Type.Object({ reason: Words }),
    reply: Done,
    errors: ['not-ready'],
  },
  'POST /console/arrears/:id/undo': {
    summary: '恢复：撤销欠费处理',
    who: { staff: 'dues.arrears' },
    params: ById,
    body: Type.Object({ reason: Words }),
    reply: Done,
    errors: ['not-ready', 'already-done'],
  },
  'GET /portal/arrears': { summary: '对我的欠费通知和处理', who: 'member', reply: Type.Object({ rows: Type.Array(MyArrears) }) },
  'POST /portal/arrears/:id/seen': { summary: '看到了欠费通知', who: 'member', params: ById, reply: Done, errors: ['not-found'] },
  'POST /portal/arrears/:id/answers': {
    summary: '提交说明或申诉',
    who: 'member',
    params: ById,
    body: Type.Object({ text: Words }),
    reply: Done,
    errors: ['not-found', 'not-ready', 'too-many'],
  },
})
