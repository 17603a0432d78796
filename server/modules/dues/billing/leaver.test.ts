import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../../testing/world.ts'
import { leave } from '../../members/index.ts'
import { demoUnit, imported } from '../../members/testing/units.ts'
import { openOrder } from '../orders/open-order.ts'
import { expectInvariants, payerOf } from '../testing.ts'
import { chargeYear } from './charge-year.ts'

let world: World
let staff: StaffContext
beforeAll(async () => {
  world = await testWorld()
  staff = await world.contexts.staff()
})
afterAll(() => world.close())
afterEach(() => expectInvariants(world))

describe('a member that leaves (CACEM-12)', () => {
  it('owes what it owed until the year of leaving, and nothing after', async () => {
    const unit = demoUnit(700)
    const { memberId } = await imported(world, unit, { joinedOn: '2024-03-05' })
    for (const year of [2025, 2026, 2027]) await chargeYear(staff, year)
    const member = world.contexts.member(staff.account.id, memberId, unit.person)
    const order = await openOrder(member, { years: [2027], payer: payerOf(unit), method: 'transfer' })
    await leave(staff, { memberId, leftOn: '2026-11-21', reason: '自愿退会' })
    await world.drain()
    const { charges, state } = await inTx(world.contexts.system(), async (tx, ctx) => ({
      charges: await tx
        .selectFrom('charges')
        .select(['year', 'state'])
        .where('association_id', '=', ctx.association.id)
        .where('member_id', '=', memberId)
        .orderBy('year')
        .execute(),
      state: (
        await tx
          .selectFrom('orders')
          .select('state')
          .where('association_id', '=', ctx.association.id)
          .where('id', '=', order)
          .executeTakeFirstOrThrow()
      ).state,
    }))
    expect(charges.map((row) => `${row.year} ${row.state}`)).toEqual(['2025 open', '2026 open', '2027 cancelled'])
    expect(state).toBe('cancelled')
  })
})
