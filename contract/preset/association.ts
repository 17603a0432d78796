import { type Static, Type } from 'typebox'
import { Option } from '../forms/schema.ts'
import { allPermissions } from '../permissions.ts'
import { Menu } from './menu.ts'

/** association.yaml: everything a screen says about an association besides its forms, matters, dues and texts. */
const closed = { additionalProperties: false }
const Text = Type.String({ minLength: 1 })
const Id = Type.String({ pattern: '^[a-z][a-z0-9-]{0,39}$' })
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })

export const ContactData = Type.Object(
  {
    phone: Text,
    email: Text,
    fax: Type.Optional(Text),
    address: Text,
    postcode: Type.Optional(Text),
    website: Type.Optional(Text),
    hours: Type.Optional(Text),
    /** Who answers for what: 联系我们. */
    people: Type.Array(Type.Object({ name: Text, for: Text, phone: Text, qq: Type.Optional(Text), email: Type.Optional(Text) }, closed)),
  },
  closed,
)
export type ContactData = Static<typeof ContactData>

/** The association's own terms; screens use these and no others. */
export const Words = Type.Object(
  {
    member: Text,
    unit: Text,
    unitInfo: Text,
    contact: Text,
    contactLabels: Type.Array(Text, { minItems: 1 }),
    dues: Text,
    charter: Text,
    secretariat: Text,
    council: Text,
    councilInfo: Text,
    certificate: Text,
    directory: Text,
    /** What stands before a level of the association itself where branches have levels too: 大协会. */
    association: Type.Optional(Text),
    /** 分会 / 分支机构, and what 会员管理 is called; left out where there is none. */
    branch: Type.Optional(Text),
    person: Type.Optional(Text),
    people: Type.Optional(Text),
    card: Type.Optional(Text),
    change: Type.Optional(Text),
  },
  closed,
)
export type Words = Static<typeof Words>

/** What one may type at the login. The last three are found through the member's record and lead to its principal account. */
export const LOGIN_IDENTIFIERS = ['mobile', 'email', 'user-name', 'id-card', 'unit-name', 'member-number', 'person-name'] as const
export type LoginIdentifier = (typeof LOGIN_IDENTIFIERS)[number]

/** 个人登录 / 企业登录; with one tab alone no tab bar is shown. Staff may sign in by mobile under each. */
export const LoginTab = Type.Object(
  {
    id: Id,
    name: Text,
    /** Above the box: 企业全称 / 用户名 / 会员号. */
    label: Text,
    help: Type.Optional(Text),
    /** Tried in this order. */
    identifiers: Type.Array(Type.Enum([...LOGIN_IDENTIFIERS]), { minItems: 1 }),
    /** Left out: whoever it is. */
    for: Type.Optional(Type.Enum(['unit', 'person'])),
  },
  closed,
)
export type LoginTab = Static<typeof LoginTab>

export const HUMAN_CHECKS = ['picture', 'slider', 'work'] as const
export const Login = Type.Object(
  {
    title: Text,
    tabs: Type.Array(LoginTab, { minItems: 1 }),
    /** picture: letters to read; slider: 拖动滑块; work: done by the device unseen. Each has `work` as its other way. */
    humanCheck: Type.Enum([...HUMAN_CHECKS]),
    /** 首次登录: members from before the system set a first password by SMS. */
    firstLogin: Type.Boolean(),
    /** An account without a confirmed e-mail is asked for one after signing in. */
    needsEmail: Type.Optional(Type.Boolean()),
    /** A text shown beside the box for those who can't get in. */
    help: Type.Optional(Id),
  },
  closed,
)

export const REGISTRATION_FIELDS = ['unit-name', 'credit-code', 'name', 'id-card', 'user-name', 'mobile', 'email'] as const
export type RegistrationField = (typeof REGISTRATION_FIELDS)[number]

