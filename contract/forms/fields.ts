import { holds } from './condition.ts'
import type { Field, FormData, FormDefinition, FormSection } from './schema.ts'

export function allFields(form: FormDefinition): Field[] {
  return form.sections.flatMap((section) => section.fields)
}

export function fieldById(form: FormDefinition, id: string): Field | undefined {
  return allFields(form).find((field) => field.id === id)
}

/** Facts are what conditions may ask about besides the form itself, such as `{ member: { joinedOn } }`. */
export function isVisible(field: Field, data: FormData, facts: FormData = {}): boolean {
  return holds(field.when, { ...facts, ...data })
}

/** The fields that are asked now, in order. */
export function visibleFields(form: FormDefinition, data: FormData, facts: FormData = {}): Field[] {
  return allFields(form).filter((field) => isVisible(field, data, facts))
}

/** Sections with the fields asked now; sections with none are left out. */
export function visibleSections(form: FormDefinition, data: FormData, facts: FormData = {}): FormSection[] {
  return form.sections
    .map((section) => ({ ...section, fields: section.fields.filter((field) => isVisible(field, data, facts)) }))
    .filter((section) => section.fields.length > 0)
}

/**
 * The value of an untouched field, which is also the shape it has: '' for text, codes, choice, region (six digits),
 * industry, date, employer (a name) and photo (a file's id); null for number and amount (fen); false for boolean and agree;
 * [] for multi-choice, file (files' ids) and list.
 */
export function emptyValue(field: Field): unknown {
  switch (field.type) {
    case 'number':
    case 'amount':
      return null
    case 'boolean':
    case 'agree':
      return false
    case 'multi-choice':
    case 'file':
      return []
    case 'list':
      return Array.from({ length: field.min ?? 0 }, () => emptyItem(field.fields))
    default:
      return ''
  }
}

/** A fresh row of a list, or a fresh form's data. */
export function emptyItem(fields: readonly Field[]): FormData {
  return Object.fromEntries(fields.map((field) => [field.id, emptyValue(field)]))
}

export function emptyData(form: FormDefinition): FormData {
  return emptyItem(allFields(form))
}

/** A field by the path of its value: `name`, or `contacts.0.mobile`, whichever row that is. */
export function fieldAt(form: FormDefinition, path: string): Field | undefined {
  const [id = '', index, inner, more] = path.split('.')
  const field = fieldById(form, id)
  if (index === undefined) return field
  return field?.type === 'list' && inner !== undefined && more === undefined ? field.fields.find((one) => one.id === inner) : undefined
}

/** 「第一联络员」, or 「联络员 1」 where the list has no labels. */
export function rowLabel(field: Extract<Field, { type: 'list' }>, index: number): string {
  return field.labels?.[index] ?? `${field.label} ${index + 1}`
}

export function isRecord(value: unknown): value is FormData {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The rows of a list's value, whatever was stored. */
export function rowsOf(value: unknown): FormData[] {
  return Array.isArray(value) ? value.filter(isRecord) : []
}
