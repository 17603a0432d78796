import { expect, it } from 'vitest'
import { dayOf, settableClock, systemClock } from './clock.ts'

it('has the day begin at midnight in Shanghai, whatever the machine’s own zone', () => {
  expect(dayOf(new Date('2026-12-31T15:59:59.999Z'))).toBe('2026-12-31')
  expect(dayOf(new Date('2026-12-31T16:00:00.000Z'))).toBe('2027-01-01')
})

it('writes the day with four and two and two digits', () => {
  expect(dayOf(new Date('2027-01-02T03:04:05Z'))).toBe('2027-01-02')
})

it('knew the summer time of 1986 to 1991', () => {
  expect(dayOf(new Date('1988-07-01T15:30:00Z'))).toBe('1988-07-02')
})

it('stands still until it is set, and nobody can move it from outside', () => {
  const clock = settableClock('2026-02-28T23:00:00+08:00')
  clock.now().setFullYear(1999)
  expect(clock.now().toISOString()).toBe('2026-02-28T15:00:00.000Z')
  expect(clock.today()).toBe('2026-02-28')
  clock.set('2026-03-01T00:00:00+08:00')
  expect(clock.today()).toBe('2026-03-01')
})

it('goes with the machine in the running program', () => {
  const before = Date.now()
  const now = systemClock.now().getTime()
  expect(now).toBeGreaterThanOrEqual(before)
  expect(now - before).toBeLessThan(1000)
  expect(systemClock.today()).toBe(dayOf(systemClock.now()))
})
