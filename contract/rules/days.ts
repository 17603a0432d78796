/** Civil days as 'YYYY-MM-DD' strings (Asia/Shanghai): compare them with < and >. Proleptic Gregorian, no time zones. */
export type Day = string

const MS_PER_DAY = 86_400_000

export function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) return false
  const [year, month, day] = split(value)
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month)
}

/** @throws RangeError when `value` is no day: a wrong day must never become a wrong certificate. */
function toNumber(value: Day): number {
  if (!isDay(value)) throw new RangeError(`not a day: ${value}`)
  return Date.parse(`${value}T00:00:00Z`) / MS_PER_DAY
}

function fromNumber(days: number): Day {
  return new Date(days * MS_PER_DAY).toISOString().slice(0, 10)
}

export function addDays(day: Day, count: number): Day {
  return fromNumber(toNumber(day) + count)
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return toNumber(to) - toNumber(from)
}

/** 01-31 plus one month is the last of February. */
export function addMonths(day: Day, count: number): Day {
  toNumber(day)
  const [year, month, date] = split(day)
  const months = year * 12 + month - 1 + count
  const toYear = Math.floor(months / 12)
  const toMonth = (months % 12) + 1
  return format(toYear, toMonth, Math.min(date, daysInMonth(toYear, toMonth)))
}

export function addYears(day: Day, count: number): Day {
  return addMonths(day, count * 12)
}

export function yearOf(day: Day): number {
  toNumber(day)
  return Number(day.slice(0, 4))
}

/** 0 is Sunday. */
export function weekday(day: Day): number {
  return (((toNumber(day) + 4) % 7) + 7) % 7
}

/** First and last day, both included. */
export interface DaySpan {
  from: Day
  to: Day
}

/** The calendar years from `year` on: yearSpan(2026) is 2026-01-01 – 2026-12-31. */
export function yearSpan(year: number, years = 1): DaySpan {
  return { from: format(year, 1, 1), to: format(year + years - 1, 12, 31) }
}

/** Years from a day: rollingSpan('2026-03-05', 1) is 2026-03-05 – 2027-03-04. */
export function rollingSpan(from: Day, years: number): DaySpan {
  return { from, to: addDays(addYears(from, years), -1) }
}

export function contains(span: DaySpan, day: Day): boolean {
  return span.from <= day && day <= span.to
}

/** The civil day in China of a moment. */
export function dayInChina(moment: Date): Day {
  return new Date(moment.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)
}

/** 2026年11月21日 */
export function formatDay(day: Day): string {
  toNumber(day)
  const [year, month, date] = split(day)
  return `${year}年${month}月${date}日`
}

function split(day: Day): [number, number, number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))]
}

function format(year: number, month: number, day: number): Day {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

function daysInMonth(year: number, month: number): number {
  return new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate()
}

/** The day before which a stretch for life ends. */
export const forLife: Day = '9999-12-31'

/** The last day of something paid for, or 终身 when it has none. */
export const throughWord = (day: Day): string => (isForLife(day) ? '终身' : day)
export const isForLife = (day: Day): boolean => day >= '9999'
