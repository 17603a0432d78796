import { type Static, Type } from 'typebox'
import { ById, Can, Day, Fen, Nullable, Page, Time, Uuid } from './common.ts'
import { Payer, PayerWords, ReceiptSplit } from './dues.ts'
import { endpoints } from './endpoint.ts'
import type { FormData, FormDefinition } from './forms/schema.ts'
import { type PersonState, personStates } from './people-words.ts'

const State = Type.Unsafe<PersonState>(Type.String({ enum: [...personStates] }))
const Words = Type.Optional(Type.String({ maxLength: 50 }))
const After = Type.Optional(Type.String({ maxLength: 300 }))
const Limit = Type.Optional(Type.Integer({ minimum: 1, maximum: 100 }))
// Checked where they are written; sent as they are.
const Form = Type.Unsafe<FormDefinition>(Type.Unknown())
const Data = Type.Unsafe<FormData>(Type.Unknown())

/** One of the unit's people. `idCard` is masked. */
export const Person = Type.Object({
  /** The person's member id, in every state. */
  id: Uuid,
  state: State,
  name: Type.String(),
  idCard: Type.String(),
  title: Type.String(),
  mobile: Type.String(),
  number: Nullable(Type.String()),
  hasPhoto: Type.Boolean(),
  /** Since when it stands in this state: handed in, recommended, joined, expired. */
  since: Day,
  paidThrough: Nullable(Day),
  /** More than the state says, e.g. 已退回本人修改. */
  note: Nullable(Type.String()),
  /** `recommend` `correct` `return` `refuse` `takeBack` `renew`: null means yes, a sentence says why not. */
  can: Can,
})
export type Person = Static<typeof Person>

export const Employment = Type.Object({
  personId: Uuid,
  personName: Type.String(),
  unitId: Uuid,
  unitName: Type.String(),
  from: Day,
  to: Nullable(Day),
})
export type Employment = Static<typeof Employment>

/** One person as far as its matter goes: what was handed in, or what the association has on record. */
export const PersonDetail = Type.Object({
  ...Person.properties,
  stateName: Type.String(),
  /** The matter it lies in, while there is one; read in full among the unit's reviews. */
  matterId: Nullable(Uuid),
  matterNumber: Nullable(Type.String()),
  /** Of that matter, and the fields of it that the unit may correct now. */
  revision: Nullable(Type.Integer()),
  corrects: Type.Array(Type.String()),
  form: Form,
  /** Unmasked while the unit has to check it, afterwards masked. A photo is read at …/photo. */
  data: Data,
})
export type PersonDetail = Static<typeof PersonDetail>

export const PeopleTabs = Type.Object({
  tabs: Type.Array(Type.Object({ state: State, name: Type.String(), count: Type.Integer() })),
  rosterTitle: Type.String(),
})
export type PeopleTabs = Static<typeof PeopleTabs>

/** What became of each in an act on many; `why` is null where it was done. */
export const PeopleResults = Type.Object({
  results: Type.Array(Type.Object({ id: Uuid, name: Type.String(), why: Nullable(Type.String()) })),
})
export type PeopleResults = Static<typeof PeopleResults>

const Scan = Type.Object({ name: Type.String(), mediaType: Type.String() })
/** A list that was printed to be stamped; `scan` is what came back. */
export const Roster = Type.Object({
  id: Uuid,
  number: Type.String(),
  state: State,
  stateName: Type.String(),
  people: Type.Integer(),
  printedAt: Time,
  sentAt: Nullable(Time),
  scan: Nullable(Scan),
})
export type Roster = Static<typeof Roster>

const Standing = Type.Unsafe<'good' | 'waiting' | 'late' | 'none'>(Type.String({ enum: ['good', 'waiting', 'late', 'none'] }))
/** GSJL-12: 审批状态, 缴费情况, 缴费年限 of the person who looks. */
export const OwnPerson = Type.Object({
  name: Type.String(),
  number: Nullable(Type.String()),
  state: Nullable(State),
  approval: Type.Object({ standing: Standing, text: Type.String(), matterId: Nullable(Uuid) }),
  payment: Type.Object({ standing: Standing, text: Type.String(), paidThrough: Nullable(Day) }),
  /** Whole years that were paid or waived, and their spans, the first first. */
  paidYears: Type.Object({ years: Type.Integer(), spans: Type.Array(Type.Object({ from: Day, to: Day })) }),
  employer: Nullable(Type.Object({ id: Uuid, name: Type.String(), since: Day })),
  employments: Type.Array(Employment),
})
export type OwnPerson = Static<typeof OwnPerson>

