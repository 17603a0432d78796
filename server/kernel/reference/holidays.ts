import type { HolidayTable } from '../../../contract/rules/workdays.ts'
import { readData } from './data.ts'

/**
 * The State Council's yearly calendar. It is announced each November for the next year: until then that year is
 * counted by weekends and the holidays whose dates the law fixes (see contract/rules/workdays.ts).
 */
export const holidays: HolidayTable = readData('holidays.json')
