import type { DocumentSlot } from '../../../contract/forms/documents-schema.ts'
import { fieldById, rowLabel } from '../../../contract/forms/fields.ts'
import type { FormDefinition } from '../../../contract/forms/schema.ts'
import type { Remark } from '../../../contract/matters.ts'
import { Refusal } from '../../kernel/errors.ts'
import { formOf, slotsOf } from './definition.ts'
import type { Held } from './standing.ts'
import type { DocumentRow, MatterRow } from './store.ts'

/** A remark with the moment it was made: what was changed later has answered it. */
export type StoredRemark = Omit<Remark, 'resolved'> & { revision: number; at: string }

/** Names the place of a remark; refuses a place that this matter does not have. */
export function labelOf({ definition, stages }: Held, remark: Pick<Remark, 'stage' | 'place' | 'path'>): string {
  const stage = stages.find((one) => one.id === remark.stage)
  if (!stage || stage.type === 'review') throw new Refusal('input-invalid', '补正意见所指的环节不存在')
  if (remark.place === 'stage') return stage.name
  const form = formOf(definition, stage)
  const label = remark.place === 'field' ? form && fieldLabel(form, remark.path) : slotLabel(slotsOf(definition, stage), remark.path)
  if (!label) throw new Refusal('input-invalid', '补正意见所指的栏目或材料不存在')
  return label
}

/** 「第一联络员 · 手机」 for `contacts.0.mobile`. */
export function fieldLabel(form: FormDefinition, path: string): string | null {
  const [id = '', index, inner] = path.split('.')
  const field = fieldById(form, id)
  if (!field) return null
  if (index === undefined || field.type !== 'list') return field.label
  const row = rowLabel(field, Number(index))
  const part = field.fields.find((one) => one.id === inner)
  return part ? `${row} · ${part.label}` : row
}

const slotLabel = (slots: readonly DocumentSlot[], id: string): string | null => slots.find((slot) => slot.id === id)?.name ?? null

/** One path lies at or inside the other: `contacts` and `contacts.0.mobile`. */
export const overlap = (one: string, other: string): boolean => one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`)

/** What was asked, each with whether it was answered by a change since. `documents` are those that lie there now. */
export function remarksOf(row: MatterRow, documents: readonly DocumentRow[]): Remark[] {
  return row.remarks.map(({ revision, at, ...remark }) => {
    const since = new Date(at)
    const byField = Object.entries(row.field_revisions).some(([path, [changed]]) => changed > revision && overlap(path, remark.path))
    const byPaper = documents.some((document) => document.slot === remark.path && document.added_at > since)
    return { ...remark, resolved: remark.place === 'field' ? byField : remark.place === 'document' ? byPaper : false }
  })
}