/** 历史动态, the latest first. */
export const HistoryRow = Type.Object({
  at: Day,
  kind: Type.Unsafe<'matter' | 'payment' | 'employment' | 'membership'>(
    Type.String({ enum: ['matter', 'payment', 'employment', 'membership'] }),
  ),
  title: Type.String(),
  message: Type.String(),
  /** Where a matter is read. */
  matterId: Nullable(Uuid),
})
export type HistoryRow = Static<typeof HistoryRow>

export const StaffPerson = Type.Object({
  ...Person.properties,
  stateName: Type.String(),
  unit: Type.Object({ id: Uuid, name: Type.String() }),
  matterId: Nullable(Uuid),
})
export type StaffPerson = Static<typeof StaffPerson>

export const StaffRoster = Type.Object({ ...Roster.properties, unit: Type.Object({ id: Uuid, name: Type.String() }) })
export type StaffRoster = Static<typeof StaffRoster>

/** One of the unit's people as far as their dues go. GSJL-13 */
export const PayablePerson = Type.Object({
  id: Uuid,
  name: Type.String(),
  number: Nullable(Type.String()),
  state: State,
  paidThrough: Nullable(Day),
  /** What so many years cost; empty where `why` says why nothing can be paid now. */
  offers: Type.Array(Type.Object({ years: Type.Integer(), amountFen: Fen })),
  why: Nullable(Type.String()),
})
export type PayablePerson = Static<typeof PayablePerson>

/** 统一缴费: whom the unit may pay for, and all that is known of the payer. */
export const PeopleDues = Type.Object({
  rows: Type.Array(PayablePerson),
  /** More than can be shown: the rest is paid for in a next order. */
  more: Type.Boolean(),
  /** Years that may be paid at once. */
  choices: Type.Array(Type.Integer()),
  rolling: Type.Boolean(),
  payer: Payer,
  words: PayerWords,
  receiptWorkdays: Type.Integer(),
})
export type PeopleDues = Static<typeof PeopleDues>

const Many = Type.Object({ ids: Type.Array(Uuid, { minItems: 1, maxItems: 200, uniqueItems: true }) })
const Reason = Type.Object({ reason: Type.String({ minLength: 1, maxLength: 500 }) })
const ByState = Type.Object({ state: State })
const read = { staff: 'members.read' } as const
const scans = ['application/pdf', 'image/jpeg', 'image/png', 'image/webp'] as const

