import { type Static, Type } from 'typebox'

const closed = { additionalProperties: false }

/** texts/*.md: Markdown below a title; what is agreed to keeps its version. */
export const PresetText = Type.Object(
  { id: Type.String(), title: Type.String({ minLength: 1 }), body: Type.String({ minLength: 1 }) },
  closed,
)
export type PresetText = Static<typeof PresetText>

/**
 * templates/*.md: a paper to download, sign and stamp. `letter` sets the body as text; `table` prints a form as a table
 * above it. `{{field}}` is filled from the form; `{{association.full}}`, `{{association.short}}` and `{{today}}` are known too.
 */
export const Template = Type.Object(
  {
    id: Type.String(),
    title: Type.String({ minLength: 1 }),
    layout: Type.Enum(['letter', 'table']),
    form: Type.String({ minLength: 1 }),
    /** Lines at the foot: 「法定代表人（签字）」, 「单位（盖章）」. */
    signatures: Type.Array(Type.String({ minLength: 1 })),
    note: Type.Optional(Type.String({ minLength: 1 })),
    /** templates/<id>.docx beside it, base64: the association's own Word paper. Put in by loading, never written by hand. */
    word: Type.Optional(Type.String()),
    body: Type.String({ minLength: 1 }),
  },
  closed,
)
export type Template = Static<typeof Template>

export { fillTemplate } from './fill.ts'
