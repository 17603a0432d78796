import { type Static, Type } from 'typebox'
import { ChallengeAnswer } from './challenges.ts'
import { Done, Nullable, Uuid } from './common.ts'
import { endpoints } from './endpoint.ts'
import { allPermissions, type Permission } from './permissions.ts'
import type { RegistrationField } from './preset/association.ts'
import { MenuEntry } from './preset/menu.ts'

/** What anybody may know of an association: enough for header, footer and words of every page. */
export const AssociationFace = Type.Object({
  slug: Type.String(),
  fullName: Type.String(),
  shortName: Type.String(),
  englishName: Nullable(Type.String()),
  motto: Nullable(Type.String()),
  introduction: Type.String(),
  /** Path of the emblem under the association, `null` when it has none. */
  logo: Nullable(Type.String()),
  /** The association's own words for ours, e.g. `{ contact: '联络员' }`; a missing one has our default. */
  words: Type.Record(Type.String(), Type.String()),
  /** What its contacts are called, in order: 第一联络员, 第二联络员. */
  contactLabels: Type.Array(Type.String()),
  login: Type.Object({
    title: Type.String(),
    /** 个人登录 / 企业登录; no tab bar with one alone. */
    tabs: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        label: Type.String(),
        help: Nullable(Type.String()),
        identifiers: Type.Array(Type.String()),
        for: Nullable(Type.Enum(['unit', 'person'])),
      }),
    ),
    humanCheck: Type.Enum(['picture', 'slider', 'work']),
    firstLogin: Type.Boolean(),
    /** How a forgotten password is found again. */
    recover: Type.Array(Type.Enum(['sms', 'email'])),
    /** Id of a text that helps who can't get in. */
    help: Nullable(Type.String()),
  }),
  /** Who may register here, units first; empty where the association makes the accounts. */
  registration: Type.Array(
    Type.Object({
      kind: Type.Enum(['unit', 'person']),
      title: Type.String(),
      lead: Nullable(Type.String()),
      asks: Type.Array(
        Type.Object({
          field: Type.Unsafe<RegistrationField>(Type.String()),
          label: Type.String(),
          help: Nullable(Type.String()),
        }),
      ),
      proof: Type.Enum(['sms', 'email', 'none']),
      confirm: Nullable(Type.Enum(['email'])),
    }),
  ),
  /** What it has: pages and menus show nothing else. */
  features: Type.Object({
    branches: Type.Boolean(),
    people: Type.Boolean(),
    /** Dues can be paid by 支付宝 or 微信支付. */
    online: Type.Boolean(),
    /** Accounts are handed out by letter; whether a mobile is asked for while activating. */
    letters: Nullable(Type.Object({ mobile: Type.Boolean() })),
    /** Working days before a claim on a unit's account may be approved. */
    takeoverDays: Type.Integer(),
    /** Who owes is reminded by a ladder of steps. */
    reminders: Type.Boolean(),
    /** Something may follow from unpaid dues. */
    arrears: Type.Boolean(),
    /** Members are charged for more than dues: 会务费, 培训费. */
    services: Type.Boolean(),
    kinds: Type.Array(Type.Object({ kind: Type.String(), name: Type.String(), for: Type.Enum(['unit', 'person']), effect: Type.String() })),
  }),
  /** The menus it wrote itself, for units and persons; null: the usual one. */
  menu: Type.Object({ unit: Nullable(Type.Array(MenuEntry)), person: Nullable(Type.Array(MenuEntry)) }),
  /** Whether there is a 操作手册 at `/{slug}/manual/`: the pages link it as 帮助. */
  manual: Type.Boolean(),
  password: Type.Object({
    min: Type.Integer(),
    max: Type.Integer(),
    characters: Type.Enum(['word', 'any']),
    classes: Type.Integer(),
  }),
  footer: Type.Object({
    phone: Nullable(Type.String()),
    fax: Nullable(Type.String()),
    email: Nullable(Type.String()),
    address: Nullable(Type.String()),
    postcode: Nullable(Type.String()),
    icp: Nullable(Type.String()),
  }),
})
export type AssociationFace = Static<typeof AssociationFace>

/** A member the signed-in account may act for. `state` words its standing, e.g. 普通会员. */
export const SessionMember = Type.Object({
  id: Uuid,
  name: Type.String(),
  kind: Type.Enum(['unit', 'person']),
  standing: Nullable(Type.String()),
  /** Every standing, the association's and the branches': 大协会普通会员, 质量分会理事. */
  standings: Type.Array(Type.String()),
})
export type SessionMember = Static<typeof SessionMember>

export const Session = Type.Object({
  account: Nullable(
    Type.Object({
      id: Uuid,
      name: Type.String(),
      /** The mail of a registration that was not opened yet, masked: nothing can be submitted before. */
      confirming: Nullable(Type.String()),
      /** The association asks for a mail address and this account has none that is confirmed. */
      needsEmail: Type.Boolean(),
    }),
  ),
  association: AssociationFace,
  /** The members this account acts for; the first is acted for unless another was chosen. */
  members: Type.Array(SessionMember),
  staff: Nullable(
    Type.Object({
      name: Type.String(),
      permissions: Type.Array(Type.Unsafe<Permission>(Type.String({ enum: allPermissions }))),
      /** Works in branches only: what is the whole association's is not there. */
      branchOnly: Type.Boolean(),
    }),
  ),
})
export type Session = Static<typeof Session>

const LoginBody = Type.Object({
  /** Which of `login.tabs` it was typed under; without it all of them count. */
  tab: Type.Optional(Type.String({ maxLength: 40 })),
  /** Mobile, e-mail, user name … whatever the association lets one sign in with. */
  identifier: Type.String({ minLength: 1, maxLength: 100 }),
  password: Type.String({ minLength: 1, maxLength: 200 }),
  /** 记住登录状态: 30 days instead of 12 idle hours. */
  remember: Type.Optional(Type.Boolean()),
  challenge: Type.Optional(Nullable(ChallengeAnswer)),
})

/** Where one belongs after signing in. */
export const SignedIn = Type.Object({
  home: Type.Enum(['console', 'portal']),
  /** A mail address is asked for before anything else (CAQ-03). */
  needsEmail: Type.Optional(Type.Boolean()),
})

export const sessionEndpoints = endpoints({
  'GET /session': { summary: '当前登录状态与协会门面', who: 'public', reply: Session },
  'POST /session': {
    summary: '登录',
    who: 'public',
    body: LoginBody,
    reply: SignedIn,
    errors: ['wrong-credentials', 'name-not-unique', 'challenge-failed', 'locked-out', 'too-many'],
  },
  'POST /session/member': {
    summary: '切换所代表的会员',
    who: 'member',
    body: Type.Object({ id: Uuid }),
    reply: Done,
    errors: ['not-found'],
  },
  'DELETE /session': { summary: '退出登录', who: 'account', reply: Done },
})
