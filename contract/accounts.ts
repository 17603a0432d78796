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
} as const
export type CodePurpose = keyof typeof codePurposes
const Purpose = Type.Unsafe<CodePurpose>(Type.String({ enum: Object.keys(codePurposes) }))

/** CACEM-02. */
export const Registration = Type.Object({
  unitName: Type.String({ minLength: 1, maxLength: 200 }),
  creditCode: Type.String({ minLength: 1, maxLength: 40 }),
  name: Type.String({ minLength: 1, maxLength: 80 }),
  mobile: Mobile,
  code: Code,
  password: Password,
})
export type Registration = Static<typeof Registration>

export const NewPassword = Type.Object({ mobile: Mobile, code: Code, password: Password })
export type NewPassword = Static<typeof NewPassword>

export const AccountSettings = Type.Object({
  name: Type.String(),
  /** Masked. */
  mobile: Nullable(Type.String()),
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
    summary: '获取短信验证码。无论号码是否登记过，回答都一样',
    who: 'public',
    body: Type.Object({ mobile: Mobile, purpose: Purpose, challenge: Nullable(ChallengeAnswer) }),
    reply: Type.Object({ waitSeconds: Type.Integer(), minutes: Type.Integer() }),
    errors: ['challenge-failed', 'too-many', 'input-invalid'],
  },
  'POST /password/reset': {
    summary: '忘记密码：凭短信验证码设置新密码，并登录',
    who: 'public',
    body: NewPassword,
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
  'POST /account/mobile': {
    summary: '更换手机号：新号码的验证码和登录密码',
    who: 'account',
    body: Type.Object({ mobile: Mobile, code: Code, password: Password }),
    reply: Done,
    errors: ['code-wrong', 'input-invalid', 'already-done', 'locked-out'],
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
    summary: '单位注册账号，并登录',
    who: 'public',
    body: Registration,
    reply: SignedIn,
    errors: ['input-invalid', 'code-wrong', 'already-done', 'duplicate-member'],
  },
  'POST /first-login': {
    summary: '首次登录：已有会员的联络员凭短信验证码设置密码，并登录',
    who: 'public',
    body: NewPassword,
    reply: SignedIn,
    errors: ['input-invalid', 'code-wrong', 'already-done'],
  },
})
