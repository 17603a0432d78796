import { maskEmail, maskId, maskMobile, maskPhone } from '../rules/mask.ts'
import { formatFen } from '../rules/money.ts'
import { isEmpty } from './condition.ts'
import { rowLabel, rowsOf } from './fields.ts'
import type { Field } from './schema.ts'

/** Names of codes, which live in data the form does not carry. */
export interface Names {
  region(code: string): string
  industry(code: string): string
}

export interface Showing {
  /** Enough to recognise: what identifies or reaches a person is starred. */
  masked?: boolean
}

/** A value as people read it, for pages, printed forms, diffs; '' when empty. Files show as their number. */
export function showValue(field: Field, value: unknown, names: Names, showing: Showing = {}): string {
  if (field.type === 'boolean' || field.type === 'agree') return value === true ? '是' : '否'
  if (isEmpty(value)) return ''
  switch (field.type) {
    case 'choice':
      return optionLabel(field, String(value))
    case 'multi-choice':
      return Array.isArray(value) ? value.map((one) => optionLabel(field, String(one))).join('、') : ''
    case 'region':
      return names.region(String(value))
    case 'industry':
      return names.industry(String(value))
    case 'amount':
      return typeof value === 'number' ? `${formatFen(value)} 元` : String(value)
    case 'number':
      return field.unit === undefined ? String(value) : `${value} ${field.unit}`
    case 'file':
      return Array.isArray(value) ? `${value.length} 个文件` : ''
    case 'photo':
      return '已上传'
    case 'list':
      return rowsOf(value)
        .map(
          (row, index) =>
            `${rowLabel(field, index)}：${field.fields
              .map((inner) => showValue(inner, row[inner.id], names, showing))
              .filter((text) => text !== '')
              .join('，')}`,
        )
        .join('；')
    default:
      return showing.masked ? maskValue(field, String(value)) : String(value)
  }
}

const masks: Partial<Record<Field['type'], (value: string) => string>> = {
  'id-card': maskId,
  mobile: maskMobile,
  phone: maskPhone,
  email: maskEmail,
}

/** What identifies or reaches a person, starred; anything else as it is. */
export function maskValue(field: Field, value: string): string {
  return masks[field.type]?.(value) ?? value
}

/** The label of a chosen value; a value no longer offered shows as itself. */
export function optionLabel(field: Field, value: string): string {
  if (field.type !== 'choice' && field.type !== 'multi-choice') return value
  return field.options?.find((option) => option.value === value)?.label ?? value
}
