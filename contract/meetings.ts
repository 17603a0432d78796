import { type Static, Type } from 'typebox'
import { ById, Can, Day, Done, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'
import type { MeetingOutcome, MeetingState, MeetingVerdict } from './meeting-words.ts'

const oneOf = <const T extends string>(...values: T[]) => Type.Unsafe<T>(Type.String({ enum: values }))
const Count = Type.Integer({ minimum: 0 })
const State = Type.Unsafe<MeetingState>(Type.String({ enum: ['open', 'deciding', 'closed', 'cancelled'] }))
const Verdict = Type.Unsafe<MeetingVerdict>(Type.String({ enum: ['pass', 'hold', 'return', 'reject'] }))
const Outcome = Type.Unsafe<MeetingOutcome>(Type.String({ enum: ['passed', 'held', 'returned', 'rejected', 'skipped'] }))

/** A body whose meetings decide (会长办公会): a role that some kind's review names. */
export const MeetingBody = Type.Object({
  role: Type.String(),
  name: Type.String(),
  /** Matters that lie at its review and are on no open agenda. */
  ready: Count,
  /** `create`: null means yes. */
  can: Can,
})
export type MeetingBody = Static<typeof MeetingBody>

const rowFields = {
  id: Uuid,
  name: Type.String(),
  heldOn: Day,
  place: Type.String(),
  role: Type.String(),
  bodyName: Type.String(),
  state: State,
  /** Items on the agenda, and how many of them have an outcome. */
  total: Count,
  decided: Count,
  resolutionNumber: Nullable(Type.String()),
  resolvedOn: Nullable(Day),
}
export const MeetingRow = Type.Object(rowFields)
export type MeetingRow = Static<typeof MeetingRow>

export const Meeting = Type.Object({
  ...rowFields,
  createdBy: Type.String(),
  createdAt: Time,
  decidedBy: Nullable(Type.String()),
  closedAt: Nullable(Time),
  announcement: Type.String(),
  /** How many items have which verdict, and which outcome. */
  verdicts: Type.Object({ pass: Count, hold: Count, return: Count, reject: Count }),
  outcomes: Type.Object({ passed: Count, held: Count, returned: Count, rejected: Count, skipped: Count }),
  /** Ready and on no open agenda: what 收入议程 would add. */
  ready: Count,
  /** Items whose matter was changed or decided elsewhere since it was put on: they would be skipped. */
  changed: Count,
  /** `edit`, `decide`, `cancel`, `announce`: null means yes, else why not. */
  can: Can,
})
export type Meeting = Static<typeof Meeting>

/** What a member of the meeting reads of one matter. */
const matterFields = {
  matterId: Uuid,
  number: Type.String(),
  kindName: Type.String(),
  subjectName: Type.String(),
  subjectCode: Nullable(Type.String()),
  /** The level asked for; '' when the matter is about none. */
  levelName: Type.String(),
  branchName: Type.String(),
  /** Of the review before: who passed it when, and what he wrote. */
  opinion: Nullable(Type.Object({ who: Type.String(), at: Time, text: Type.String() })),
  submittedAt: Nullable(Time),
}
export const ReadyMatter = Type.Object(matterFields)
export type ReadyMatter = Static<typeof ReadyMatter>

export const MeetingItem = Type.Object({
  ...matterFields,
  position: Type.Integer(),
  verdict: Verdict,
  note: Type.String(),
  outcome: Nullable(Outcome),
  outcomeNote: Type.String(),
  /** Why it would be skipped as it stands now; null when it would not. */
  changed: Nullable(Type.String()),
})
export type MeetingItem = Static<typeof MeetingItem>

/** A meeting as it is named beside a matter that lies on its agenda. */
export const MatterMeeting = Type.Object({
  id: Uuid,
  name: Type.String(),
  heldOn: Day,
  state: State,
  position: Type.Integer(),
  verdict: Verdict,
  outcome: Nullable(Outcome),
})
export type MatterMeeting = Static<typeof MatterMeeting>

const MeetingInput = Type.Object({
  name: Type.String({ minLength: 2, maxLength: 80 }),
  heldOn: Day,
  place: Type.String({ maxLength: 80, default: '' }),
})
export type MeetingInput = Static<typeof MeetingInput>
const MatterIds = Type.Array(Uuid, { minItems: 1, maxItems: 5000 })
const ListQuery = Type.Object({
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 30 })),
})
const ItemQuery = Type.Object({
  /** Only those that are not passed: the ones to talk about. */
  show: Type.Optional(oneOf('all', 'apart', 'changed')),
  q: Type.Optional(Type.String({ maxLength: 100 })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
})
const ReadyQuery = Type.Object({
  q: Type.Optional(Type.String({ maxLength: 100 })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
})
const staff = { staff: 'matters.decide' } as const
const reads = { staff: 'matters.read' } as const
const xlsx = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export const meetingEndpoints = endpoints({
  'GET /console/meetings': { summary: '会议列表', who: reads, query: ListQuery, reply: Page(MeetingRow) },
  'GET /console/meetings/bodies': { summary: '哪些会议审定事项，各有多少件待上会', who: reads, reply: Type.Array(MeetingBody) },
  'GET /console/matters/:id/meetings': {
    summary: '一件事项列入了哪些会议',
    who: reads,
    params: ById,
    reply: Type.Array(MatterMeeting),
    errors: ['not-found'],
  },
  'POST /console/meetings': {
    summary: '新建会议',
    who: staff,
    body: Type.Object({ ...MeetingInput.properties, role: Type.String({ maxLength: 40 }) }),
    reply: Meeting,
    errors: ['input-invalid', 'not-allowed'],
  },
  'GET /console/meetings/:id': { summary: '一次会议', who: reads, params: ById, reply: Meeting, errors: ['not-found'] },
  'PUT /console/meetings/:id': {
    summary: '修改会议名称、日期和地点',
    who: staff,
    params: ById,
    body: MeetingInput,
    reply: Meeting,
    errors: ['input-invalid', 'not-found', 'not-allowed', 'conflict'],
  },
  'GET /console/meetings/:id/items': {
    summary: '会议议程',
    who: reads,
    params: ById,
    query: ItemQuery,
    reply: Page(MeetingItem),
    errors: ['not-found'],
  },
  'GET /console/meetings/:id/ready': {
    summary: '可以上会的事项',
    who: reads,
    params: ById,
    query: ReadyQuery,
    reply: Page(ReadyMatter),
    errors: ['not-found'],
  },
  'POST /console/meetings/:id/collect': {
    summary: '收入全部待上会事项',
    who: staff,
    params: ById,
    reply: Type.Object({ added: Count }),
    errors: ['not-found', 'not-allowed', 'conflict'],
  },
  'POST /console/meetings/:id/items': {
    summary: '列入议程（已列入的按现在的内容重新列入）',
    who: staff,
    params: ById,
    body: Type.Object({ matters: MatterIds }),
    reply: Type.Object({ added: Count }),
    errors: ['not-found', 'not-ready', 'not-allowed', 'conflict'],
  },
  'POST /console/meetings/:id/remove': {
    summary: '移出议程',
    who: staff,
    params: ById,
    body: Type.Object({ matters: MatterIds }),
    reply: Done,
    errors: ['not-found', 'not-allowed', 'conflict'],
  },
  'POST /console/meetings/:id/move': {
    summary: '调整议程顺序',
    who: staff,
    params: ById,
    body: Type.Object({ matter: Uuid, to: Type.Integer({ minimum: 1 }) }),
    reply: Done,
    errors: ['not-found', 'not-allowed', 'conflict'],
  },
  'POST /console/meetings/:id/verdicts': {
    summary: '记录会议意见',
    who: staff,
    params: ById,
    body: Type.Object({ matters: MatterIds, verdict: Verdict, note: Type.String({ maxLength: 500, default: '' }) }),
    reply: Done,
    errors: ['input-invalid', 'not-found', 'not-allowed', 'conflict'],
  },
  'POST /console/meetings/:id/decide': {
    summary: '按会议决议办理',
    who: staff,
    params: ById,
    body: Type.Object({ resolutionNumber: Type.String({ maxLength: 60 }), resolvedOn: Day }),
    reply: Meeting,
    errors: ['input-invalid', 'not-found', 'not-ready', 'not-allowed', 'conflict'],
  },
  'POST /console/meetings/:id/cancel': {
    summary: '取消会议',
    who: staff,
    params: ById,
    reply: Meeting,
    errors: ['not-found', 'not-allowed', 'conflict'],
  },
  'PUT /console/meetings/:id/announcement': {
    summary: '修改公示文字',
    who: staff,
    params: ById,
    body: Type.Object({ text: Type.String({ maxLength: 200_000 }) }),
    reply: Done,
    errors: ['not-found', 'not-ready', 'not-allowed'],
  },
  'GET /console/meetings/:id/agenda': {
    summary: '会议议程（打印）',
    who: reads,
    params: ById,
    file: ['application/pdf'],
    errors: ['not-found', 'unavailable'],
  },
  'GET /console/meetings/:id/agenda-sheet': {
    summary: '会议议程（表格）',
    who: reads,
    params: ById,
    file: [xlsx],
    errors: ['not-found'],
  },
  'GET /console/meetings/:id/results': { summary: '会议办理结果', who: reads, params: ById, file: ['text/csv'], errors: ['not-found'] },
})
