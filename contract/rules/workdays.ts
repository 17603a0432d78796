import { addDays, type Day, weekday } from './days.ts'

/**
 * The State Council's calendar of a year: days off that fall on Monday–Friday, and weekends worked in exchange.
 * A year that is not in the table is counted by weekends and the fixed days of law, until an operator loads it.
 */
export interface HolidayTable {
  years: Record<string, { off: Day[]; worked: Day[] }>
}

/** Dates fixed by 《全国年节及纪念日放假办法》 (2024); the lunar ones need the yearly calendar. */
const FIXED = ['01-01', '05-01', '05-02', '10-01', '10-02', '10-03']

export function isWorkday(day: Day, table: HolidayTable): boolean {
  const year = table.years[day.slice(0, 4)]
  if (year?.worked.includes(day)) return true
  if (year?.off.includes(day)) return false
  if (year === undefined && FIXED.includes(day.slice(5))) return false
  const w = weekday(day)
  return w !== 0 && w !== 6
}

/** The Nth working day after `day` (day itself not counted); 0 gives `day`. */
export function addWorkdays(day: Day, count: number, table: HolidayTable): Day {
  if (!Number.isInteger(count) || count < 0) throw new RangeError(`not a count of working days: ${count}`)
  let result = day
  for (let left = count; left > 0; ) {
    result = addDays(result, 1)
    if (isWorkday(result, table)) left -= 1
  }
  return result
}

/** Working days after `from` up to and including `to`; 0 when `to` is not later. */
export function workdaysBetween(from: Day, to: Day, table: HolidayTable): number {
  let count = 0
  for (let day = from; day < to; ) {
    day = addDays(day, 1)
    if (isWorkday(day, table)) count += 1
  }
  return count
}

/** False when the answer rests on weekends and fixed days only. */
export function yearKnown(day: Day, table: HolidayTable): boolean {
  return table.years[day.slice(0, 4)] !== undefined
}
