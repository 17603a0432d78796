import { type Static, Type } from 'typebox'
import type { AuditAction } from './audit.ts'
import { Day, Nullable, Page, Time } from './common.ts'
import { endpoints } from './endpoint.ts'

export const ActorKind = Type.Unsafe<'public' | 'member' | 'staff' | 'platform' | 'system'>(
  Type.String({ enum: ['public', 'member', 'staff', 'platform', 'system'] }),
)

export const AuditQuery = Type.Object({
  /** Part of the actor's name. */
  actor: Type.Optional(Type.String({ maxLength: 80 })),
  actorId: Type.Optional(Type.String({ format: 'uuid' })),
  /** One act, or all of a family: `staff.` */
  action: Type.Optional(Type.String({ maxLength: 60 })),
  /** Part of the subject's name, number or address. */
  subject: Type.Optional(Type.String({ maxLength: 80 })),
  subjectKind: Type.Optional(Type.String({ maxLength: 40 })),
  subjectId: Type.Optional(Type.String({ maxLength: 60 })),
  from: Type.Optional(Day),
  /** Included. */
  to: Type.Optional(Day),
  after: Type.Optional(Type.String({ maxLength: 120 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
})
export type AuditQuery = Static<typeof AuditQuery>

export const AuditRow = Type.Object({
  id: Type.String(),
  at: Time,
  actorKind: ActorKind,
  actorId: Nullable(Type.String()),
  actorName: Type.String(),
  action: Type.Unsafe<AuditAction>(Type.String()),
  /** The act in Chinese. */
  actionName: Type.String(),
  subjectKind: Type.String(),
  subjectId: Nullable(Type.String()),
  subjectLabel: Type.String(),
  before: Type.Unknown(),
  after: Type.Unknown(),
  address: Nullable(Type.String()),
})
export type AuditRow = Static<typeof AuditRow>

export const auditEndpoints = endpoints({
  'GET /console/audit': { summary: '查询操作日志', who: { staff: 'audit.read' }, query: AuditQuery, reply: Page(AuditRow) },
})