export const peopleEndpoints = endpoints({
  'GET /portal/employers': {
    summary: '按名称查找会员单位（填写工作单位时的提示）',
    who: 'account',
    query: Type.Object({ q: Type.String({ maxLength: 100 }) }),
    reply: Type.Object({ names: Type.Array(Type.String()) }),
    errors: ['too-many'],
  },

  'GET /portal/people': {
    summary: '本单位的个人会员，按状态',
    who: 'member',
    query: Type.Object({ state: State, q: Words, after: After, limit: Limit }),
    reply: Page(Person),
    errors: ['not-found', 'input-invalid'],
  },
  'GET /portal/people/tabs': { summary: '本单位个人会员各状态的人数', who: 'member', reply: PeopleTabs, errors: ['not-found'] },
  'GET /portal/people/dues': {
    summary: '统一缴费：本单位可以代缴的个人会员',
    who: 'member',
    reply: PeopleDues,
    errors: ['not-found'],
  },
  'POST /portal/people/orders': {
    summary: '为多位个人会员生成一笔缴费订单',
    who: 'member',
    body: Type.Object({
      people: Type.Array(Type.Object({ id: Uuid, years: Type.Integer({ minimum: 1, maximum: 5 }) }), { minItems: 1, maxItems: 500 }),
      payer: Payer,
      receiptSplit: ReceiptSplit,
    }),
    reply: Type.Object({ id: Uuid }),
    errors: ['not-found', 'not-ready', 'input-invalid', 'already-done'],
  },
  'GET /portal/people/:id': {
    summary: '本单位的一位个人会员',
    who: 'member',
    params: ById,
    reply: PersonDetail,
    errors: ['not-found'],
  },
  'GET /portal/people/:id/photo': {
    summary: '证件照',
    who: 'member',
    params: ById,
    file: ['image/jpeg', 'image/png'],
    errors: ['not-found'],
  },
  'PATCH /portal/people/:id': {
    summary: '推荐之前由单位修改本人提交的信息',
    who: 'member',
    params: ById,
    body: Type.Object({ revision: Type.Integer({ minimum: 0 }), data: Data }),
    reply: PersonDetail,
    errors: ['not-found', 'conflict', 'not-ready', 'not-allowed', 'input-invalid'],
  },
  'POST /portal/people/recommend': {
    summary: '批量推荐：个人提交的人员推荐为新会员',
    who: 'member',
    body: Many,
    reply: PeopleResults,
    errors: ['not-found'],
  },
  'POST /portal/people/renew': {
    summary: '推荐续期：已过期的人员',
    who: 'member',
    body: Many,
    reply: PeopleResults,
    errors: ['not-found', 'not-ready'],
  },
  'POST /portal/people/take-back': {
    summary: '回退：收回推荐，协会审核之前',
    who: 'member',
    body: Many,
    reply: PeopleResults,
    errors: ['not-found'],
  },
  'POST /portal/people/:id/return': {
    summary: '退回本人修改',
    who: 'member',
    params: ById,
    body: Reason,
    reply: Person,
    errors: ['not-found', 'conflict', 'not-ready', 'not-allowed'],
  },
  'POST /portal/people/:id/refuse': {
    summary: '不推荐',
    who: 'member',
    params: ById,
    body: Reason,
    reply: Type.Object({ name: Type.String() }),
    errors: ['not-found', 'conflict', 'not-ready', 'not-allowed'],
  },

  'GET /portal/people/workbook': {
    summary: '导出全部（Excel）',
    who: 'member',
    query: ByState,
    file: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    errors: ['not-found', 'not-ready', 'too-many'],
  },
  'GET /portal/people/roster': {
    summary: '打印汇总表（A4 横向 PDF）',
    who: 'member',
    query: ByState,
    file: ['application/pdf'],
    errors: ['not-found', 'not-ready', 'too-many'],
  },
  'GET /portal/rosters': {
    summary: '本单位打印过的汇总表',
    who: 'member',
    reply: Type.Object({ rows: Type.Array(Roster) }),
    errors: ['not-found'],
  },
  'POST /portal/rosters/:id/scan': {
    summary: '上传盖章的汇总表扫描件',
    who: 'member',
    params: ById,
    upload: true,
    reply: Roster,
    errors: ['not-found', 'wrong-file', 'too-large', 'too-many'],
  },
  'GET /portal/rosters/:id/scan': { summary: '盖章的扫描件', who: 'member', params: ById, file: scans, errors: ['not-found'] },

  'GET /portal/person': { summary: '个人会员首页：审批状态、缴费情况、缴费年限', who: 'member', reply: OwnPerson, errors: ['not-found'] },
  'GET /portal/person/history': {
    summary: '历史动态',
    who: 'member',
    reply: Type.Object({ rows: Type.Array(HistoryRow) }),
    errors: ['not-found'],
  },

  'GET /console/people': {
    summary: '各单位的个人会员，按状态',
    who: read,
    query: Type.Object({ state: Type.Optional(State), unit: Type.Optional(Uuid), q: Words, after: After, limit: Limit }),
    reply: Page(StaffPerson),
    errors: ['input-invalid'],
  },
  'GET /console/people/tabs': {
    summary: '个人会员各状态的人数',
    who: read,
    query: Type.Object({ unit: Type.Optional(Uuid) }),
    reply: Type.Object({ ...PeopleTabs.properties, unit: Nullable(Type.Object({ id: Uuid, name: Type.String() })) }),
  },
  'GET /console/members/:id/employments': {
    summary: '个人的任职单位，或单位的个人会员，现在的和从前的',
    who: read,
    params: ById,
    reply: Type.Object({ rows: Type.Array(Employment) }),
    errors: ['not-found'],
  },
  'GET /console/rosters': {
    summary: '收到的汇总表扫描件',
    who: read,
    query: Type.Object({ unit: Type.Optional(Uuid), after: After, limit: Limit }),
    reply: Page(StaffRoster),
    errors: ['input-invalid'],
  },
  'GET /console/rosters/:id/scan': { summary: '单位上传的盖章汇总表', who: read, params: ById, file: scans, errors: ['not-found'] },
})
