import { type Day, yearOf } from './days.ts'

/** What a part of a calendar year costs: all of it, half of it from July on, or the months from that of joining on. */
export type PartYear = 'whole' | 'half-from-july' | 'by-month'

/**
 * What `year` costs one for whom it begins on `from` (the day of joining, or of rising to a level), and why it is not the whole of
 * `amountFen`; by the month it is rounded to a whole yuan. `partOfYear` in the dues module says the same in SQL.
 */
export function partOfYear(rule: PartYear, amountFen: number, year: number, from: Day): { amountFen: number; why: string } {
  const whole = { amountFen, why: '' }
  if (amountFen === 0 || yearOf(from) < year) return whole
  const month = yearOf(from) > year ? 12 : Number(from.slice(5, 7))
  if (rule === 'half-from-july' && month >= 7) return { amountFen: Math.floor(amountFen / 2), why: '下半年起，按半年' }
  if (rule !== 'by-month' || month === 1) return whole
  const months = 13 - month
  return { amountFen: Math.round((amountFen * months) / 1200) * 100, why: `${month} 月起，按 ${months} 个月` }
}
