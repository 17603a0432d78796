import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { knownPayer } from '../dues/orders/payer.ts'
import { duesSummary } from '../dues/orders/present.ts'
import { expectInvariants } from '../dues/testing.ts'
import { memberById } from '../members/index.ts'
import { recommend } from './acts.ts'
import { applies, approve, memberUnit, nameOf, reviewer } from './testing/life.ts'

let world: World
let unit: MemberContext
let person: MemberContext
beforeAll(async () => {
  world = await testWorld({ presets: ['gsjl'] })
  unit = await memberUnit(world.contexts)
  const { ctx, id } = await applies(world.contexts, '甲缴例', await nameOf(unit))
  await recommend(unit, [ctx.memberId])
  await approve(world.contexts, await reviewer(world.contexts), id)
  person = ctx
}, 60_000)
afterAll(() => world.close())
afterEach(() => expectInvariants(world))

test('GSJL-12 a person reads which unit pays for it; the unit itself pays', async () => {
  const paidBy = (ctx: MemberContext) => inTx(ctx, async (tx, ctx) => (await duesSummary(tx, ctx, ctx.memberId)).paidBy)
  expect(await paidBy(person)).toBe(await nameOf(unit))
  expect(await paidBy(unit)).toBeNull()
})

test('GSJL-12 what is paid for a person is paid in the unit’s name', async () => {
  await inTx(person, async (tx, ctx) => {
    const { name, creditCode } = await memberById(tx, ctx, unit.memberId)
    expect(await knownPayer(tx, ctx, ctx.memberId)).toMatchObject({ unit: name, creditCode })
  })
})
