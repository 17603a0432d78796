import { type Static, Type } from 'typebox'
import { ById, Done, Nullable, Page, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'
import { type MessageState, messageStates } from './message-words.ts'

const State = Type.Unsafe<MessageState>(Type.String({ enum: Object.keys(messageStates) }))
const Channel = Type.Unsafe<'sms' | 'email'>(Type.String({ enum: ['sms', 'email'] }))

export const MessageQuery = Type.Object({
  /** Part of the recipient or of the text. */
  q: Type.Optional(Type.String({ maxLength: 60 })),
  channel: Type.Optional(Channel),
  state: Type.Optional(State),
  member: Type.Optional(Uuid),
  after: Type.Optional(Type.String({ maxLength: 200 })),
})
export type MessageQuery = Static<typeof MessageQuery>

export const MessageRow = Type.Object({
  id: Uuid,
  channel: Channel,
  /** What it was about, in words: 入会通过 … */
  about: Type.String(),
  /** Masked: recognisable to who knows it. */
  recipient: Type.String(),
  body: Type.String(),
  state: State,
  /** Why it failed or was not sent. */
  error: Nullable(Type.String()),
  attempts: Type.Integer(),
  createdAt: Time,
  sentAt: Nullable(Time),
  can: Type.Object({ retry: Nullable(Type.String()) }),
})
export type MessageRow = Static<typeof MessageRow>

export const AlertRow = Type.Object({
  id: Uuid,
  title: Type.String(),
  body: Type.String(),
  memberId: Nullable(Uuid),
  createdAt: Time,
  seenAt: Nullable(Time),
  seenBy: Nullable(Type.String()),
})
export type AlertRow = Static<typeof AlertRow>

/** Contacts whose mobile seems to be no more. */
export const MemberReach = Type.Object({ dead: Type.Array(Type.Object({ name: Type.String(), mobile: Type.String() })) })
export type MemberReach = Static<typeof MemberReach>

export const notificationEndpoints = endpoints({
  'GET /console/messages': {
    summary: '短信与邮件发送记录',
    who: { staff: 'notifications.read' },
    query: MessageQuery,
    reply: Page(MessageRow),
  },
  'GET /console/members/:id/reach': {
    summary: '会员的手机号是否疑似无效',
    who: { staff: 'members.read' },
    params: ById,
    reply: MemberReach,
    errors: ['not-found'],
  },
  'POST /console/messages/:id/retry': {
    summary: '重发一条未送出的消息',
    who: { staff: 'notifications.read' },
    params: ById,
    reply: Done,
    errors: ['not-ready'],
  },
  'GET /console/alerts': {
    summary: '需要留意的变更',
    who: { staff: 'members.read' },
    query: Type.Object({ seen: Type.Optional(Type.Boolean()), after: Type.Optional(Type.String({ maxLength: 200 })) }),
    reply: Page(AlertRow),
  },
  'POST /console/alerts/:id/seen': {
    summary: '标记变更已处理',
    who: { staff: 'members.read' },
    params: ById,
    reply: Done,
    errors: ['already-done'],
  },
})
