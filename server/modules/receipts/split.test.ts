import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { confirmPayment, openGroupOrder } from '../dues/index.ts'
import { expectInvariants, payerOf, someUnit } from '../dues/testing.ts'
import { listReceipts } from './lists.ts'
import { myReceipts } from './mine.ts'

let world: World
let finance: StaffContext
let unit: Awaited<ReturnType<typeof someUnit>>
const people: { memberId: string; ctx: MemberContext }[] = []

beforeAll(async () => {
  world = await testWorld({ presets: ['gsjl'] })
  world.clock.set('2026-03-05T10:00:00+08:00')
  finance = await world.contexts.staff()
  unit = await someUnit(world, { name: '示例监理有限公司', level: 'unit' })
  for (const name of ['甲示例', '乙示例'])
    people.push(await someUnit(world, { kind: 'person', name, level: 'person', joinedOn: '2026-01-10' }))
})
afterAll(() => world.close())
afterEach(() => expectInvariants(world))

async function payForAll(receiptSplit: 'whole' | 'each'): Promise<string> {
  const id = await openGroupOrder(unit.ctx, {
    people: people.map(({ memberId }) => ({ id: memberId, years: 5 })),
    payer: payerOf(unit),
    receiptSplit,
  })
  await confirmPayment(finance, id, { amountFen: 200000, receivedOn: '2026-03-05', note: '' })
  await world.drain()
  return id
}

describe('GSJL-13 one transfer for many people', () => {
  it('a receipt for each: made out to the person, seen by the person and by the unit', async () => {
    await payForAll('each')
    expect(
      (await listReceipts(finance, {})).rows.map((row) => `${row.title} ${row.person} ${row.amountFen} ${row.years.length}`).sort(),
    ).toEqual(['乙示例 乙示例 100000 5', '甲示例 甲示例 100000 5'])
    expect((await myReceipts(unit.ctx)).rows).toHaveLength(2)
    const [first] = people
    expect((await myReceipts(first?.ctx ?? unit.ctx)).rows).toMatchObject([{ title: '甲示例', amountFen: 100000, creditCode: '' }])
  })
})
