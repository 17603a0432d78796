import { allFields, rowsOf } from './fields.ts'
import type { Field, FormData, FormDefinition } from './schema.ts'

/** Files and photos lie beside the form; its data only names them. */
export const holdsFiles = (field: Field): boolean => field.type === 'file' || field.type === 'photo'

/** The files that a field's value names, those of a list's rows included. */
export function fileIdsOf(field: Field, value: unknown): string[] {
  if (field.type === 'photo') return typeof value === 'string' && value !== '' ? [value] : []
  if (field.type === 'file') return Array.isArray(value) ? value.map(String) : []
  if (field.type !== 'list') return []
  return rowsOf(value).flatMap((row) => field.fields.flatMap((inner) => fileIdsOf(inner, row[inner.id])))
}

/** Every file that a form's data names, each once. */
export function fileIdsIn(form: FormDefinition, data: FormData): string[] {
  return [...new Set(allFields(form).flatMap((field) => fileIdsOf(field, data[field.id])))]
}

/** A field's value without the files that are not `known`; anything else as it is. */
export function withoutStrangers(field: Field, value: unknown, known: ReadonlySet<string>): unknown {
  if (field.type === 'photo') return typeof value === 'string' && known.has(value) ? value : ''
  if (field.type === 'file') return fileIdsOf(field, value).filter((id) => known.has(id))
  if (field.type !== 'list') return value
  return rowsOf(value).map((row) => ({
    ...row,
    ...Object.fromEntries(field.fields.filter(holdsFiles).map((inner) => [inner.id, withoutStrangers(inner, row[inner.id], known)])),
  }))
}
