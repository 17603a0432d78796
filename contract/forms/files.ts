import { allFields, rowsOf } from './fields.ts'
import type { Field, FormData, FormDefinition } from './schema.ts'

/** Files and photos lie beside the form; its data only names them. */
export const holdsFiles = (field: Field): boolean => field.type === 'file' || field.type === 'photo'

const idsOf = (field: Field, value: unknown): string[] => {
  if (field.type === 'photo') return typeof value === 'string' && value !== '' ? [value] : []
  return field.type === 'file' && Array.isArray(value) ? value.map(String) : []
}

/** Every file that a form's data names, list rows included, each once. */
export function fileIdsIn(form: FormDefinition, data: FormData): string[] {
  const of = (fields: readonly Field[], values: FormData): string[] =>
    fields.flatMap((field) =>
      field.type === 'list' ? rowsOf(values[field.id]).flatMap((row) => of(field.fields, row)) : idsOf(field, values[field.id]),
    )
  return [...new Set(of(allFields(form), data))]
}

/** A field's value without the files that are not `known`; anything else as it is. */
export function withoutStrangers(field: Field, value: unknown, known: ReadonlySet<string>): unknown {
  if (field.type === 'photo') return typeof value === 'string' && known.has(value) ? value : ''
  if (field.type === 'file') return idsOf(field, value).filter((id) => known.has(id))
  if (field.type !== 'list') return value
  return rowsOf(value).map((row) => ({
    ...row,
    ...Object.fromEntries(field.fields.filter(holdsFiles).map((inner) => [inner.id, withoutStrangers(inner, row[inner.id], known)])),
  }))
}
