import { addDays, type Day, yearOf } from './days.ts'

/** When a calendar year's dues are owed, late, and finally missed. `payBy` and `graceUntil` are 'MM-DD' of that year. */
export interface DuesCalendar {
  /** 'rolling': no year is late by the calendar; who owes and is not covered is late. */
  year?: 'calendar' | 'rolling'
  payBy: string
  /** The last day on which an unpaid year leaves the certificate valid; without it, the year's last. */
  graceUntil?: string
}

export const payByOf = (calendar: DuesCalendar, year: number): Day => onDay(year, calendar.payBy)
export const graceEndOf = (calendar: DuesCalendar, year: number): Day => onDay(year, calendar.graceUntil ?? '12-31')

/** Rolling years: any open one may be late, by what was paid last. The last year that charges can have. */
const everyYear = 2100

/** The newest year that, if unpaid, is in arrears on `day`: an open charge of it or an earlier one is 欠费. */
export function overdueThrough(calendar: DuesCalendar, day: Day): number {
  if (calendar.year === 'rolling') return everyYear
  return day > payByOf(calendar, yearOf(day)) ? yearOf(day) : yearOf(day) - 1
}

/** The newest year that, if unpaid, makes the certificate count as lapsed on `day`. */
export function lapsedThrough(calendar: DuesCalendar, day: Day): number {
  return day > graceEndOf(calendar, yearOf(day)) ? yearOf(day) : yearOf(day) - 1
}

/** 02-29 is the last of February in any year. */
function onDay(year: number, monthAndDay: string): Day {
  if (monthAndDay !== '02-29') return `${year}-${monthAndDay}`
  return addDays(`${year}-03-01`, -1)
}
