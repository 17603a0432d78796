import { type Static, Type } from 'typebox'
import { ById, Day, Done, Fen, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'
import {
  type ReminderState,
  type ReminderWay,
  reminderStates,
  reminderWays,
  type SkipReason,
  skipReasons,
  type WayState,
  wayStates,
} from './reminder-words.ts'

const keysOf = <T extends string>(words: Record<T, string>) => Type.Unsafe<T>(Type.String({ enum: Object.keys(words) }))
const Way = keysOf<ReminderWay>(reminderWays)
const State = keysOf<ReminderState>(reminderStates)
const Reason = keysOf<SkipReason>(skipReasons)
const Count = Type.Integer()

export const ReminderStepRow = Type.Object({
  id: Type.String(),
  days: Type.Integer(),
  by: Type.Array(Way),
  /** The words of the SMS, its blanks named. */
  text: Type.String(),
  planned: Count,
  waiting: Count,
  told: Count,
  unreached: Count,
  skipped: Count,
})
export type ReminderStepRow = Static<typeof ReminderStepRow>

export const ReminderLadder = Type.Object({
  steps: Type.Array(ReminderStepRow),
  hours: Type.Object({ from: Type.String(), to: Type.String() }),
  /** SMS wait now until the hours begin. */
  quiet: Type.Boolean(),
  lastRun: Nullable(Type.Object({ day: Day, at: Time, planned: Count, given: Count, skipped: Count, missed: Count })),
  /** Days up to yesterday on which nothing ran. */
  missedDays: Count,
  /** Reminded, but it reached nobody, and still owed: somebody has to call. */
  toCall: Count,
  pauses: Type.Array(
    Type.Object({
      memberId: Uuid,
      memberName: Type.String(),
      reason: Type.String(),
      until: Nullable(Day),
      by: Type.String(),
      madeAt: Time,
    }),
  ),
  may: Type.Object({ remind: Type.Boolean() }),
})
export type ReminderLadder = Static<typeof ReminderLadder>

export const ReminderQuery = Type.Object({
  state: Type.Optional(State),
  step: Type.Optional(Type.String({ maxLength: 40 })),
  reason: Type.Optional(Reason),
  member: Type.Optional(Uuid),
  /** Unreached and still owed. */
  call: Type.Optional(Type.Boolean()),
  q: Type.Optional(Type.String({ maxLength: 60 })),
  after: Type.Optional(Type.String({ maxLength: 200 })),
})
export type ReminderQuery = Static<typeof ReminderQuery>

export const ReminderWayRow = Type.Object({
  way: Way,
  state: keysOf<WayState>(wayStates),
  /** A sentence. */
  reason: Nullable(Type.String()),
  at: Nullable(Time),
})

export const ReminderRow = Type.Object({
  id: Uuid,
  memberId: Uuid,
  memberName: Type.String(),
  /** Whom it went to when another pays for this member. */
  toName: Nullable(Type.String()),
  year: Type.Integer(),
  amountFen: Fen,
  step: Type.String(),
  /** 到期前 60 天 */
  stepLabel: Type.String(),
  dueOn: Day,
  day: Day,
  state: State,
  reason: Nullable(Type.String()),
  ways: Type.Array(ReminderWayRow),
  at: Nullable(Time),
  seenAt: Nullable(Time),
  /** Staff who sent it by hand. */
  by: Nullable(Type.String()),
  paused: Type.Boolean(),
  /** `send`: null means yes, else why not. */
  can: Type.Object({ send: Nullable(Type.String()) }),
})
export type ReminderRow = Static<typeof ReminderRow>

/** Who is to be reminded on which of the coming days, as things stand. */
export const ReminderDay = Type.Object({
  day: Day,
  step: Type.String(),
  stepLabel: Type.String(),
  members: Count,
  amountFen: Fen,
})
export type ReminderDay = Static<typeof ReminderDay>

export const ReminderRun = Type.Object({ planned: Count, given: Count, skipped: Count, quiet: Type.Boolean() })
export type ReminderRun = Static<typeof ReminderRun>

/** What a member sees: the newest one that is still owed. */
export const MyReminder = Type.Object({
  id: Uuid,
  years: Type.Array(Type.Integer()),
  amountFen: Fen,
  people: Type.Integer(),
  dueOn: Day,
  late: Type.Boolean(),
  madeAt: Time,
})
export type MyReminder = Static<typeof MyReminder>

const ByMember = Type.Object({ memberId: Uuid })

export const reminderEndpoints = endpoints({
  'GET /console/reminders/ladder': { summary: '缴费提醒的步骤和运行情况', who: { staff: 'dues.read' }, reply: ReminderLadder },
  'GET /console/reminders': {
    summary: '每位会员每一步的提醒结果',
    who: { staff: 'dues.read' },
    query: ReminderQuery,
    reply: Page(ReminderRow),
  },
  'GET /console/reminders/ahead': {
    summary: '今后将提醒谁、何时',
    who: { staff: 'dues.read' },
    query: Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 400 })) }),
    reply: Type.Object({ rows: Type.Array(ReminderDay) }),
  },
  'POST /console/reminders/run': {
    summary: '现在运行今天的缴费提醒',
    who: { staff: 'dues.remind' },
    reply: ReminderRun,
    errors: ['not-ready'],
  },
  'POST /console/reminders/:id/send': {
    summary: '再发一次缴费提醒',
    who: { staff: 'dues.remind' },
    params: ById,
    reply: Type.Object({ done: Type.Literal(true), quiet: Type.Boolean() }),
    errors: ['not-ready', 'too-many'],
  },
  'PUT /console/reminders/pauses/:memberId': {
    summary: '暂停提醒一位会员',
    who: { staff: 'dues.remind' },
    params: ByMember,
    body: Type.Object({ reason: Type.String({ minLength: 1, maxLength: 200 }), until: Nullable(Day) }),
    reply: Done,
    errors: ['input-invalid'],
  },
  'DELETE /console/reminders/pauses/:memberId': {
    summary: '恢复提醒一位会员',
    who: { staff: 'dues.remind' },
    params: ByMember,
    reply: Done,
    errors: ['already-done'],
  },
  'GET /portal/reminders': { summary: '给我的缴费提醒', who: 'member', reply: Type.Object({ newest: Nullable(MyReminder) }) },
  'POST /portal/reminders/:id/seen': { summary: '看到了缴费提醒', who: 'member', params: ById, reply: Done, errors: ['not-found'] },
})
