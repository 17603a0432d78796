import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  addMonths,
  addYears,
  contains,
  dayInChina,
  daysBetween,
  formatDay,
  isDay,
  rollingSpan,
  weekday,
  yearOf,
  yearSpan,
} from './days.ts'
import { capitalFen, formatFen, parseYuan } from './money.ts'
import { addWorkdays, type HolidayTable, isWorkday, workdaysBetween, yearKnown } from './workdays.ts'

const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10))

describe('civil days', () => {
  it('are real days only', () => {
    expect(['2024-02-29', '2026-12-31'].every(isDay)).toBe(true)
    expect(['2026-02-29', '2026-13-01', '2026-1-1', '', '2026-00-10'].some(isDay)).toBe(false)
    expect(() => addDays('2026-02-30', 1)).toThrow(RangeError)
  })
  it('add and subtract', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01')
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28')
    expect(addYears('2024-02-29', 1)).toBe('2025-02-28')
    expect(addMonths('2026-01-15', -1)).toBe('2025-12-15')
    fc.assert(fc.property(day, fc.integer({ min: -5000, max: 5000 }), (from, count) => daysBetween(from, addDays(from, count)) === count))
  })
  it('span years, by the calendar or from a day', () => {
    expect(yearSpan(2026)).toEqual({ from: '2026-01-01', to: '2026-12-31' })
    expect(yearSpan(2026, 3).to).toBe('2028-12-31')
    expect(rollingSpan('2026-03-05', 1)).toEqual({ from: '2026-03-05', to: '2027-03-04' })
    expect(contains(yearSpan(2026), '2026-12-31')).toBe(true)
    expect(contains(yearSpan(2026), '2027-01-01')).toBe(false)
  })
  it('begin at midnight in China', () => {
    expect(dayInChina(new Date('2026-11-20T15:59:59Z'))).toBe('2026-11-20')
    expect(dayInChina(new Date('2026-11-20T16:00:00Z'))).toBe('2026-11-21')
    expect(weekday('2026-11-21')).toBe(6)
    expect(yearOf('2026-11-21')).toBe(2026)
    expect(formatDay('2026-11-01')).toBe('2026年11月1日')
  })
})

describe('working days (CACEM-17: seven of them)', () => {
  const table: HolidayTable = {
    years: {
      '2026': { off: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'], worked: ['2026-09-20', '2026-10-10'] },
    },
  }
  it('leave out holidays and count weekends worked in exchange', () => {
    expect(isWorkday('2026-10-01', table)).toBe(false)
    expect(isWorkday('2026-10-10', table)).toBe(true)
    expect(addWorkdays('2026-09-30', 3, table)).toBe('2026-10-10')
    expect(workdaysBetween('2026-09-30', '2026-10-10', table)).toBe(3)
    expect(addWorkdays('2026-10-01', 0, table)).toBe('2026-10-01')
    expect(workdaysBetween('2026-10-10', '2026-09-30', table)).toBe(0)
  })
  it('know weekends and the fixed days of law in a year that was not loaded', () => {
    expect(['2031-10-01', '2031-01-01', '2031-05-02'].some((day) => isWorkday(day, table))).toBe(false)
    expect(isWorkday('2031-10-07', table)).toBe(true)
    expect(isWorkday('2031-10-04', table)).toBe(false)
    expect([yearKnown('2031-10-01', table), yearKnown('2026-01-01', table)]).toEqual([false, true])
  })
})

describe('money in 分', () => {
  it('is written with thousands', () => {
    expect([300_000, 0, 5, -123_456_789].map(formatFen)).toEqual(['3,000.00', '0.00', '0.05', '-1,234,567.89'])
    expect(() => formatFen(0.5)).toThrow(RangeError)
  })
  it('is read back as people write it, and never rounded', () => {
    expect(['3,000.00', '3000', '¥3000.5', '3000元', '-1.20', '0.07'].map(parseYuan)).toEqual([300_000, 300_000, 300_050, 300_000, -120, 7])
    expect(['', '1.234', 'abc', '1.', '1e3'].map(parseYuan)).toEqual([null, null, null, null, null])
    fc.assert(fc.property(fc.integer({ min: -1e12, max: 1e12 }), (fen) => parseYuan(formatFen(fen)) === fen))
  })
  it('is written in capitals as on receipts', () => {
    const cases: [number, string][] = [
      [300_000, '叁仟元整'],
      [0, '零元整'],
      [5, '伍分'],
      [50, '伍角整'],
      [105, '壹元零伍分'],
      [150, '壹元伍角整'],
      [140_950, '壹仟肆佰零玖元伍角整'],
      [600_714, '陆仟零柒元壹角肆分'],
      [168_032, '壹仟陆佰捌拾元零叁角贰分'],
      [10_700_053, '壹拾万柒仟元零伍角叁分'],
      [1_000_000, '壹万元整'],
      [10_000_000_000, '壹亿元整'],
      [10_000_500_000, '壹亿零伍仟元整'],
      [10_010_000_000, '壹亿零壹拾万元整'],
      [-300_000, '负叁仟元整'],
      [100_000_100, '壹佰万零壹元整'],
    ]
    for (const [fen, text] of cases) expect([fen, capitalFen(fen)]).toEqual([fen, text])
  })
})
