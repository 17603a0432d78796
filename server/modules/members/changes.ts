import { isDeepStrictEqual } from 'node:util'
import {
  allFields,
  emptyValue,
  type Field,
  type FormData,
  type FormDefinition,
  fieldById,
  rowLabel,
  rowsOf,
  showValue,
} from '../../../contract/forms/index.ts'
import { maskEmail, maskId, maskMobile, maskPhone } from '../../../contract/rules/mask.ts'
import { actorOf } from '../../kernel/audit.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { names } from '../../kernel/reference/index.ts'

/** One value that changed. `field` is a path as in `contacts.0.mobile`. */
export interface Change {
  field: string
  label: string
  before: unknown
  after: unknown
  /** Staff are told when the member makes it. */
  alert: boolean
}

/** What differs, value by value; rows of a list are told apart by their place: 第一联络员 · 手机号. */
export function changesBetween(form: FormDefinition, before: FormData, after: FormData): Change[] {
  return allFields(form).flatMap((field) => {
    const alert = field.alert === 'staff'
    if (field.type !== 'list') return differ(field, field.id, field.label, before[field.id], after[field.id], alert)
    const [old, fresh] = [rowsOf(before[field.id]), rowsOf(after[field.id])]
    return Array.from({ length: Math.max(old.length, fresh.length) }, (_, row) =>
      field.fields.flatMap((inner) =>
        differ(
          inner,
          `${field.id}.${row}.${inner.id}`,
          `${rowLabel(field, row)} · ${inner.label}`,
          old[row]?.[inner.id],
          fresh[row]?.[inner.id],
          alert,
        ),
      ),
    ).flat()
  })
}

function differ(field: Field, path: string, label: string, before: unknown, after: unknown, alert: boolean): Change[] {
  const [old, fresh] = [before ?? emptyValue(field), after ?? emptyValue(field)]
  return isDeepStrictEqual(old, fresh) ? [] : [{ field: path, label, before: old, after: fresh, alert }]
}

/** The field a path leads to; undefined when the form no longer has it. */
export function fieldAt(form: FormDefinition, path: string): Field | undefined {
  const [root = '', , inner] = path.split('.')
  const field = fieldById(form, root)
  return field?.type === 'list' && inner !== undefined ? field.fields.find((one) => one.id === inner) : field
}

/** A stored value as people read it; a value of no known field shows as it is. */
export function shown(form: FormDefinition, path: string, value: unknown, masked: boolean): string {
  if (value === null || value === undefined) return ''
  const field = fieldAt(form, path)
  if (!field) return typeof value === 'string' ? value : JSON.stringify(value)
  return showValue(field, masked ? maskValue(field, value) : value, names)
}

/** Written with every change, in its transaction: who, what, from what to what, why. Never altered. */
export async function recordChanges(
  tx: Tx,
  ctx: Context,
  memberId: string,
  changes: readonly Omit<Change, 'alert'>[],
  reason = '',
): Promise<void> {
  if (changes.length === 0) return
  const actor = actorOf(ctx)
  const rows = changes.map(({ field, label, before, after }) => ({
    association_id: ctx.association.id,
    id: newId(),
    member_id: memberId,
    at: ctx.kernel.clock.now(),
    actor_kind: actor.kind,
    actor_id: actor.id,
    actor_name: actor.name,
    field,
    label,
    before: JSON.stringify(before),
    after: JSON.stringify(after),
    reason,
  }))
  await tx.insertInto('member_changes').values(rows).execute()
}

const masks: Partial<Record<Field['type'], (value: string) => string>> = {
  mobile: maskMobile,
  phone: maskPhone,
  email: maskEmail,
  'id-card': maskId,
}

function maskValue(field: Field, value: unknown): unknown {
  if (field.type === 'list') return rowsOf(value).map((row) => maskFields(field.fields, row))
  return typeof value === 'string' && value !== '' ? (masks[field.type]?.(value) ?? value) : value
}

const maskFields = (fields: readonly Field[], data: FormData): FormData => ({
  ...data,
  ...Object.fromEntries(fields.filter((field) => field.id in data).map((field) => [field.id, maskValue(field, data[field.id])])),
})

/** Mobiles, phones, mails and ID numbers enough to recognise; everything else as it is. */
export const maskData = (form: FormDefinition, data: FormData): FormData => maskFields(allFields(form), data)

/** What comes back masked was not changed: the known value stands. */
export function unmask(form: FormDefinition, sent: FormData, known: FormData): FormData {
  return Object.fromEntries(
    Object.entries(sent).map(([id, value]) => {
      const field = fieldById(form, id)
      return [id, field ? unmaskValue(field, value, known[id]) : value]
    }),
  )
}

function unmaskValue(field: Field, value: unknown, known: unknown): unknown {
  if (field.type !== 'list') return known !== value && masks[field.type] && value === maskValue(field, known) ? known : value
  const rows = rowsOf(known)
  return Array.isArray(value)
    ? rowsOf(value).map((row, at) => ({
        ...row,
        ...Object.fromEntries(
          field.fields
            .filter((inner) => inner.id in row)
            .map((inner) => [inner.id, unmaskValue(inner, row[inner.id], rows[at]?.[inner.id])]),
        ),
      }))
    : value
}
