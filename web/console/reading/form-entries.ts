import { rowLabel, rowsOf, visibleSections } from '../../../contract/forms/fields.ts'
import { fileIdsOf } from '../../../contract/forms/files.ts'
import type { Field, FormData, FormDefinition } from '../../../contract/forms/schema.ts'
import { type Names, showValue } from '../../../contract/forms/show.ts'

export interface Entry {
  /** `name`, `contacts.0.mobile`. */
  path: string
  label: string
  value: string
  /** Ids of the files it names. */
  files: string[]
  photo: boolean
  wide: boolean
}
export interface EntryGroup {
  key: string
  /** 第一联络员; '' for the section's own fields. */
  title: string
  entries: Entry[]
}
export interface EntrySection {
  id: string
  title: string
  groups: EntryGroup[]
}

const isWide = (field: Field): boolean => field.wide ?? (field.type === 'textarea' || field.type === 'multi-choice')

/** A filled form as people read it: sections, in them groups of labels and values. */
export function formEntries(form: FormDefinition, data: FormData, facts: FormData, names: Names): EntrySection[] {
  const entry = (field: Field, value: unknown, path: string): Entry => ({
    path,
    label: field.label,
    value: showValue(field, value, names),
    files: fileIdsOf(field, value),
    photo: field.type === 'photo',
    wide: isWide(field),
  })
  return visibleSections(form, data, facts).map((section) => {
    const groups: EntryGroup[] = []
    let plain: EntryGroup | undefined
    for (const field of section.fields) {
      if (field.type === 'agree') continue
      if (field.type === 'list') {
        plain = undefined
        groups.push(...rowsOf(data[field.id]).map((row, at) => rowGroup(field, row, at, entry)))
        continue
      }
      if (!plain) {
        plain = { key: field.id, title: '', entries: [] }
        groups.push(plain)
      }
      plain.entries.push(entry(field, data[field.id], field.id))
    }
    return { id: section.id, title: section.title, groups }
  })
}

function rowGroup(
  field: Extract<Field, { type: 'list' }>,
  row: FormData,
  at: number,
  entry: (field: Field, value: unknown, path: string) => Entry,
): EntryGroup {
  const path = `${field.id}.${at}`
  return { key: path, title: rowLabel(field, at), entries: field.fields.map((inner) => entry(inner, row[inner.id], `${path}.${inner.id}`)) }
}
