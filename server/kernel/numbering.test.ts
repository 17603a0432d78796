import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Ground, testGround } from '../testing/ground.ts'
import type { SystemContext } from './context.ts'
import { inTx } from './database/transaction.ts'
import { nextNumber, nextValue } from './numbering.ts'

let ground: Ground
beforeAll(async () => {
  ground = await testGround()
})
afterAll(() => ground.close())

const value = (ctx: SystemContext, series: string) => inTx(ctx, (tx) => nextValue(tx, ctx, series))
const number = (ctx: SystemContext, rule: string, day?: string) => inTx(ctx, (tx) => nextNumber(tx, ctx, 'member', rule, day))

it('gives forty at once forty numbers, none twice and none left out', async () => {
  const given = await Promise.all(Array.from({ length: 40 }, () => value(ground.here(), 'crowd')))
  expect(given.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, at) => at + 1))
})

it('takes a number back when its transaction comes to nothing, also in the middle of a crowd', async () => {
  const crowd = Array.from({ length: 30 }, (_, at) =>
    inTx(ground.here(), async (tx, ctx) => {
      const taken = await nextValue(tx, ctx, 'failing')
      if (at % 3 === 0) throw new RangeError('changed my mind')
      return taken
    }).catch((error) => {
      expect(error).toBeInstanceOf(RangeError)
      return null
    }),
  )
  const kept = (await Promise.all(crowd)).filter((taken) => taken !== null)
  expect(kept.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, at) => at + 1))
})

it('counts each association and each series for itself', async () => {
  expect(await value(ground.here(), 'own')).toBe(1)
  expect(await value(ground.there(), 'own')).toBe(1)
  expect(await value(ground.here(), 'other')).toBe(1)
  expect(await value(ground.here(), 'own')).toBe(2)
})

it('CACEM-11 fills an association’s rule, and begins again with a new year', async () => {
  expect(await number(ground.here(), 'HY{year}-{seq:5}', '2026-12-31')).toBe('HY2026-00001')
  expect(await number(ground.here(), 'HY{year}-{seq:5}', '2026-12-31')).toBe('HY2026-00002')
  expect(await number(ground.here(), 'HY{year}-{seq:5}', '2027-01-01')).toBe('HY2027-00001')
  expect(await number(ground.here(), '{yy}{month}{seq}', '2027-03-09')).toBe('27031')
})

it('takes the year from the civil day in Shanghai, not from Greenwich', async () => {
  ground.clock.set('2026-12-31T16:30:00Z')
  expect(await number(ground.here(), 'S{year}{seq:3}')).toBe('S2027001')
})

it('grows past its width instead of cutting', async () => {
  await inTx(ground.here(), (tx, ctx) =>
    tx.insertInto('counters').values({ association_id: ctx.association.id, name: 'member:W{seq:3}', value: 999 }).execute(),
  )
  expect(await number(ground.here(), 'W{seq:3}')).toBe('W1000')
})
