import { isEmpty } from '../../../contract/forms/condition.ts'
import { allFields } from '../../../contract/forms/fields.ts'
import type { Field, FormData } from '../../../contract/forms/schema.ts'
import { showValue } from '../../../contract/forms/show.ts'
import type { DiffRow } from '../../../contract/matters.ts'
import { Refusal } from '../../kernel/errors.ts'
import { names } from '../../kernel/reference/index.ts'
import { wholeForm } from './definition.ts'
import type { Held } from './standing.ts'

type Changed = Pick<Held, 'row' | 'definition' | 'stages'>

/** The fields whose value a change would alter, in the form's order. */
function changedFields({ row, definition, stages }: Changed): Field[] {
  const { base, data } = row
  if (base === null) return []
  const same = (id: string) => (isEmpty(base[id]) && isEmpty(data[id])) || JSON.stringify(base[id]) === JSON.stringify(data[id])
  return allFields(wholeForm(definition, stages)).filter((field) => !same(field.id))
}

/** A change as the reviewer reads it, before and after in words; `mask` takes what the reader may not see whole. Empty for other matters. */
export function diffOf(held: Changed, mask: (value: unknown) => unknown = (value) => value): DiffRow[] {
  const { base, data, accepted } = held.row
  const shown = (field: Field, from: FormData) => showValue(field, mask(from[field.id]), names)
  return changedFields(held).map((field) => ({
    path: field.id,
    label: field.label,
    before: shown(field, base ?? {}),
    after: shown(field, data),
    accepted: accepted?.includes(field.id) ?? null,
  }))
}

/**
 * Which of a change's fields stand accepted after this pass: null when all do; a later reviewer may take fewer, never more.
 * Refuses a field that the change does not alter, and any choice where there is no change to choose from.
 */
export function acceptedOf(held: Changed, asked: string[] | undefined): string[] | null {
  const { base, accepted } = held.row
  if (asked === undefined) return accepted
  if (base === null) throw new Refusal('input-invalid', '这件事项不是资料变更，不能逐项采纳')
  const open = changedFields(held)
    .map((field) => field.id)
    .filter((id) => accepted?.includes(id) ?? true)
  if (asked.some((id) => !open.includes(id))) throw new Refusal('input-invalid', '所选的变更项目已有变化，请刷新后再审核')
  return asked.length === open.length && open.length > 0 ? accepted : open.filter((id) => asked.includes(id))
}