/** 注册 of one kind of member. The password and the human check are always asked. */
export const RegistrationRule = Type.Object(
  {
    /** On the page and the button: 企业入会, 个人会员注册. */
    title: Text,
    lead: Type.Optional(Text),
    /** In the order they are asked. A unit is asked for unit-name, a person for name. */
    asks: Type.Array(
      Type.Object({ field: Type.Enum([...REGISTRATION_FIELDS]), label: Type.Optional(Text), help: Type.Optional(Text) }, closed),
      { minItems: 1 },
    ),
    /** What of it one signs in with afterwards; some tab must take each. */
    account: Type.Array(Type.Enum(['mobile', 'email', 'user-name', 'id-card', 'unit-name', 'person-name']), { minItems: 1 }),
    /** Shown before the account is made: a code by SMS, a code by mail, or nothing but the human check. */
    proof: Type.Enum(['sms', 'email', 'none']),
    /** A mail with a link after registering; nothing can be submitted before it was opened. */
    confirm: Type.Optional(Type.Enum(['email'])),
  },
  closed,
)
export type RegistrationRule = Static<typeof RegistrationRule>

/** 发放账号: who is a member already gets a letter with an activation code, once, instead of a password somebody else knows. */
export const Letters = Type.Object(
  {
    /** How long a code opens the door. */
    validDays: Type.Integer({ minimum: 7, maximum: 180 }),
    /** Whether a mobile is given and confirmed while activating: what one signs in with, or finds the password again by. */
    mobile: Type.Boolean(),
    /** One more paragraph in the letter. */
    note: Type.Optional(Text),
  },
  closed,
)

/** 账号接管: the contact has left and nobody can hand the account over. */
export const Takeover = Type.Object(
  {
    /** Working days between the claim, of which all holders are told at once, and the first day staff may approve it. */
    waitWorkdays: Type.Integer({ minimum: 1, maximum: 60 }),
  },
  closed,
)

export const PasswordRule = Type.Object(
  {
    min: Type.Integer({ minimum: 6 }),
    max: Type.Integer({ maximum: 128 }),
    characters: Type.Enum(['word', 'any']),
    classes: Type.Integer({ minimum: 1, maximum: 4 }),
  },
  closed,
)

/** `{year}` `{yy}` `{month}` `{seq:5}`; the running part has no gaps and counts anew when the rest changes. */
const NumberRule = Type.String({ pattern: '\\{seq(:\\d)?\\}' })
export const Numbers = Type.Object(
  {
    /** One rule for all, or one for each kind of member. */
    member: Type.Union([NumberRule, Type.Object({ unit: NumberRule, person: NumberRule }, closed)]),
    matter: NumberRule,
    order: NumberRule,
    /** A branch that numbers its own members: branch → rule. */
    branches: Type.Optional(Type.Record(Type.String(), NumberRule)),
  },
  closed,
)

export const BankAccount = Type.Object(
  { name: Text, bank: Text, account: Text, bankCode: Type.Optional(Text), note: Type.Optional(Text) },
  closed,
)
export type BankAccount = Static<typeof BankAccount>

/** From the highest to the lowest, as they are listed. */
export const Level = Type.Object(
  {
    id: Id,
    name: Text,
    memberName: Text,
    council: Type.Boolean(),
    /** Left out: of units. */
    for: Type.Optional(Type.Enum(['unit', 'person'])),
  },
  closed,
)
export type Level = Static<typeof Level>

/** 分会 / 分支机构: levels of its own, and the level one joins at. Its form and reviewers stand in the kinds. */
export const Branch = Type.Object(
  {
    id: Id,
    name: Text,
    /** What stands before a level at the member's head: 安全分会普通会员. */
    introduction: Type.Optional(Text),
    levels: Type.Array(Level, { minItems: 1 }),
    joiningLevel: Id,
    contact: Type.Optional(Text),
  },
  closed,
)
export type Branch = Static<typeof Branch>

