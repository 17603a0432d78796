import { type Static, type TSchema, Type } from 'typebox'

/** A form is data: presets write it, staff edit it, a matter keeps the version it began under. */
const closed = { additionalProperties: false }
const Id = Type.String({ pattern: '^[a-z][A-Za-z0-9-]{0,39}$' })
const Text = Type.String({ minLength: 1 })
const Scalar = Type.Union([Type.String(), Type.Number(), Type.Boolean()])

/** One question about another field (or a fact such as `member.joinedOn`); every word given must hold. */
export const Test = Type.Object(
  {
    field: Text,
    is: Type.Optional(Scalar),
    in: Type.Optional(Type.Array(Scalar, { minItems: 1 })),
    not: Type.Optional(Type.Union([Scalar, Type.Array(Scalar)])),
    empty: Type.Optional(Type.Literal(true)),
    filled: Type.Optional(Type.Literal(true)),
    /** Days 'YYYY-MM-DD'; never true of an empty value. */
    before: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
    after: Type.Optional(Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })),
  },
  closed,
)
export type Test = Static<typeof Test>
const AllOf = Type.Object({ all: Type.Array(Test, { minItems: 1 }) }, closed)
const AnyOf = Type.Object({ any: Type.Array(Test, { minItems: 1 }) }, closed)
/** Two storeys are enough for what associations ask, and keep the schema free of recursion. */
export const Condition = Type.Union([
  Test,
  Type.Object({ all: Type.Array(Type.Union([Test, AnyOf]), { minItems: 1 }) }, closed),
  Type.Object({ any: Type.Array(Type.Union([Test, AllOf]), { minItems: 1 }) }, closed),
])
export type Condition = Static<typeof Condition>

/** Where a value lands on the member; without one it stays in the member's profile under the field's id. */
export const UNIT_TARGETS = ['unit.name', 'unit.creditCode', 'unit.region', 'unit.industry'] as const
export const PERSON_TARGETS = ['person.name', 'person.idCard', 'person.mobile', 'person.email', 'person.employer', 'person.photo'] as const
export const CONTACT_TARGETS = [
  'contact.name',
  'contact.department',
  'contact.role',
  'contact.title',
  'contact.mobile',
  'contact.phone',
  'contact.email',
] as const
const Target = Type.Enum([
  ...UNIT_TARGETS,
  ...PERSON_TARGETS,
  ...CONTACT_TARGETS,
  'contacts',
  'branch',
  'level',
  'leave.on',
  'leave.reason',
])
/** What is known before the form opens and may stand in the box already. */
export const PREFILLS = ['account.name', 'account.mobile', 'account.email', 'member.name', 'member.creditCode'] as const

const common = {
  id: Id,
  label: Text,
  required: Type.Optional(Type.Boolean()),
  when: Type.Optional(Condition),
  help: Type.Optional(Text),
  placeholder: Type.Optional(Text),
  maps: Type.Optional(Target),
  prefill: Type.Optional(Type.Enum([...PREFILLS])),
  /** What a member may do with it after admission: change at once (the default), ask for it, or only staff. */
  editable: Type.Optional(Type.Enum(['at-once', 'review', 'locked'])),
  /** Staff are told when the member changes it. */
  alert: Type.Optional(Type.Literal('staff')),
  /** Full width of the form; the default is decided by the type. */
  wide: Type.Optional(Type.Boolean()),
}
const written = {
  min: Type.Optional(Type.Integer({ minimum: 0 })),
  max: Type.Optional(Type.Integer({ minimum: 1 })),
  /** A regular expression that must match the whole value; the message says what to do. */
  pattern: Type.Optional(Text),
  message: Type.Optional(Text),
}
export const Option = Type.Object({ value: Text, label: Text }, closed)
export type Option = Static<typeof Option>
const options = {
  options: Type.Optional(Type.Array(Option, { minItems: 1 })),
  /** The name of one of the preset's lists; loading a preset copies it into `options`. */
  dictionary: Type.Optional(Text),
}
const of = <const T extends string, P extends Record<string, TSchema>>(type: T, more: P) =>
  Type.Object({ type: Type.Literal(type), ...common, ...more }, closed)

