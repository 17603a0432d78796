import { describe, expect, it } from 'vitest'
import { graceEndOf, lapsedThrough, overdueThrough, payByOf } from './dues-year.ts'

describe('CACEM-14 a year is owed, then late, then missed', () => {
  it('is late the day after its last day to pay', () => {
    expect(overdueThrough({ payBy: '06-30' }, '2026-06-30')).toBe(2025)
    expect(overdueThrough({ payBy: '06-30' }, '2026-07-01')).toBe(2026)
  })

  it('leaves the certificate valid until its grace ends, without one until the year does', () => {
    expect(lapsedThrough({ payBy: '06-30', graceUntil: '09-30' }, '2026-09-30')).toBe(2025)
    expect(lapsedThrough({ payBy: '06-30', graceUntil: '09-30' }, '2026-10-01')).toBe(2026)
    expect(lapsedThrough({ payBy: '06-30' }, '2026-12-31')).toBe(2025)
    expect(graceEndOf({ payBy: '06-30' }, 2026)).toBe('2026-12-31')
  })

  it('knows that 29 February is not in every year', () => {
    expect([payByOf({ payBy: '02-29' }, 2027), payByOf({ payBy: '02-29' }, 2028)]).toEqual(['2027-02-28', '2028-02-29'])
  })
})
