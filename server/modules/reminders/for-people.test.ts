import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { chargeYear } from '../dues/index.ts'
import { expectInvariants, someUnit } from '../dues/testing.ts'
import { beginEmployment } from '../members/index.ts'
import { remindDaily } from './run.ts'
import { remindersSent, results } from './testing.ts'

let world: World
beforeAll(async () => {
  world = await testWorld({ presets: ['gsjl'] })
}, 60_000)
afterAll(() => world.close())
afterEach(() => expectInvariants(world))

it('GSJL-13 a unit that pays for its people gets one reminder for all of them; who has no unit gets its own', async () => {
  world.clock.set('2026-11-21T10:00:00+08:00')
  const unit = await someUnit(world, { name: '示例监理咨询有限公司', level: 'unit' })
  const people = [
    await someUnit(world, { kind: 'person', name: '甲示例', level: 'person' }),
    await someUnit(world, { kind: 'person', name: '乙示例', level: 'person' }),
  ]
  const alone = await someUnit(world, { kind: 'person', name: '丙示例', level: 'person' })
  await inTx(world.contexts.system(), async (tx, ctx) => {
    for (const { memberId } of people)
      await beginEmployment(tx, ctx, { personId: memberId, unitId: unit.memberId, from: '2026-01-01', matterId: null })
    await tx
      .updateTable('members')
      .set({ profile: JSON.stringify({ 'person.mobile': '13800000077' }) })
      .where('id', '=', alone.memberId)
      .execute()
  })
  await chargeYear(await world.contexts.staff(), 2026)
  await remindDaily(world.contexts.system())
  await world.drain()
  const sent = await remindersSent(world)
  expect(sent.map((line) => line.replace(/【.*?】/, ''))).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^sms 13800000000 缴费提醒：示例监理咨询有限公司（含 2 名个人会员） 2026 年度会费 .+ 元，请于 2026-11-21 前缴纳/,
      ),
      expect.stringMatching(/^sms 13800000077 缴费提醒：丙示例 2026 年度会费 /),
    ]),
  )
  expect(sent).toHaveLength(2)
  for (const { memberId } of people) expect((await results(world, memberId)).at(-1)).toBe('2026 due-day told sms=sent portal=sent')
})
