import type { Field, FormData, FormDefinition } from '../../../contract/forms/schema.ts'

const masked = new Set<Field['type']>(['mobile', 'phone', 'email', 'id-card', 'list', 'agree', 'file'])

/** The form without what is masked: a masked number must never be saved in place of the real one. */
export function unmaskedPart(form: FormDefinition): FormDefinition {
  const sections = form.sections.map((section) => ({ ...section, fields: section.fields.filter((field) => !masked.has(field.type)) }))
  return { ...form, sections: sections.filter((section) => section.fields.length > 0) }
}

/** Only the fields that differ from what was there. */
export function changedFields(before: FormData, after: FormData, touched: Iterable<string>): FormData {
  return Object.fromEntries(
    [...touched].filter((id) => JSON.stringify(before[id]) !== JSON.stringify(after[id])).map((id) => [id, after[id]]),
  )
}
