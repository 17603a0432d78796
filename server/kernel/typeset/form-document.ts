import { isVisible, rowLabel, rowsOf } from '../../../contract/forms/fields.ts'
import type { Field, FormData, FormDefinition, SimpleField } from '../../../contract/forms/schema.ts'
import { type Names, showValue } from '../../../contract/forms/show.ts'
import type { FormDocument, FormItem } from './documents.ts'

/** What the sheet says beside the form's own fields. */
export type FormSheet = Omit<FormDocument, 'sections' | 'version' | 'title'> & {
  title?: string
  /** What conditions may ask about besides the form: `{ member: … }`. */
  facts?: FormData
}

/** What is no writing on a sheet: a tick on a page, files that are handed in beside it. */
const beside: Field['type'][] = ['agree', 'file']

/** A form and its data as a printed sheet; with `{}` as data it is the blank to fill in by hand. */
export function formDocument(form: FormDefinition, data: FormData, names: Names, sheet: FormSheet): FormDocument {
  const { facts = {}, ...rest } = sheet
  const sections = form.sections.map((section) => ({
    title: section.title,
    items: section.fields
      .filter((field) => isVisible(field, data, facts) && !beside.includes(field.type))
      .map((field) => item(field, data[field.id], names)),
  }))
  return {
    ...rest,
    title: sheet.title ?? form.title,
    version: `${form.id} v${form.version}`,
    sections: sections.filter((section) => section.items.length > 0),
  }
}

function item(field: Field, value: unknown, names: Names): FormItem {
  const { label } = field
  if (field.type === 'photo') return { kind: 'photo', label, jpeg: null, ...(typeof value === 'string' && { file: value }) }
  if (field.type === 'list') return list(field, value, names)
  if (field.type === 'textarea') return { kind: 'long', label, value: showValue(field, value, names) }
  const options = fewOptions(field, value)
  if (options) return { kind: 'choice', label, options, wide: field.wide ?? options.length > 2 }
  const shown = field.type === 'boolean' && value === undefined ? '' : showValue(field, value, names)
  return { kind: 'value', label, value: shown, wide: field.wide ?? shown.length > 24 }
}

/** A handful of choices is printed as boxes; a long list only as what was chosen. */
function fewOptions(field: SimpleField, value: unknown) {
  if (field.type === 'boolean') {
    return [
      { label: '是', chosen: value === true },
      { label: '否', chosen: value === false },
    ]
  }
  if (field.type !== 'choice' && field.type !== 'multi-choice') return undefined
  const options = field.options ?? []
  if (options.length === 0 || options.length > 9) return undefined
  const chosen = new Set(Array.isArray(value) ? value.map(String) : [String(value ?? '')])
  return options.map((option) => ({ label: option.label, chosen: chosen.has(option.value) }))
}

function list(field: Extract<Field, { type: 'list' }>, value: unknown, names: Names): FormItem {
  const filled = rowsOf(value)
  const written = field.fields.filter((inner) => !beside.includes(inner.type))
  const blanks = Math.max(filled.length, field.min ?? 0, field.labels?.length ?? 0, 1)
  const rows = Array.from({ length: Math.min(blanks, Math.max(field.max, filled.length)) }, (_, n) => {
    const cells = written.map((inner) => (filled[n] ? showValue(inner, filled[n]?.[inner.id], names) : ''))
    return field.labels ? [rowLabel(field, n), ...cells] : cells
  })
  const columns = written.map((inner) => inner.label)
  return { kind: 'list', label: field.label, columns: field.labels ? ['', ...columns] : columns, rows }
}