/** People and their employers, where individuals join through a unit. */
export const People = Type.Object(
  {
    /** A person's form names the employer by a field that maps to `person.employer`; it must be a member unit. */
    required: Type.Boolean(),
    /** The five states a unit sees its people in, in the association's words. */
    states: Type.Object({ submitted: Text, recommended: Text, renewing: Text, member: Text, expired: Text }, closed),
    /** The fields that a unit may correct in what its people handed in, until it recommends them; left out: none. */
    corrects: Type.Optional(Type.Array(Text, { minItems: 1 })),
    /** The kind by which an employer recommends a renewal. */
    renewal: Type.Optional(Id),
    /** The heading and the columns (field ids, `number`, `name`, `state` …) of the roster that is printed and stamped. */
    roster: Type.Object({ title: Text, note: Type.Optional(Text), columns: Type.Array(Text, { minItems: 1 }) }, closed),
  },
  closed,
)
export type People = Static<typeof People>

export const Role = Type.Object(
  { id: Id, name: Text, help: Type.Optional(Text), permissions: Type.Array(Type.Enum([...allPermissions]), { minItems: 1 }) },
  closed,
)
export type Role = Static<typeof Role>

/** Who may see what of a member without signing in. */
export const Directory = Type.Object(
  {
    public: Type.Boolean(),
    help: Type.Optional(Text),
    /** What a row shows; the contact is always masked. */
    shows: Type.Array(Type.Enum(['level', 'region', 'number', 'contact-name', 'contact-mobile']), { minItems: 1 }),
    /** Letters one must type before anything is found: the list is for finding one unit, not for harvesting all. */
    minLetters: Type.Integer({ minimum: 0 }),
    pageSize: Type.Integer({ minimum: 5, maximum: 50 }),
  },
  closed,
)

export const CertificateRule = Type.Object(
  {
    title: Text,
    englishTitle: Type.Optional(Text),
    /** One paragraph; `{name}` `{level}` `{number}` `{creditCode}` `{joinedOn}` `{from}` `{to}` are filled in. */
    body: Text,
    /** Valid as long as dues are paid, for the council's term, or while the membership lasts. */
    validity: Type.Enum(['dues', 'term', 'membership']),
    /** The name around the seal's edge. */
    seal: Text,
    verifyHelp: Text,
    /** Of individuals, where theirs reads differently: 会员卡. */
    person: Type.Optional(Type.Object({ title: Text, englishTitle: Type.Optional(Text), body: Text }, closed)),
  },
  closed,
)

/** A council's term; the current one is the last. */
export const Term = Type.Object({ name: Text, from: Day, to: Day }, closed)
export type Term = Static<typeof Term>

