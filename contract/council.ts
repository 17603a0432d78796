import { type Static, Type } from 'typebox'
import { ById, Can, Day, Done, Nullable, Time, Uuid } from './common.ts'
import type { PaperState } from './council-words.ts'
import { endpoints } from './endpoint.ts'

const Count = Type.Integer({ minimum: 0 })
const Named = Type.Object({ id: Type.String(), name: Type.String() })
const State = Type.Unsafe<PaperState>(Type.String({ enum: ['none', 'draft', 'returned', 'submitted', 'approved'] }))

/** A term of the council. One that seats name but nobody entered has neither id nor days. */
export const CouncilTerm = Type.Object({
  id: Nullable(Uuid),
  name: Type.String(),
  from: Nullable(Day),
  to: Nullable(Day),
  posts: Type.Array(Type.String()),
  seats: Count,
  current: Type.Boolean(),
})
export type CouncilTerm = Static<typeof CouncilTerm>

const TermInput = Type.Object({
  name: Type.String({ minLength: 2, maxLength: 40 }),
  from: Day,
  to: Day,
  posts: Type.Array(Type.String({ minLength: 1, maxLength: 40 }), { minItems: 1, maxItems: 40 }),
})
export type TermInput = Static<typeof TermInput>

/** Who sits where; without `seatId`, a member of a council level of whom nobody is entered for this term. */
export const CouncilRow = Type.Object({
  seatId: Nullable(Uuid),
  post: Type.String(),
  personName: Type.String(),
  personTitle: Type.String(),
  from: Nullable(Day),
  to: Nullable(Day),
  inOffice: Type.Boolean(),
  memberId: Uuid,
  memberName: Type.String(),
  memberNumber: Type.String(),
  levelName: Type.String(),
  /** Names of the papers it was asked for and still owes. */
  owes: Type.Array(Type.String()),
})
export type CouncilRow = Static<typeof CouncilRow>

const requestFields = {
  id: Uuid,
  term: Type.String(),
  papers: Type.Array(Named),
  dueOn: Day,
  note: Type.String(),
  createdBy: Type.String(),
  createdAt: Time,
  closedAt: Nullable(Time),
  /** Days past the due day; 0 when it is not past. */
  lateDays: Count,
  /** Members asked, those who owe something, those whose last paper waits for staff, those from whom all is in. */
  asked: Count,
  owing: Count,
  waiting: Count,
  done: Count,
  waived: Count,
}
export const PaperRequest = Type.Object(requestFields)
export type PaperRequest = Static<typeof PaperRequest>

export const AskedMember = Type.Object({
  memberId: Uuid,
  memberName: Type.String(),
  memberNumber: Type.String(),
  /** Who gets the reminders, masked. */
  contact: Type.Object({ name: Type.String(), mobile: Type.String(), email: Type.String() }),
  papers: Type.Array(
    Type.Object({ kind: Type.String(), name: Type.String(), state: State, matterId: Nullable(Uuid), since: Nullable(Time) }),
  ),
  owes: Type.Boolean(),
  waived: Nullable(Type.String()),
  /** The last reminder of any sort. */
  remindedAt: Nullable(Time),
})
export type AskedMember = Static<typeof AskedMember>

export const PaperRequestWhole = Type.Object({
  ...requestFields,
  members: Type.Array(AskedMember),
  /** `edit`, `remind`, `close`: null means yes. */
  can: Can,
})
export type PaperRequestWhole = Static<typeof PaperRequestWhole>

export const Council = Type.Object({
  terms: Type.Array(CouncilTerm),
  /** Posts that a new term might have: the council's levels. */
  usualPosts: Type.Array(Type.String()),
  /** Kinds of papers that can be asked for. */
  papers: Type.Array(Named),
  requests: Type.Array(PaperRequest),
  can: Can,
})
export type Council = Static<typeof Council>

const Due = { dueOn: Day, note: Type.String({ maxLength: 300, default: '' }) }
const RequestInput = Type.Object({
  term: Type.String({ minLength: 1, maxLength: 40 }),
  kinds: Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 10 }),
  members: Type.Array(Uuid, { minItems: 1, maxItems: 2000 }),
  ...Due,
})
export type RequestInput = Static<typeof RequestInput>
const reads = { staff: 'members.read' } as const
const edits = { staff: 'members.edit' } as const

export const councilEndpoints = endpoints({
  'GET /console/council': { summary: '理事会：届次、可收取的资料、资料收取', who: reads, reply: Council, errors: ['not-allowed'] },
  'GET /console/council/seats': {
    summary: '某一届的任职名单，以及尚未登记人选的理事单位',
    who: reads,
    query: Type.Object({ term: Type.String({ minLength: 1, maxLength: 40 }) }),
    reply: Type.Array(CouncilRow),
    errors: ['not-allowed'],
  },
  'POST /console/council/terms': {
    summary: '登记届次',
    who: edits,
    body: TermInput,
    reply: Type.Object({ id: Uuid }),
    errors: ['input-invalid', 'already-done', 'not-allowed'],
  },
  'PUT /console/council/terms/:id': {
    summary: '修改届次；改名时任职记录一并改',
    who: edits,
    params: ById,
    body: TermInput,
    reply: Done,
    errors: ['input-invalid', 'already-done', 'not-found', 'not-allowed'],
  },
  'DELETE /console/council/terms/:id': {
    summary: '删除误登的届次',
    who: edits,
    params: ById,
    reply: Done,
    errors: ['not-found', 'conflict', 'not-allowed'],
  },
  'POST /console/council/requests': {
    summary: '请理事单位提交资料，并通知联系人',
    who: edits,
    body: RequestInput,
    reply: Type.Object({ id: Uuid }),
    errors: ['input-invalid', 'not-found', 'not-allowed'],
  },
  'GET /console/council/requests/:id': {
    summary: '一次资料收取：谁交了，谁还没有',
    who: reads,
    params: ById,
    reply: PaperRequestWhole,
    errors: ['not-found', 'not-allowed'],
  },
  'PUT /console/council/requests/:id': {
    summary: '修改截止日期和说明',
    who: edits,
    params: ById,
    body: Type.Object(Due),
    reply: Done,
    errors: ['input-invalid', 'not-found', 'conflict', 'not-allowed'],
  },
  'POST /console/council/requests/:id/remind': {
    summary: '催交：提醒还没有交齐的单位，每天至多一次',
    who: edits,
    params: ById,
    reply: Type.Object({ reminded: Count }),
    errors: ['not-found', 'conflict', 'not-allowed'],
  },
  'POST /console/council/requests/:id/waive': {
    summary: '不再要某个单位交（写明原因），或恢复',
    who: edits,
    params: ById,
    body: Type.Object({ member: Uuid, reason: Nullable(Type.String({ minLength: 2, maxLength: 200 })) }),
    reply: Done,
    errors: ['not-found', 'conflict', 'not-allowed'],
  },
  'POST /console/council/requests/:id/close': {
    summary: '结束收取：不再提醒',
    who: edits,
    params: ById,
    reply: Done,
    errors: ['not-found', 'conflict', 'not-allowed'],
  },
})
