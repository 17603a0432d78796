import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Ground, testGround } from '../testing/ground.ts'
import type { SystemContext } from './context.ts'
import { inTx } from './database/transaction.ts'
import { clearTries, countTry, secondsLeft } from './limits.ts'

let ground: Ground
beforeAll(async () => {
  ground = await testGround()
})
afterAll(() => ground.close())

const limit = (key: string) => ({ key, max: 3, seconds: 600 })
const count = (ctx: SystemContext, key: string) => inTx(ctx, (tx) => countTry(tx, ctx, limit(key)))
const left = (ctx: SystemContext, key: string) => inTx(ctx, (tx) => secondsLeft(tx, ctx, limit(key)))

it('lets three pass and tells the fourth how long to wait', async () => {
  ground.clock.set('2026-11-21T02:00:00Z')
  const waits = [await count(ground.here(), 'one'), await count(ground.here(), 'one'), await count(ground.here(), 'one')]
  expect(waits).toEqual([0, 0, 0])
  ground.clock.set('2026-11-21T02:03:20Z')
  expect(await count(ground.here(), 'one')).toBe(400)
  expect(await left(ground.here(), 'one')).toBe(400)
})

it('opens again when the window is over, and counts from one', async () => {
  ground.clock.set('2026-11-21T02:00:00Z')
  for (let i = 0; i < 5; i++) await count(ground.here(), 'again')
  ground.clock.set('2026-11-21T02:10:00Z')
  expect(await left(ground.here(), 'again')).toBe(0)
  expect(await count(ground.here(), 'again')).toBe(0)
  expect(await left(ground.here(), 'again')).toBe(0)
})

it('lets exactly three of twenty at once pass', async () => {
  const waits = await Promise.all(Array.from({ length: 20 }, () => count(ground.here(), 'crowd')))
  expect(waits.filter((wait) => wait === 0)).toHaveLength(3)
})

it('counts each key and each association for itself', async () => {
  for (let i = 0; i < 4; i++) await count(ground.here(), 'shared')
  expect(await left(ground.here(), 'shared')).toBeGreaterThan(0)
  expect(await left(ground.there(), 'shared')).toBe(0)
  expect(await left(ground.here(), 'shared too')).toBe(0)
})

it('forgets when told so', async () => {
  for (let i = 0; i < 4; i++) await count(ground.here(), 'forgiven')
  await inTx(ground.here(), (tx, ctx) => clearTries(tx, ctx, 'forgiven'))
  expect(await left(ground.here(), 'forgiven')).toBe(0)
})

it('keeps no mobile number readable in the table', async () => {
  await count(ground.here(), 'sms:number:13900000000')
  const { rows } = await ground.root.query<{ key: string }>('select key from limits')
  expect(rows.length).toBeGreaterThan(0)
  expect(rows.filter(({ key }) => key.includes('139'))).toEqual([])
})
