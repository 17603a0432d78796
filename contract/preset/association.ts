import { type Static, Type } from 'typebox'
import { Option } from '../forms/schema.ts'
import { allPermissions } from '../permissions.ts'

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
  },
  closed,
)
export type Words = Static<typeof Words>

export const LOGIN_IDENTIFIERS = ['mobile', 'email', 'user-name', 'unit-name', 'member-number', 'id-card'] as const
export const Login = Type.Object(
  {
    title: Text,
    identifiers: Type.Array(Type.Enum([...LOGIN_IDENTIFIERS]), { minItems: 1 }),
    captcha: Type.Enum(['picture', 'none']),
    register: Type.Boolean(),
    /** 首次登录: members from before the system set a first password by SMS. */
    firstLogin: Type.Boolean(),
    /** A text shown beside the box for those who can't get in. */
    help: Type.Optional(Id),
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
export const Numbers = Type.Object({ member: NumberRule, matter: NumberRule, order: NumberRule }, closed)

export const BankAccount = Type.Object(
  { name: Text, bank: Text, account: Text, bankCode: Type.Optional(Text), note: Type.Optional(Text) },
  closed,
)
export type BankAccount = Static<typeof BankAccount>

/** From the highest to the lowest, as they are listed. */
export const Level = Type.Object({ id: Id, name: Text, memberName: Text, council: Type.Boolean() }, closed)
export type Level = Static<typeof Level>

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
  'matter-approved': ['member', 'matter', 'number', 'memberNumber', 'level'],
  'matter-rejected': ['member', 'matter', 'number', 'reason'],
  'payment-confirmed': ['member', 'year', 'amount', 'days'],
  'voucher-refused': ['member', 'year', 'reason'],
  'receipt-issued': ['member', 'year', 'email'],
  'mobile-changed': ['mobile'],
  'password-changed': ['time'],
  'account-invited': ['name', 'link', 'hours'],
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
    login: Login,
    password: PasswordRule,
    smsSignature: Text,
    numbers: Numbers,
    bank: BankAccount,
    levels: Type.Array(Level, { minItems: 1 }),
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
