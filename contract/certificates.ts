import { type Static, Type } from 'typebox'
import { Day, Nullable } from './common.ts'
import { endpoints } from './endpoint.ts'

/** valid 有效 · lapsed 会费未缴，已失效 · suspended 暂停使用 · left 已退会. Always as of the day it is asked. */
export const CertificateState = Type.Unsafe<'valid' | 'lapsed' | 'suspended' | 'left'>(
  Type.String({ enum: ['valid', 'lapsed', 'suspended', 'left'] }),
)
export type CertificateState = Static<typeof CertificateState>

/** What the member's own pages say about its certificate. */
export const OwnCertificate = Type.Object({
  /** What it is called: 电子会员证, 会员卡. */
  name: Type.String(),
  /** Null when it can be downloaded, else why not. */
  whyNot: Nullable(Type.String()),
  /** Null before admission. */
  state: Nullable(CertificateState),
  number: Nullable(Type.String()),
  /** Valid from and through; `through` is null when it ends with the membership only. */
  from: Nullable(Day),
  through: Nullable(Day),
})
export type OwnCertificate = Static<typeof OwnCertificate>

/** What anybody with the QR code may know: what the paper says, and whether it still holds. */
export const Verified = Type.Object({
  state: CertificateState,
  name: Type.String(),
  number: Type.String(),
  /** The level today, or the last one of a member that left. */
  levelName: Type.String(),
  joinedOn: Day,
  from: Day,
  through: Nullable(Day),
  leftOn: Nullable(Day),
  /** The day this answer is about. */
  today: Day,
  help: Type.String(),
})
export type Verified = Static<typeof Verified>

export const certificateEndpoints = endpoints({
  'GET /portal/certificate/state': { summary: '会员证的状态', who: 'member', reply: OwnCertificate },
  'GET /portal/certificate': { summary: '下载电子会员证', who: 'member', file: ['application/pdf'], errors: ['not-ready', 'unavailable'] },
  'GET /verify/:number': {
    summary: '查验会员证（此刻的状态）',
    who: 'public',
    params: Type.Object({ number: Type.String({ maxLength: 40 }) }),
    query: Type.Object({ s: Type.Optional(Type.String({ maxLength: 100 })) }),
    reply: Verified,
    errors: ['not-found', 'too-many'],
  },
})
