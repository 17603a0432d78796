import { allFields, type Field, type FormData, type FormDefinition, type Problem } from '../../../contract/forms/index.ts'
import { isIndustry } from './industries.ts'
import { isRegion } from './regions.ts'

/**
 * Region and industry codes that have the right shape but do not exist: the server asks this beside `checkForm`, which
 * knows no tables. Top-level fields only, where presets put them.
 */
export function checkCodes(form: FormDefinition, data: FormData): Problem[] {
  return allFields(form).flatMap((field) => {
    const value = data[field.id]
    const unknown = typeof value === 'string' && value !== '' && !isKnown(field, value)
    return unknown ? [{ path: field.id, label: field.label, message: `没有这个${field.label}，请重新选择。` }] : []
  })
}

function isKnown(field: Field, value: string): boolean {
  if (field.type === 'region') return isRegion(value)
  return field.type !== 'industry' || isIndustry(value)
}
