import { emptyItem, fieldById, rowsOf } from '../../../contract/forms/fields.ts'
import { withoutStrangers } from '../../../contract/forms/files.ts'
import { normaliseValue } from '../../../contract/forms/normalise.ts'
import type { Field, FormData, FormDefinition } from '../../../contract/forms/schema.ts'
import type { DraftConflict } from '../../../contract/matters.ts'
import { fieldLabel, overlap } from './remarks.ts'

/** Path → the revision of its last change and the open page that made it. */
export type Revisions = Record<string, [revision: number, device: string]>

interface Draft {
  form: FormDefinition
  data: FormData
  revisions: Revisions
}

interface Edit {
  /** The revision the page knew when it was filled in. */
  base: number
  /** The revision this save will make. */
  next: number
  device: string
  changes: Record<string, unknown>
  /** The files that may stand in this form; any other is left out. */
  files: ReadonlySet<string>
}

interface Merged {
  data: FormData
  revisions: Revisions
  /** What was saved, as it is kept. */
  values: FormData
  conflicts: DraftConflict[]
  /** What other pages have put into other places since `base`: this one has not seen it yet. */
  elsewhere: FormData
}

/**
 * Merges a page's changes into a draft, path by path. A path that another page changed since `base`, to something
 * else, is left as it is and told; the rest is merged all the same. Paths the form does not have are dropped.
 */
export function mergeDraft(draft: Draft, edit: Edit): Merged {
  const merged: Merged = { data: { ...draft.data }, revisions: { ...draft.revisions }, values: {}, conflicts: [], elsewhere: {} }
  for (const [path, raw] of Object.entries(edit.changes)) {
    const field = fieldAt(draft.form, path)
    if (!field) continue
    const value = withoutStrangers(field, normaliseValue(field, raw), edit.files)
    const before = valueAt(merged.data, path)
    const same = JSON.stringify(before) === JSON.stringify(value)
    if (!same && changedElsewhere(draft.revisions, path, edit)) {
      merged.conflicts.push({
        path,
        label: fieldLabel(draft.form, path) ?? path,
        mine: value,
        theirs: before ?? normaliseValue(field, undefined),
      })
      continue
    }
    merged.values[path] = value
    if (same) continue
    put(merged.data, draft.form, path, value)
    for (const inner of Object.keys(merged.revisions)) if (inner.startsWith(`${path}.`)) delete merged.revisions[inner]
    merged.revisions[path] = [edit.next, edit.device]
  }
  for (const [path, [revision, device]] of Object.entries(draft.revisions)) {
    const told = merged.conflicts.some((conflict) => overlap(conflict.path, path))
    if (revision > edit.base && device !== edit.device && !told) merged.elsewhere[path] = valueAt(merged.data, path)
  }
  return merged
}

function changedElsewhere(revisions: Revisions, path: string, edit: Edit): boolean {
  return Object.entries(revisions).some(
    ([other, [revision, device]]) => revision > edit.base && device !== edit.device && overlap(other, path),
  )
}

/** `name`, `contacts`, or `contacts.0.mobile`; a row may be at most the one after the last that the list allows. */
function fieldAt(form: FormDefinition, path: string): Field | undefined {
  const [id = '', index, inner, more] = path.split('.')
  const field = fieldById(form, id)
  if (index === undefined) return field
  if (field?.type !== 'list' || inner === undefined || more !== undefined) return undefined
  return /^\d{1,2}$/.test(index) && Number(index) < field.max ? field.fields.find((one) => one.id === inner) : undefined
}

function valueAt(data: FormData, path: string): unknown {
  const [id = '', index, inner] = path.split('.')
  return inner === undefined ? data[id] : rowsOf(data[id])[Number(index)]?.[inner]
}

function put(data: FormData, form: FormDefinition, path: string, value: unknown): void {
  const [id = '', index, inner] = path.split('.')
  if (inner === undefined) {
    data[id] = value
    return
  }
  const field = fieldById(form, id)
  const rows = rowsOf(data[id]).map((row) => ({ ...row }))
  while (field?.type === 'list' && rows.length <= Number(index)) rows.push(emptyItem(field.fields))
  data[id] = rows.map((row, at) => (at === Number(index) ? { ...row, [inner]: value } : row))
}
