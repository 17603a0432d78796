import { ageOn, birthDayOf, checkCitizenId, sexOf } from '../rules/citizen-id.ts'
import type { Beside } from './check-field.ts'
import { isEmpty } from './condition.ts'
import type { Field, FieldOf, FormData } from './schema.ts'

/** The number itself, then the association's conditions on it: each failing one says which it is. */
export function checkIdCard(field: FieldOf<'id-card'>, value: string, beside: Beside): string | null {
  const wrong = checkCitizenId(value, beside.today)
  if (wrong !== null) return wrong
  const { min, under } = field.age ?? {}
  const age = ageOn(birthDayOf(value) ?? beside.today, beside.today)
  if (min !== undefined && age < min) return field.message ?? `未满 ${min} 周岁，不符合“年满 ${min} 周岁”的条件。`
  if (under !== undefined && age >= under) return field.message ?? `年满 ${under} 周岁，不符合“${under} 周岁以下”的条件。`
  return checkMatches(field, value, beside)
}

function checkMatches({ matches }: FieldOf<'id-card'>, value: string, { data, fields }: Beside): string | null {
  for (const field of fields) {
    const other = data[field.id]
    if (isEmpty(other)) continue
    if (field.id === matches?.birthday && other !== birthDayOf(value)) {
      return `与“${field.label}”不一致：身份证号中的出生日期是 ${birthDayOf(value)}，填写的是 ${String(other)}，请核对。`
    }
    if (field.id === matches?.sex && other !== sexOption(field, value))
      return `与“${field.label}”不一致：身份证号中的性别是${sexOf(value)}，请核对。`
  }
  return null
}

/** What a right number tells of the fields it must agree with, for those that are still empty: field id → value. */
export function toldByIdCard(field: FieldOf<'id-card'>, value: string, fields: readonly Field[], data: FormData): FormData {
  if (checkCitizenId(value) !== null) return {}
  const told: FormData = {}
  for (const other of fields) {
    if (!isEmpty(data[other.id])) continue
    if (other.id === field.matches?.birthday) told[other.id] = birthDayOf(value)
    if (other.id === field.matches?.sex) told[other.id] = sexOption(other, value)
  }
  return told
}

/** The value of the option labelled 男 or 女. */
function sexOption(field: Field, idCard: string): string {
  const sex = sexOf(idCard)
  if (field.type !== 'choice') return sex
  return field.options?.find((option) => option.label === sex)?.value ?? sex
}
