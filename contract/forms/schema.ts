import { type Static, type TSchema, Type } from 'typebox'

/**
 * A form is data: presets write it, staff edit it, a matter keeps the version it began under.
 *
 * For whoever writes presets, beside the plain types (text, choice, region, date …), in YAML:
 *
 *     # 1寸证件照: 295×413 and 150 KB unless said otherwise; the browser crops, turns and shrinks to it. Value: a file's id.
 *     { type: photo, id: photo, label: 证件照, required: true, maps: person.photo, help: 白底免冠彩色照 }
 *     # Files inside a form or inside a list's row. Value: files' ids.
 *     { type: file, id: scan, label: 资质证书扫描件, required: true, accept: [pdf, image], maxBytes: 10485760, maxFiles: 3 }
 *     # A unit's full name, suggested from the association's units. Value: the name.
 *     { type: employer, id: employer, label: 工作单位, required: true, maps: person.employer }
 *     # Age in whole years on the day of filling in: at least `min`, less than `under`. `matches`: other fields that must agree
 *     # (birthday: a date field; sex: a choice whose options are labelled 男 and 女); they are filled in when still empty.
 *     { type: id-card, id: idCard, label: 身份证号, maps: person.idCard, age: { min: 18, under: 60 }, matches: { birthday: born, sex: sex } }
 *     # Bounds of a date: a day, `today`, a span from today (-18y, +30d, -6m), or another date field's id; both days included.
 *     { type: date, id: until, label: 有效期至, min: today, max: +10y }
 *     # Choices of the association's own: $levels, $levels.unit, $levels.person, $branches, $branches.<branch> (that one's levels).
 *     { type: choice, id: branch, label: 意向分支机构, maps: branch, dictionary: $branches }
 *     # Ranges are choices: options: [{ value: 1000-4999, label: 1000–4999 人 }] or a dictionary.
 *     # Repeating rows, at most 99; conditions in a row may ask the row's own fields, the form's and the facts.
 *     { type: list, id: grades, label: 资质证书, max: 20, when: { field: unitKind, not: [school, institute] }, fields: [ … ] }
 *
 * On an id-card or a date `message` replaces the sentence that says which rule failed.
 * Papers: beside templates/<id>.md may lie templates/<id>.docx, the association's own Word paper; {name} is filled from the same
 * fields, {#grades}…{/grades} repeats for a list's rows (and asks: shown when something is there), {code} places the print's code.
 */
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
    /** Of a region: lies in that province, city or district (six digits), or lies somewhere else; neither is true of an empty value. */
    within: Type.Optional(Type.String({ pattern: '^\\d{6}$' })),
    outside: Type.Optional(Type.String({ pattern: '^\\d{6}$' })),
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
export const PERSON_TARGETS = [
  'person.name',
  'person.idCard',
  'person.mobile',
  'person.email',
  'person.employer',
  'person.title',
  'person.photo',
] as const
export const CONTACT_TARGETS = [
  'contact.name',
  'contact.department',
  'contact.role',
  'contact.title',
  'contact.mobile',
  'contact.phone',
  'contact.email',
] as const
/** Who hears of the council's affairs, where a record names one (CAQ-16); read from the record, kept nowhere else. */
export const COUNCIL_TARGETS = ['council.name', 'council.mobile', 'council.email'] as const
/** A receipt asked for before the money: for which order, made out to whom, sent where (CAQ-11, CEPCA-14). */
export const RECEIPT_TARGETS = ['receipt.order', 'receipt.title', 'receipt.creditCode', 'receipt.email', 'receipt.amount'] as const
const Target = Type.Enum([
  ...UNIT_TARGETS,
  ...PERSON_TARGETS,
  ...CONTACT_TARGETS,
  ...COUNCIL_TARGETS,
  ...RECEIPT_TARGETS,
  'contacts',
  'branch',
  // 归属变更: out of which branch, where a member may stand in several.
  'branch.from',
  'level',
  // 入会时间: of one that was a member before; a day to come, or none, is the day of admission.
  'join.on',
  'leave.on',
  'leave.reason',
])
/** What is known before the form opens and may stand in the box already. */
export const PREFILLS = ['account.name', 'account.mobile', 'account.email', 'member.name', 'member.creditCode', 'today'] as const

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
  /** The name of one of the preset's lists, or `$levels`, `$branches` …; loading a preset copies it into `options`. */
  dictionary: Type.Optional(Text),
}
/** A day, `today`, a span from today, or the id of another date field. */
const Bound = Type.String({ pattern: '^(\\d{4}-\\d{2}-\\d{2}|[+-]\\d{1,4}[dmy]|[a-z][A-Za-z0-9-]{0,39})$' })
const of = <const T extends string, P extends Record<string, TSchema>>(type: T, more: P) =>
  Type.Object({ type: Type.Literal(type), ...common, ...more }, closed)

const simple = {
  text: of('text', written),
  textarea: of('textarea', { ...written, rows: Type.Optional(Type.Integer({ minimum: 2 })) }),
  name: of('name', written),
  'person-name': of('person-name', {}),
  'credit-code': of('credit-code', {}),
  'id-card': of('id-card', {
    age: Type.Optional(
      Type.Object({ min: Type.Optional(Type.Integer({ minimum: 0 })), under: Type.Optional(Type.Integer({ minimum: 1 })) }, closed),
    ),
    matches: Type.Optional(Type.Object({ birthday: Type.Optional(Text), sex: Type.Optional(Text) }, closed)),
    message: Type.Optional(Text),
  }),
  employer: of('employer', {}),
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
  date: of('date', { min: Type.Optional(Bound), max: Type.Optional(Bound), message: Type.Optional(Text) }),
  boolean: of('boolean', {}),
  agree: of('agree', { text: Type.Optional(Text) }),
  file: of('file', {
    accept: Type.Array(Type.Enum(['pdf', 'image', 'docx']), { minItems: 1 }),
    maxBytes: Type.Integer({ minimum: 1 }),
    maxFiles: Type.Integer({ minimum: 1, maximum: 30 }),
  }),
  /** Pixels it is cut to (the least it may have) and bytes at most; see `photoRule` for what counts when left out. */
  photo: of('photo', {
    width: Type.Optional(Type.Integer({ minimum: 60, maximum: 2000 })),
    height: Type.Optional(Type.Integer({ minimum: 60, maximum: 2000 })),
    maxBytes: Type.Optional(Type.Integer({ minimum: 10_000 })),
  }),
}
const Simple = Type.Union([
  simple.text,
  simple.textarea,
  simple.name,
  simple['person-name'],
  simple['credit-code'],
  simple['id-card'],
  simple.employer,
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
  simple.photo,
])
/** A repeating group; `labels` name the rows (第一联络员, 第二联络员), else 「label 1」. */
const ListField = of('list', {
  fields: Type.Array(Simple, { minItems: 1 }),
  min: Type.Optional(Type.Integer({ minimum: 0 })),
  max: Type.Integer({ minimum: 1, maximum: 99 }),
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
