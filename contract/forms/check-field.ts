import { checkBankCode } from '../rules/bank-code.ts'
import { checkCreditCode } from '../rules/credit-code.ts'
import { dayInChina, isDay } from '../rules/days.ts'
import { checkEmail } from '../rules/email.ts'
import { formatFen } from '../rules/money.ts'
import { checkPersonName, checkUnitName } from '../rules/names.ts'
import { checkMobile, checkPhone, checkPostcode } from '../rules/phone.ts'
import { countCharacters } from '../rules/text.ts'
import { boundDay } from './bounds.ts'
import { isEmpty } from './condition.ts'
import { checkIdCard } from './id-card.ts'
import type { Field, FieldOf, FormData } from './schema.ts'

/** What a rule may look at beside the value: the other values, their fields, and the day it is in China. */
export interface Beside {
  data: FormData
  fields: readonly Field[]
  today: string
}

/**
 * Null, or the one sentence to show at the field. Lists are checked for their number of rows only: `checkForm` walks
 * into them. `data` and `more` are there for rules between fields and for today. The value is expected as `normalise` leaves it.
 */
export function checkField(field: Field, value: unknown, data: FormData = {}, more: Partial<Omit<Beside, 'data'>> = {}): string | null {
  const beside: Beside = { data, fields: more.fields ?? [], today: more.today ?? dayInChina(new Date()) }
  if (field.type === 'agree') return field.required !== false && value !== true ? `请阅读并勾选“${field.label}”。` : null
  if (field.type === 'list') return checkRows(field, value)
  if (isEmpty(value)) return field.required && field.type !== 'boolean' ? missing(field) : null
  switch (field.type) {
    case 'boolean':
      return value === true ? null : wrongShape(field)
    case 'number':
      return checkNumber(field, value)
    case 'amount':
      return checkAmount(field, value)
    case 'multi-choice':
      return checkChosen(field, value)
    case 'file':
      return Array.isArray(value) && value.length <= field.maxFiles ? null : `“${field.label}”最多 ${field.maxFiles} 个文件。`
    default:
      return typeof value === 'string' ? checkString(field, value, beside) : wrongShape(field)
  }
}

type StringField = Exclude<Field, { type: 'agree' | 'list' | 'boolean' | 'number' | 'amount' | 'multi-choice' | 'file' }>

function checkString(field: StringField, value: string, beside: Beside): string | null {
  switch (field.type) {
    case 'credit-code':
      return checkCreditCode(value)
    case 'id-card':
      return checkIdCard(field, value, beside)
    case 'bank-code':
      return checkBankCode(value)
    case 'mobile':
      return checkMobile(value)
    case 'phone':
      return checkPhone(value)
    case 'email':
      return checkEmail(value)
    case 'postcode':
      return checkPostcode(value)
    case 'person-name':
      return checkPersonName(value)
    case 'name':
      return checkUnitName(value) ?? checkWritten(field, value)
    case 'employer':
      return checkUnitName(value)
    case 'photo':
      return null
    case 'choice':
      return (field.options ?? []).some((option) => option.value === value) ? null : `请在列出的选项中选择${field.label}。`
    case 'region':
      return checkRegion(field, value)
    case 'industry':
      return checkIndustry(field, value)
    case 'date':
      return checkDate(field, value, beside)
    default:
      return checkWritten(field, value)
  }
}

function checkWritten(field: FieldOf<'text' | 'textarea' | 'name'>, value: string): string | null {
  const length = countCharacters(value)
  if (field.max !== undefined && length > field.max) return `${field.label}最多 ${field.max} 个字，现在有 ${length} 个，请删减。`
  if (field.min !== undefined && length < field.min) return `${field.label}至少 ${field.min} 个字，现在有 ${length} 个，请补充。`
  if (field.pattern !== undefined && !new RegExp(`^(?:${field.pattern})$`, 'u').test(value)) {
    return field.message ?? `${field.label}的写法不对，请核对。`
  }
  return null
}

