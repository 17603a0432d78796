import { addYears, isDay } from './days.ts'

/** 公民身份号码: GB 11643-1999. */
const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const DIGITS = '10X98765432'
const PROVINCES = '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'

/** Null when right, else the sentence that tells which rule failed and what to do. `today` refuses a birth in the future. */
export function checkCitizenId(value: string, today?: string): string | null {
  if (/^\d{15}$/.test(value)) return '这是 15 位的一代身份证号，请填写 18 位的二代身份证号。'
  if (value.length !== 18) return `身份证号应为 18 位，现在是 ${value.length} 位，请对照身份证核对。`
  if (!/^\d{17}[\dX]$/.test(value)) return '身份证号前 17 位是数字，最后一位是数字或大写 X，请对照身份证核对。'
  if (!PROVINCES.split(' ').includes(value.slice(0, 2))) return '身份证号开头的地区代码不存在，请对照身份证核对。'
  const born = birthDayOf(value)
  if (born === null || (today !== undefined && born > today)) return '身份证号中的出生日期不存在，请对照身份证核对。'
  if (citizenIdCheckDigit(value) !== value[17]) return '身份证号的校验位不对，可能有一位抄错了，请对照身份证逐位核对。'
  return null
}

export function citizenIdCheckDigit(value: string): string {
  const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(value[i]), 0)
  return DIGITS[sum % 11] ?? ''
}

/** 'YYYY-MM-DD', or null when the eight digits are no day. */
export function birthDayOf(value: string): string | null {
  const day = `${value.slice(6, 10)}-${value.slice(10, 12)}-${value.slice(12, 14)}`
  return isDay(day) ? day : null
}

export function sexOf(value: string): '男' | '女' {
  return Number(value[16]) % 2 === 1 ? '男' : '女'
}

/** Whole years on a day; who was born on 29 February has the birthday on 28 February (addYears) of a common year. */
export function ageOn(born: string, day: string): number {
  const years = Number(day.slice(0, 4)) - Number(born.slice(0, 4))
  return addYears(born, years) <= day ? years : years - 1
}
