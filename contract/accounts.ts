import { type Static, Type } from 'typebox'
import { ChallengeAnswer } from './challenges.ts'
import { Done, Nullable, Time } from './common.ts'
import { endpoints } from './endpoint.ts'
import { SignedIn } from './session.ts'

const Mobile = Type.String({ minLength: 1, maxLength: 20 })
/** Checked against the association's own rule, with its own sentence. */
const Password = Type.String({ minLength: 1, maxLength: 200 })
const Code = Type.String({ minLength: 1, maxLength: 12 })

export const codePurposes = {
  register: '注册',
  'first-login': '首次登录',
  'reset-password': '找回密码',
  'change-mobile': '更换手机号',
  'leave-mobile': '更换手机号',
  'set-email': '设置邮箱',
  activate: '开通账号',
  takeover: '申请接管账号',
} as const
export type CodePurpose = keyof typeof codePurposes
const Purpose = Type.Unsafe<CodePurpose>(Type.String({ enum: Object.keys(codePurposes) }))

const Email = Type.String({ minLength: 1, maxLength: 254 })
/** Where a code goes: one of the two. */
const address = { mobile: Type.Optional(Mobile), email: Type.Optional(Email) }
export interface CodeAddress {
  mobile?: string | undefined
  email?: string | undefined
}

/** What is asked, and what proves it, stands in the preset: `registration.unit` or `.person` (CACEM-02, CEPCA-03, GSJL-01, CAQ-04). */
export const Registration = Type.Object({
  kind: Type.Optional(Type.Enum(['unit', 'person'])),
  unitName: Type.Optional(Type.String({ maxLength: 200 })),
  creditCode: Type.Optional(Type.String({ maxLength: 40 })),
  /** Of the individual, or of who registers for the unit. */
  name: Type.Optional(Type.String({ maxLength: 80 })),
  idCard: Type.Optional(Type.String({ maxLength: 40 })),
  userName: Type.Optional(Type.String({ maxLength: 80 })),
  ...address,
  /** Where the preset asks for a code. */
  code: Type.Optional(Code),
  /** Where nothing else proves anything. */
  challenge: Type.Optional(Nullable(ChallengeAnswer)),
  password: Password,
})
export type Registration = Static<typeof Registration>

export const NewPassword = Type.Object({ mobile: Mobile, code: Code, password: Password })
export type NewPassword = Static<typeof NewPassword>

const Reset = Type.Object({ ...address, code: Code, password: Password })

const MobileChange = Type.Object({
  mobile: Mobile,
  /** Sent to the new number. */
  code: Code,
  /** Sent to the present number, of who has one. */
  oldCode: Type.Optional(Code),
  /** Of who has none yet. */
  password: Type.Optional(Password),
})
export type MobileChange = Static<typeof MobileChange>

export const AccountSettings = Type.Object({
  name: Type.String(),
  /** Masked, like the mail. */
  mobile: Nullable(Type.String()),
  email: Nullable(Type.Object({ address: Type.String(), confirmed: Type.Boolean() })),
  passwordSetAt: Nullable(Time),
})
export type AccountSettings = Static<typeof AccountSettings>

export const SignedInDevice = Type.Object({
  id: Type.String(),
  current: Type.Boolean(),
  /** 微信（安卓手机）, Chrome 浏览器（Windows 电脑） … */
  device: Type.String(),
  address: Nullable(Type.String()),
  since: Time,
  seenAt: Time,
  expiresAt: Time,
})
export type SignedInDevice = Static<typeof SignedInDevice>

