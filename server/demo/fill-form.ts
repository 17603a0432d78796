import { allFields, emptyData, isVisible } from '../../contract/forms/index.ts'
import type { Field, FormData, FormDefinition } from '../../contract/forms/schema.ts'
import { regionOfCreditCode } from '../../contract/rules/credit-code.ts'
import type { DemoUnit } from './units.ts'

/** Fills any form as an invented unit would: nothing here knows a particular association's form. */
export function fillForm(form: FormDefinition, unit: DemoUnit, index: number): FormData {
  const data = emptyData(form)
  for (const field of allFields(form)) {
    if (isVisible(field, data)) data[field.id] = valueFor(field, unit, index)
  }
  return data
}

function valueFor(field: Field, unit: DemoUnit, index: number): unknown {
  switch (field.type) {
    case 'list':
      return Array.from({ length: Math.max(field.min ?? 0, Math.min(field.max, 1 + (index % 2))) }, (_, row) =>
        Object.fromEntries(field.fields.map((inner) => [inner.id, valueFor(inner, row === 0 ? unit : second(unit), index + row)])),
      )
    case 'name':
      return unit.name
    case 'credit-code':
      return unit.creditCode
    case 'person-name':
      return unit.person
    case 'mobile':
      return unit.mobile
    case 'phone':
      return '010-00000000'
    case 'email':
      return `demo${unit.mobile.slice(-4)}@example.org`
    case 'postcode':
      return `${unit.creditCode.slice(2, 4)}0000`
    case 'region':
      return regionFor(field.depth, unit)
    case 'industry':
      return field.depth === 'section' ? 'E' : ['E47', 'E48', 'E49', 'E50'][index % 4]
    case 'choice':
      return field.options?.[index % field.options.length]?.value ?? ''
    case 'multi-choice':
      return [field.alone ?? field.options?.[index % field.options.length]?.value ?? '']
    case 'text':
      return field.maps === 'contact.title' ? '企业管理部主任' : textFor(field.max ?? 100, unit)
    case 'textarea':
      return `${unit.name}是用于演示的虚构单位，主营工程施工，本段文字没有实际含义。`.slice(0, field.max ?? 200)
    case 'number':
      return field.min ?? 100
    case 'amount':
      return field.min ?? 100_000_000
    case 'date':
      return '2010-01-01'
    case 'boolean':
    case 'agree':
      return true
    default:
      return ''
  }
}

const second = (unit: DemoUnit): DemoUnit => ({ ...unit, person: '孙样例', mobile: `137${unit.mobile.slice(3)}` })

const textFor = (max: number, unit: DemoUnit) =>
  `${unit.name.slice(0, 2)}示例市示例区示例路 ${Number(unit.mobile.slice(-4)) % 200} 号示例大厦`.slice(0, max)

function regionFor(depth: 'province' | 'city' | 'district', unit: DemoUnit): string {
  const region = regionOfCreditCode(unit.creditCode)
  if (!region) return ''
  const city = region.city ?? `${region.province.slice(0, 2)}0100`
  return depth === 'province' ? region.province : depth === 'city' ? city : (region.district ?? `${city.slice(0, 4)}01`)
}
