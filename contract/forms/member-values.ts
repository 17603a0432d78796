import { lookUp } from './condition.ts'
import { allFields, emptyItem, rowsOf } from './fields.ts'
import type { Field, FormData, FormDefinition } from './schema.ts'

/** A form's data sorted by where it lands on the member. */
export interface MemberValues {
  /** `unit.name`, `unit.creditCode`, `unit.region` …: only the targets the form has. */
  core: Record<string, unknown>
  /** In order, the first first; keys are name, title, mobile, phone, email. Null when the form has no contacts. */
  contacts: Record<string, string>[] | null
  /** Field id → value, for everything else. */
  profile: FormData
}

export function memberValues(form: FormDefinition, data: FormData): MemberValues {
  const values: MemberValues = { core: {}, contacts: null, profile: {} }
  for (const field of allFields(form)) {
    const value = data[field.id]
    if (field.type === 'list' && field.maps === 'contacts') values.contacts = rowsOf(value).map((row) => contactOf(field.fields, row))
    else if (field.maps !== undefined) values.core[field.maps] = value
    else if (field.type !== 'agree') values.profile[field.id] = value
    // The photo has no column of its own: it stays with the record.
    if (field.maps === 'person.photo') values.profile[field.id] = value
  }
  return values
}

/** The way back: what is known of a member as the data of a form. */
export function formDataOf(form: FormDefinition, values: MemberValues): FormData {
  const data = emptyItem(allFields(form))
  for (const field of allFields(form)) {
    if (field.type === 'list' && field.maps === 'contacts') {
      data[field.id] = (values.contacts ?? []).map((contact) => rowOf(field.fields, contact))
    } else {
      const known = (field.maps && values.core[field.maps]) ?? values.profile[field.id]
      if (known !== undefined && known !== null) data[field.id] = known
    }
  }
  return data
}

/** Fills empty fields from what is known before the form opens: `{ account: { name, mobile }, member: { name, … } }`. */
export function prefill(form: FormDefinition, data: FormData, facts: FormData): FormData {
  const filled = { ...emptyItem(allFields(form)), ...data }
  for (const field of allFields(form)) {
    if (field.type === 'list') {
      const first = rowsOf(filled[field.id])
      if (first.length === 0) continue
      filled[field.id] = first.map((row, index) => (index === 0 ? prefillRow(field.fields, row, facts) : row))
    }
  }
  return prefillRow(allFields(form), filled, facts)
}

function prefillRow(fields: readonly Field[], row: FormData, facts: FormData): FormData {
  const filled = { ...row }
  for (const field of fields) {
    if (field.prefill === undefined || (filled[field.id] !== '' && filled[field.id] !== undefined)) continue
    const known = lookUp(field.prefill, facts)
    if (typeof known === 'string' && known !== '') filled[field.id] = known
  }
  return filled
}

function contactOf(fields: readonly Field[], row: FormData): Record<string, string> {
  return Object.fromEntries(fields.map((field) => [keyOf(field), String(row[field.id] ?? '')]))
}

function rowOf(fields: readonly Field[], contact: Record<string, string>): FormData {
  return { ...emptyItem(fields), ...Object.fromEntries(fields.map((field) => [field.id, contact[keyOf(field)] ?? ''])) }
}

function keyOf(field: Field): string {
  return field.maps?.startsWith('contact.') ? field.maps.slice('contact.'.length) : field.id
}