/** What each message may say: `{name}` placeholders, checked when a preset is loaded. */
export const MESSAGES = {
  'verification-code': ['code', 'minutes', 'purpose'],
  'matter-submitted': ['member', 'matter', 'number', 'days'],
  'matter-returned': ['member', 'matter', 'number', 'reason'],
  'number-given': ['member', 'matter', 'number', 'memberNumber'],
  'matter-approved': ['member', 'matter', 'number', 'memberNumber', 'level'],
  'matter-passed': ['member', 'matter', 'number'],
  'matter-rejected': ['member', 'matter', 'number', 'reason'],
  'matter-recommended': ['member', 'matter', 'number', 'days', 'unit'],
  'renewal-approved': ['member', 'matter', 'number', 'unit'],
  'employer-changed': ['member', 'unit', 'former'],
  'payment-confirmed': ['member', 'year', 'amount', 'days'],
  'voucher-refused': ['member', 'year', 'reason'],
  'payment-taken-back': ['member', 'year', 'amount', 'reason'],
  'service-charged': ['member', 'service', 'what', 'amount'],
  'service-withdrawn': ['member', 'service', 'what', 'amount', 'reason'],
  'service-paid': ['member', 'service', 'what', 'amount', 'days'],
  'service-taken-back': ['member', 'service', 'what', 'amount', 'reason'],
  'service-voucher-refused': ['member', 'service', 'what', 'reason'],
  'service-receipt-issued': ['member', 'service', 'what', 'email'],
  'service-receipt-open': ['member', 'title', 'service', 'what', 'amount', 'number', 'days'],
  'service-receipt-sent': ['member', 'title', 'service', 'what', 'amount', 'number', 'email'],
  'dues-reminder': ['member', 'dues', 'year', 'amount', 'due', 'days', 'people'],
  'dues-overdue': ['member', 'dues', 'year', 'amount', 'due', 'days', 'people'],
  'arrears-notice': ['member', 'dues', 'year', 'amount', 'basis', 'act', 'until', 'days'],
  'arrears-acted': ['member', 'dues', 'year', 'basis', 'act', 'next'],
  'arrears-ended': ['member', 'what'],
  'receipt-issued': ['member', 'year', 'email'],
  'receipt-open': ['member', 'title', 'year', 'amount', 'number', 'days'],
  'receipt-sent': ['member', 'title', 'year', 'amount', 'number', 'email'],
  'mobile-changed': ['mobile'],
  'password-changed': ['time'],
  'account-invited': ['name', 'link', 'hours'],
  'takeover-received': ['unit', 'number', 'days'],
  'takeover-asked': ['unit', 'person', 'days', 'link'],
  'takeover-approved': ['unit', 'number'],
  'takeover-refused': ['unit', 'number', 'reason'],
  'email-confirmation': ['name', 'link', 'hours'],
  'papers-asked': ['member', 'papers', 'due', 'note'],
  'papers-due': ['member', 'papers', 'due'],
  'papers-late': ['member', 'papers', 'due'],
  'staff-matter-waiting': ['member', 'matter', 'number'],
  'staff-member-changed': ['member', 'fields'],
} as const
export type MessageId = keyof typeof MESSAGES
export const Message = Type.Object(
  {
    id: Type.Enum(Object.keys(MESSAGES) as MessageId[]),
    /** Without the signature: the sender puts 【…】 before it. */
    sms: Type.Optional(Text),
    /** The number the provider gave this text when it was approved, by provider. */
    templateCodes: Type.Optional(Type.Record(Type.String(), Text)),
    mail: Type.Optional(Type.Object({ subject: Text, text: Text }, closed)),
  },
  closed,
)
export type Message = Static<typeof Message>

export const Association = Type.Object(
  {
    slug: Type.String({ pattern: '^[a-z][a-z0-9-]{1,30}$' }),
    names: Type.Object({ full: Text, short: Text, english: Text }, closed),
    motto: Type.Optional(Text),
    introduction: Text,
    hosts: Type.Optional(Type.Array(Text)),
    creditCode: Type.Optional(Text),
    contact: ContactData,
    icp: Text,
    accent: Type.String({ pattern: '^#[0-9a-fA-F]{6}$' }),
    words: Words,
    menu: Type.Optional(Menu),
    login: Login,
    /** Who may register on the pages; a kind left out gets its accounts from the association. */
    registration: Type.Object({ unit: Type.Optional(RegistrationRule), person: Type.Optional(RegistrationRule) }, closed),
    /** Left out: accounts are not handed out by letter here. */
    letters: Type.Optional(Letters),
    takeover: Takeover,
    password: PasswordRule,
    smsSignature: Text,
    numbers: Numbers,
    bank: BankAccount,
    levels: Type.Array(Level, { minItems: 1 }),
    branches: Type.Optional(Type.Array(Branch)),
    people: Type.Optional(People),
    terms: Type.Array(Term),
    directory: Directory,
    certificate: CertificateRule,
    roles: Type.Array(Role, { minItems: 1 }),
    messages: Type.Array(Message),
    /** Lists that forms choose from. */
    dictionaries: Type.Record(Type.String(), Type.Array(Option, { minItems: 1 })),
    /** The form that is a unit's record after admission. */
    profileForm: Type.Object({ unit: Type.Optional(Type.String()), person: Type.Optional(Type.String()) }, closed),
    /** Texts the public pages and the portal link to, in order. */
    pages: Type.Array(Id),
  },
  closed,
)
export type Association = Static<typeof Association>
