import { allFields, emptyData, isVisible } from '../../contract/forms/index.ts'
import type { Field, FieldOf, FormData, FormDefinition } from '../../contract/forms/schema.ts'
import { regionOfCreditCode } from '../../contract/rules/credit-code.ts'
import { addYears } from '../../contract/rules/days.ts'
import type { Applicant } from './applicant.ts'

interface Filling {
  who: Applicant
  index: number
  today: string
}

/**
 * Fills any form as somebody invented would: nothing here knows a particular association's form. What is there already stays.
 * Files and photos are left empty: they have to be handed in.
 */
export function fillForm(form: FormDefinition, filling: Filling, facts: FormData = {}, known: FormData = {}): FormData {
  const data = { ...emptyData(form), ...known }
  for (const field of allFields(form)) {
    if (isVisible(field, data, facts)) data[field.id] = valueFor(field, filling)
  }
  return data
}

function valueFor(field: Field, filling: Filling): unknown {
  const { who, index } = filling
  switch (field.type) {
    case 'list':
      return rows(field, filling)
    case 'name':
      return who.name
    case 'employer':
      return who.employer
    case 'credit-code':
      return who.creditCode
    case 'id-card':
      return who.idCard
    case 'person-name':
      return who.person
    case 'mobile':
      return who.mobile
    case 'phone':
      return '010-00000000'
    case 'email':
      return who.email
    case 'postcode':
      return '100000'
    case 'region':
      return regionFor(field.depth, who)
    case 'industry':
      return field.depth === 'section' ? 'E' : ['E47', 'E48', 'E49', 'E50'][index % 4]
    case 'choice':
      return chosen(field, filling)
    case 'multi-choice':
      return [field.alone ?? field.options?.[index % field.options.length]?.value ?? '']
    case 'text':
      return textFor(field, filling)
    case 'textarea':
      return `${who.name}填写的演示内容，仅用于展示，没有实际含义。`.slice(0, field.max ?? 200)
    case 'number':
      return field.min ?? 100
    case 'amount':
      return field.min ?? 100_000_000
    case 'date':
      return dayFor(field, filling)
    case 'boolean':
    case 'agree':
      return true
    default:
      return field.type === 'photo' ? '' : []
  }
}

function rows(field: FieldOf<'list'>, { who, index, today }: Filling): FormData[] {
  const count = Math.max(field.min ?? 0, Math.min(field.max, 1 + (index % 2)))
  return Array.from({ length: count }, (_, row) =>
    Object.fromEntries(
      field.fields.map((inner) => [inner.id, valueFor(inner, { who: row === 0 ? who : second(who), index: index + row, today })]),
    ),
  )
}

const second = (who: Applicant): Applicant => ({
  ...who,
  person: '孙样例',
  mobile: `136${who.mobile.slice(3)}`,
  email: `second${who.mobile.slice(-5)}@example.org`,
})

/** Sex as the ID number has it; else each its own. */
function chosen(field: FieldOf<'choice'>, { who, index }: Filling): string {
  const options = field.options ?? []
  const sex = Number(who.idCard[16]) % 2 === 1 ? '男' : '女'
  const option = options.find((one) => one.label === sex) ?? options[index % Math.max(1, options.length)]
  return option?.value ?? ''
}

function textFor(field: FieldOf<'text'>, { who, index }: Filling): string {
  if (field.pattern !== undefined) return `10000${String(index).padStart(3, '0')}`
  if (field.maps === 'contact.title' || field.maps === 'person.title') return '主任'
  if (field.maps === 'contact.department' || (field.max ?? 100) <= 40) return ['企业管理部', '质量安全部', '综合办公室'][index % 3] ?? ''
  return `示例市示例区示例路 ${Number(who.mobile.slice(-4)) % 200} 号示例大厦`.slice(0, field.max ?? 100)
}

/** A day within bounds: a birthday, else some years ago, else some years ahead. */
function dayFor(field: FieldOf<'date'>, { who, today }: Filling): string {
  if (/birth|born/i.test(field.id)) return who.born
  if (field.min === 'today') return addYears(today, field.max === '+1y' ? 0 : 2)
  return addYears(today, -3)
}

function regionFor(depth: 'province' | 'city' | 'district', who: Applicant): string {
  const region = regionOfCreditCode(who.creditCode) ?? { province: '110000', city: '110100', district: '110101' }
  const city = region.city ?? `${region.province.slice(0, 2)}0100`
  return depth === 'province' ? region.province : depth === 'city' ? city : (region.district ?? `${city.slice(0, 4)}01`)
}