function checkRegion(field: FieldOf<'region'>, value: string): string | null {
  if (!/^\d{6}$/.test(value)) return wrongShape(field)
  if (field.depth !== 'province' && value.endsWith('0000')) return `请在${field.label}中继续选择城市。`
  if (field.depth === 'district' && value.endsWith('00')) return `请在${field.label}中继续选择区县。`
  return null
}

function checkIndustry(field: FieldOf<'industry'>, value: string): string | null {
  if (!/^[A-T](\d{2})?$/.test(value)) return wrongShape(field)
  return field.depth === 'division' && value.length === 1 ? `请在${field.label}中继续选择大类。` : null
}

function checkDate(field: FieldOf<'date'>, value: string, beside: Beside): string | null {
  if (!isDay(value)) return `${field.label}不是一个存在的日期，请按 2026-01-31 的样子填写。`
  const min = boundDay(field.min, beside)
  const max = boundDay(field.max, beside)
  if (min !== null && value < min) return field.message ?? `${field.label}不能早于${named(field.min, min)}。`
  if (max !== null && value > max) return field.message ?? `${field.label}不能晚于${named(field.max, max)}。`
  return null
}

const named = (limit: string | undefined, day: string) => (limit === 'today' ? `今天（${day}）` : ` ${day}`)

function checkNumber(field: FieldOf<'number'>, value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value)) return `${field.label}请填写数字。`
  const decimals = field.decimals ?? 0
  if (Number(value.toFixed(decimals)) !== value)
    return decimals === 0 ? `${field.label}请填写整数。` : `${field.label}最多 ${decimals} 位小数。`
  if (field.min !== undefined && value < field.min) return `${field.label}不能小于 ${field.min}。`
  if (field.max !== undefined && value > field.max) return `${field.label}不能大于 ${field.max}。`
  return null
}

function checkAmount(field: FieldOf<'amount'>, value: unknown): string | null {
  if (!Number.isSafeInteger(value) || typeof value !== 'number') return `${field.label}请填写金额，最多两位小数。`
  if (value < (field.min ?? 0)) return `${field.label}不能小于 ${formatFen(field.min ?? 0)} 元。`
  if (field.max !== undefined && value > field.max) return `${field.label}不能大于 ${formatFen(field.max)} 元。`
  return null
}

function checkChosen(field: FieldOf<'multi-choice'>, value: unknown): string | null {
  if (!Array.isArray(value)) return wrongShape(field)
  const known = (field.options ?? []).map((option) => option.value)
  if (value.some((one) => typeof one !== 'string' || !known.includes(one))) return `请在列出的选项中选择${field.label}。`
  if (field.alone !== undefined && value.includes(field.alone) && value.length > 1) {
    const label = field.options?.find((option) => option.value === field.alone)?.label ?? field.alone
    return `选了“${label}”就不能再选其他项，请改选。`
  }
  if (field.min !== undefined && value.length < field.min) return `${field.label}至少选 ${field.min} 项。`
  if (field.max !== undefined && value.length > field.max) return `${field.label}最多选 ${field.max} 项。`
  return null
}

function checkRows(field: FieldOf<'list'>, value: unknown): string | null {
  const count = Array.isArray(value) ? value.length : 0
  const min = Math.max(field.min ?? 0, field.required ? 1 : 0)
  if (count < min) return `${field.label}至少填写 ${min} 项。`
  if (count > field.max) return `${field.label}最多填写 ${field.max} 项，请删去多出的。`
  return null
}

function missing(field: Field): string {
  const choose = ['choice', 'multi-choice', 'region', 'industry', 'date'].includes(field.type)
  return field.type === 'file' || field.type === 'photo' ? `请上传${field.label}。` : `请${choose ? '选择' : '填写'}${field.label}。`
}

function wrongShape(field: Field): string {
  return `${field.label}填写的内容不对，请重新填写。`
}