const simple = {
  text: of('text', written),
  textarea: of('textarea', { ...written, rows: Type.Optional(Type.Integer({ minimum: 2 })) }),
  name: of('name', written),
  'person-name': of('person-name', {}),
  'credit-code': of('credit-code', {}),
  'id-card': of('id-card', {}),
  'bank-code': of('bank-code', {}),
  mobile: of('mobile', {}),
  phone: of('phone', {}),
  email: of('email', { hint: Type.Optional(Type.Boolean()) }),
  postcode: of('postcode', {}),
  choice: of('choice', { ...options, look: Type.Optional(Type.Enum(['radio', 'select'])) }),
  'multi-choice': of('multi-choice', {
    ...options,
    min: Type.Optional(Type.Integer()),
    max: Type.Optional(Type.Integer()),
    alone: Type.Optional(Text),
  }),
  region: of('region', { depth: Type.Enum(['province', 'city', 'district']), suggestedBy: Type.Optional(Text) }),
  industry: of('industry', { depth: Type.Optional(Type.Enum(['section', 'division'])) }),
  number: of('number', {
    min: Type.Optional(Type.Number()),
    max: Type.Optional(Type.Number()),
    decimals: Type.Optional(Type.Integer({ minimum: 0, maximum: 6 })),
    unit: Type.Optional(Text),
  }),
  amount: of('amount', { min: Type.Optional(Type.Integer()), max: Type.Optional(Type.Integer()) }),
  date: of('date', { min: Type.Optional(Text), max: Type.Optional(Text) }),
  boolean: of('boolean', {}),
  agree: of('agree', { text: Type.Optional(Text) }),
  file: of('file', {
    accept: Type.Array(Type.Enum(['pdf', 'image', 'docx']), { minItems: 1 }),
    maxBytes: Type.Integer({ minimum: 1 }),
    maxFiles: Type.Integer({ minimum: 1 }),
  }),
}
const Simple = Type.Union([
  simple.text,
  simple.textarea,
  simple.name,
  simple['person-name'],
  simple['credit-code'],
  simple['id-card'],
  simple['bank-code'],
  simple.mobile,
  simple.phone,
  simple.email,
  simple.postcode,
  simple.choice,
  simple['multi-choice'],
  simple.region,
  simple.industry,
  simple.number,
  simple.amount,
  simple.date,
  simple.boolean,
  simple.agree,
  simple.file,
])
/** A repeating group; `labels` name the rows (第一联络员, 第二联络员), else 「label 1」. */
const ListField = of('list', {
  fields: Type.Array(Simple, { minItems: 1 }),
  min: Type.Optional(Type.Integer({ minimum: 0 })),
  max: Type.Integer({ minimum: 1 }),
  labels: Type.Optional(Type.Array(Text)),
  add: Type.Optional(Text),
})
/** By type, so that a mistake in a preset is told against the one shape that was meant. */
export const fieldSchemas = { ...simple, list: ListField }
export const Field = Type.Union([...Simple.anyOf, ListField])
export type SimpleField = Static<typeof Simple>
export type ListField = Static<typeof ListField>
export type Field = SimpleField | ListField
export type FieldType = Field['type']
export type FieldOf<T extends FieldType> = Extract<Field, { type: T }>

export const FormSection = Type.Object(
  { id: Id, title: Text, help: Type.Optional(Text), fields: Type.Array(Field, { minItems: 1 }) },
  closed,
)
export type FormSection = Omit<Static<typeof FormSection>, 'fields'> & { fields: Field[] }

export const FormDefinition = Type.Object(
  {
    id: Id,
    version: Type.Integer({ minimum: 1 }),
    title: Text,
    help: Type.Optional(Text),
    sections: Type.Array(FormSection, { minItems: 1 }),
  },
  closed,
)
export type FormDefinition = Omit<Static<typeof FormDefinition>, 'sections'> & { sections: FormSection[] }

/** What a form holds: field id → value, in the shape `emptyValue` documents. */
export const FormData = Type.Record(Type.String(), Type.Unknown())
export type FormData = Record<string, unknown>

/** One thing to put right. `path` is 'name' or 'contacts.0.mobile', or a document slot's id. */
export const Problem = Type.Object({ path: Type.String(), label: Type.String(), message: Type.String() })
export type Problem = Static<typeof Problem>
