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
    body: Type.String({ minLength: 1 }),
  },
  closed,
)
export type Template = Static<typeof Template>

/** Fills `{{name}}`; what is unknown or empty becomes a rule to write on by hand. */
export function fillTemplate(body: string, values: Record<string, string>): string {
  return body.replace(/\{\{\s*([\w.]+)\s*\}\}/g, (_, name: string) => values[name] || '＿＿＿＿＿＿＿＿')
}

/** Fills the `{name}` of messages and certificates; what is unknown becomes nothing. */
export function fillText(text: string, values: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '')
}

/** The names a text asks for, in order, each once. */
export function placeholdersOf(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{?\s*([\w.]+)\s*\}?\}/g)].map((match) => match[1] ?? ''))]
}
