import { addDays, addMonths, addYears, isDay } from '../rules/days.ts'
import type { FormData } from './schema.ts'

/** A date's bound as a day: '2026-01-31', 'today', '-18y', '+30d', or what another date field holds. Null when there is none (yet). */
export function boundDay(limit: string | undefined, { data, today }: { data: FormData; today: string }): string | null {
  if (limit === undefined) return null
  if (isDay(limit)) return limit
  if (limit === 'today') return today
  const span = /^([+-]\d{1,4})([dmy])$/.exec(limit)
  if (span) return shifted(today, Number(span[1]), span[2] ?? 'd')
  const other = data[limit]
  return typeof other === 'string' && isDay(other) ? other : null
}

/** The id of the other field that a bound names; null when it names a day or a span. */
export const boundField = (limit: string | undefined): string | null =>
  limit === undefined || limit === 'today' || /^[\d+-]/.test(limit) ? null : limit

const shifted = (day: string, count: number, unit: string) =>
  unit === 'y' ? addYears(day, count) : unit === 'm' ? addMonths(day, count) : addDays(day, count)
