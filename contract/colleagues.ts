import { type Static, Type } from 'typebox'
import { ById, Done, Nullable, Time, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'

/** An account that acts for the unit one acts for. */
export const Colleague = Type.Object({
  id: Uuid,
  name: Type.String(),
  /** Masked, like the mail. */
  mobile: Nullable(Type.String()),
  email: Nullable(Type.String()),
  /** The unit's own account: signs in by the unit's name or number, and looks after the others. */
  principal: Type.Boolean(),
  self: Type.Boolean(),
  /** A password was set. */
  activated: Type.Boolean(),
  since: Time,
  /** Null: it can be done; else why not. */
  can: Type.Object({ remove: Nullable(Type.String()), handOver: Nullable(Type.String()), invite: Nullable(Type.String()) }),
})
export type Colleague = Static<typeof Colleague>

export const Colleagues = Type.Object({
  unit: Type.String(),
  rows: Type.Array(Colleague),
  most: Type.Integer(),
  /** Null: one may let somebody in; else why not. */
  whyNotInvite: Nullable(Type.String()),
})
export type Colleagues = Static<typeof Colleagues>

const Password = Type.String({ minLength: 1, maxLength: 200 })

export const colleagueEndpoints = endpoints({
  'GET /portal/accounts': { summary: '可以代表本单位登录的账号', who: 'member', reply: Colleagues },
  'POST /portal/accounts': {
    summary: '邀请同事：以其本人的手机号开通账号，发送设置密码的链接',
    who: 'member',
    body: Type.Object({ name: Type.String({ minLength: 1, maxLength: 80 }), mobile: Type.String({ minLength: 1, maxLength: 20 }) }),
    reply: Type.Object({ invited: Type.Boolean() }),
    errors: ['not-allowed', 'input-invalid', 'already-done', 'not-ready', 'too-many'],
  },
  'POST /portal/accounts/:id/invitation': {
    summary: '重新发送设置密码的链接',
    who: 'member',
    params: ById,
    reply: Done,
    errors: ['not-found', 'not-allowed', 'already-done', 'too-many'],
  },
  'DELETE /portal/accounts/:id': {
    summary: '移除：这个账号不再代表本单位',
    who: 'member',
    params: ById,
    reply: Done,
    errors: ['not-found', 'not-allowed', 'not-ready'],
  },
  'POST /portal/accounts/:id/principal': {
    summary: '把主账号移交给同事，凭自己的登录密码',
    who: 'member',
    params: ById,
    body: Type.Object({ password: Password }),
    reply: Done,
    errors: ['not-found', 'not-allowed', 'not-ready', 'input-invalid', 'locked-out'],
  },
})