export const accountEndpoints = endpoints({
  'POST /codes': {
    summary: '获取短信或邮件验证码。无论号码、邮箱是否登记过，回答都一样',
    who: 'public',
    body: Type.Object({ ...address, purpose: Purpose, challenge: Nullable(ChallengeAnswer) }),
    reply: Type.Object({ waitSeconds: Type.Integer(), minutes: Type.Integer() }),
    errors: ['challenge-failed', 'too-many', 'input-invalid'],
  },
  'POST /password/reset': {
    summary: '忘记密码：凭短信或邮件验证码设置新密码，并登录',
    who: 'public',
    body: Reset,
    reply: SignedIn,
    errors: ['code-wrong', 'input-invalid'],
  },
  'POST /activations/look': {
    summary: '查看激活链接属于谁',
    who: 'public',
    body: Type.Object({ token: Type.String({ maxLength: 100 }) }),
    reply: Type.Object({ name: Type.String() }),
    errors: ['not-found', 'too-many'],
  },
  'POST /activations': {
    summary: '凭激活链接设置密码，并登录',
    who: 'public',
    body: Type.Object({ token: Type.String({ maxLength: 100 }), password: Password }),
    reply: SignedIn,
    errors: ['not-found', 'input-invalid', 'too-many'],
  },
  'GET /account': { summary: '我的账号', who: 'account', reply: AccountSettings },
  'POST /account/password': {
    summary: '修改密码，其他设备随即退出登录',
    who: 'account',
    body: Type.Object({ old: Password, password: Password }),
    reply: Done,
    errors: ['input-invalid', 'locked-out'],
  },
  'POST /account/mobile/code': {
    summary: '更换手机号：向现在的手机号发送验证码',
    who: 'account',
    body: Type.Object({ challenge: Nullable(ChallengeAnswer) }),
    reply: Type.Object({ waitSeconds: Type.Integer(), minutes: Type.Integer() }),
    errors: ['challenge-failed', 'too-many', 'not-found'],
  },
  'POST /account/mobile': {
    summary: '更换手机号：新旧号码各一个验证码；还没有手机号的凭登录密码绑定',
    who: 'account',
    body: MobileChange,
    reply: Done,
    errors: ['code-wrong', 'input-invalid', 'already-done', 'locked-out'],
  },
  'POST /account/email': {
    summary: '设置邮箱：凭发到新邮箱的验证码；更换已确认的邮箱还要登录密码',
    who: 'account',
    body: Type.Object({ email: Email, code: Code, password: Type.Optional(Password) }),
    reply: Done,
    errors: ['code-wrong', 'input-invalid', 'already-done', 'locked-out'],
  },
  'POST /account/confirmation': {
    summary: '重新发送注册确认邮件，可以改正邮箱',
    who: 'account',
    body: Type.Object({ email: Type.Optional(Email) }),
    reply: Type.Object({ email: Type.String() }),
    errors: ['too-many', 'input-invalid', 'already-done'],
  },
  'POST /confirmations': {
    summary: '打开邮件里的链接，确认注册邮箱',
    who: 'public',
    body: Type.Object({ token: Type.String({ maxLength: 100 }) }),
    reply: Type.Object({ email: Type.String() }),
    errors: ['not-found', 'too-many'],
  },
  'GET /account/sessions': { summary: '我的登录设备', who: 'account', reply: Type.Object({ rows: Type.Array(SignedInDevice) }) },
  'DELETE /account/sessions/:id': {
    summary: '让一台设备退出登录',
    who: 'account',
    params: Type.Object({ id: Type.String({ maxLength: 100 }) }),
    reply: Done,
    errors: ['not-found'],
  },
  'DELETE /account/sessions': { summary: '让其他设备都退出登录', who: 'account', reply: Type.Object({ ended: Type.Integer() }) },
})

/** Served by members, because they make or find members. */
export const joiningEndpoints = endpoints({
  'POST /register': {
    summary: '单位或个人注册账号，并登录',
    who: 'public',
    body: Registration,
    reply: SignedIn,
    errors: ['input-invalid', 'challenge-failed', 'code-wrong', 'already-done', 'duplicate-member', 'too-many'],
  },
  'POST /first-login': {
    summary: '首次登录：已有会员的联络员凭短信验证码设置密码，并登录',
    who: 'public',
    body: NewPassword,
    reply: SignedIn,
    errors: ['input-invalid', 'code-wrong', 'already-done'],
  },
})
