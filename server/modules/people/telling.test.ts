import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { decideMatter } from '../matters/index.ts'
import { recommend, renew } from './acts.ts'
import { listPeople } from './list.ts'
import { applies, approve, changesEmployer, type House, memberUnit, nameOf, paid, reviewer, seen } from './testing/life.ts'

let world: World
let house: House
let staff: StaffContext
let unit: MemberContext
beforeAll(async () => {
  world = await testWorld({ presets: ['gsjl'] })
  house = world.contexts
  staff = await reviewer(house)
  unit = await memberUnit(house)
}, 60_000)
afterAll(() => world.close())

/** Every SMS about somebody, as it was worded, in the order they were sent. */
async function toldTo(name: string): Promise<{ recipient: string; body: string }[]> {
  await world.drain()
  return inTx(house.system(), (tx, ctx) =>
    tx
      .selectFrom('messages')
      .select(['recipient', 'body'])
      .where('association_id', '=', ctx.association.id)
      .where('channel', '=', 'sms')
      .where('body', 'like', `%${name}%`)
      .orderBy('created_at')
      .orderBy('id')
      .execute(),
  )
}

async function member(name: string): Promise<MemberContext> {
  const { ctx, id } = await applies(house, name, await nameOf(unit))
  await recommend(unit, [ctx.memberId])
  await approve(house, staff, id)
  return ctx
}

async function expired(name: string): Promise<{ ctx: MemberContext; matterId: string }> {
  const ctx = await member(name)
  await paid(house, ctx.memberId, '2024-01-01', '2024-12-31')
  await renew(unit, [ctx.memberId])
  const rows = await inTx(house.system(), (tx, inside) =>
    tx
      .selectFrom('matters')
      .select('id')
      .where('association_id', '=', inside.association.id)
      .where('member_id', '=', ctx.memberId)
      .where('kind', '=', 'renewal')
      .execute(),
  )
  return { ctx, matterId: rows[0]?.id ?? '' }
}

describe('what people are told', () => {
  test('GSJL-08 whom the unit recommends for renewal is told so, and what became of it', async () => {
    const { ctx, matterId } = await expired('甲信例')
    const unitName = await nameOf(unit)
    const recommended = (await toldTo('甲信例')).at(-1)
    expect(recommended?.body).toContain(`${unitName}已为您提交推荐续期`)
    expect(recommended?.recipient).toMatch(/^1380000\d{4}$/)
    await approve(house, staff, matterId)
    const agreed = (await toldTo('甲信例')).at(-1)
    expect(agreed?.body).toContain('推荐您续期')
    expect(agreed?.body).toContain('由单位统一缴纳')
    expect(agreed?.recipient).toBe(recommended?.recipient)
    expect((await listPeople(unit, { state: 'renewing' })).rows.map((row) => row.id)).toContain(ctx.memberId)
  })

  test('GSJL-08 a renewal that the association refuses is told with its reason', async () => {
    const { matterId } = await expired('乙信例')
    await decideMatter(staff, { act: 'reject', ...(await seen(house, matterId)), reason: '已在其他单位任职' })
    expect((await toldTo('乙信例')).at(-1)?.body).toContain('未获通过：已在其他单位任职')
  })

  test('who works for another unit now is told which, and which it was', async () => {
    const ctx = await member('丙信例')
    const next = await memberUnit(house)
    const id = await changesEmployer(ctx, await nameOf(next))
    await decideMatter(next, { act: 'pass', ...(await seen(house, id)) })
    await approve(house, staff, id)
    const told = (await toldTo('丙信例')).map((one) => one.body).filter((body) => body.includes('已变更为'))
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(`工作单位已变更为${await nameOf(next)}，原单位为${await nameOf(unit)}`)
  })
})
