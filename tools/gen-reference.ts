import { writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { addDays, weekday } from '../contract/rules/days.ts'
import type { HolidayTable } from '../contract/rules/workdays.ts'

/** Writes contract/data/regions.json and holidays.json from two packages: npx tsx tools/gen-reference.ts [last year]. */
interface AreaList {
  province_list: Record<string, string>
  city_list: Record<string, string>
  county_list: Record<string, string>
}
interface ChineseDays {
  isWorkday(day: string): boolean
}

// CommonJS packages: require gives their exports as they are.
const require = createRequire(import.meta.url)
const FIRST_YEAR = 2025

function regions(): Record<string, string> {
  const { areaList } = require('@vant/area-data') as { areaList: AreaList }
  const all = { ...areaList.province_list, ...areaList.city_list, ...areaList.county_list }
  return Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function holidays(lastYear: number): HolidayTable {
  const { isWorkday } = require('chinese-days') as ChineseDays
  const table: HolidayTable = { years: {} }
  for (let year = FIRST_YEAR; year <= lastYear; year += 1) {
    const off: string[] = []
    const worked: string[] = []
    for (let day = `${year}-01-01`; day.startsWith(String(year)); day = addDays(day, 1)) {
      const weekend = weekday(day) === 0 || weekday(day) === 6
      if (!weekend && !isWorkday(day)) off.push(day)
      if (weekend && isWorkday(day)) worked.push(day)
    }
    // The package treats a year it does not know as one without holidays: such a year must stay unknown here too.
    if (off.length === 0) throw new Error(`the package does not know ${year} yet`)
    table.years[String(year)] = { off, worked }
  }
  return table
}

function write(name: string, value: unknown): void {
  writeFileSync(new URL(`../contract/data/${name}`, import.meta.url), `${JSON.stringify(value)}\n`)
}

write('regions.json', regions())
write('holidays.json', holidays(Number(process.argv[2] ?? 2026)))
