import { normaliseCode, normaliseMobile, normaliseName, toHalfWidth } from '../rules/text.ts'
import { allFields, emptyItem, emptyValue, isRecord } from './fields.ts'
import type { Field, FormData, FormDefinition } from './schema.ts'

/**
 * What people paste, as it is kept: trimmed, codes half-width and upper-case, unknown keys dropped, every field of
 * the form present. Never refuses: what is still wrong is `checkForm`'s to say.
 */
export function normalise(form: FormDefinition, data: FormData): FormData {
  return normaliseFields(allFields(form), data)
}

function normaliseFields(fields: readonly Field[], data: FormData): FormData {
  return Object.fromEntries(fields.map((field) => [field.id, normaliseValue(field, data[field.id])]))
}

/** One value; what has an impossible shape becomes the empty value. */
export function normaliseValue(field: Field, value: unknown): unknown {
  switch (field.type) {
    case 'number':
    case 'amount':
      return normaliseNumber(value)
    case 'boolean':
    case 'agree':
      return value === true
    case 'multi-choice':
      return Array.isArray(value) ? [...new Set(value.filter((one) => typeof one === 'string'))] : []
    case 'file':
      return Array.isArray(value) ? [...new Set(value.filter((one) => typeof one === 'string' && one !== ''))] : []
    case 'list':
      return Array.isArray(value)
        ? value.filter(isRecord).map((row) => ({ ...emptyItem(field.fields), ...normaliseFields(field.fields, row) }))
        : emptyValue(field)
    default:
      return typeof value === 'string' ? normaliseString(field, value) : ''
  }
}

function normaliseNumber(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (typeof value !== 'string' || value.trim() === '') return null
  const plain = toHalfWidth(value).replace(/[,\s]/g, '')
  // A text that is no number is kept, so that the check can say so and nothing typed is lost.
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : value
}

function normaliseString(field: Field, value: string): string {
  switch (field.type) {
    case 'credit-code':
    case 'id-card':
    case 'bank-code':
    case 'postcode':
    case 'region':
    case 'industry':
      return normaliseCode(value)
    case 'mobile':
      return normaliseMobile(value)
    case 'phone':
      return toHalfWidth(value)
        .replace(/[—–－]/g, '-')
        .replace(/\s/g, '')
    case 'email':
      return toHalfWidth(value).replace(/[\s\u200b-\u200f\ufeff]/g, '')
    case 'name':
    case 'employer':
    case 'person-name':
      return normaliseName(value)
    case 'textarea':
      return value.replace(/\r\n?/g, '\n').trim()
    default:
      return value.trim()
  }
}
