import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { inTx } from '../../kernel/database/transaction.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { openMatter } from '../matters/index.ts'
import { admissionKind, whenAdmitted } from './admission.ts'
import { company, portalHome } from './portal.ts'
import { memberById, membershipsOf } from './store.ts'
import { applicant, approve, demoUnit, imported } from './testing/units.ts'

let world: World
beforeAll(async () => {
  world = await testWorld()
})
afterAll(() => world.close())

const numbers = () =>
  inTx(world.contexts.system(), (tx, ctx) =>
    tx
      .selectFrom('members')
      .select('number')
      .where('association_id', '=', ctx.association.id)
      .where('number', 'is not', null)
      .orderBy('number')
      .execute(),
  )
const checksOf = (matter: Parameters<typeof approve>[1]) =>
  inTx(world.contexts.system(), (tx, ctx) => admissionKind.checks?.(tx, ctx, matter) ?? Promise.resolve([]))

describe('CACEM-11 an application that passes makes a member', () => {
  test('with number, membership, joining level, profile, contacts and a line in the list, all at once', async () => {
    const unit = demoUnit(1)
    const { ctx, matter } = await applicant(world, unit)
    await approve(world, matter)
    const home = await portalHome(ctx)
    expect(home.member).toMatchObject({
      name: unit.name,
      number: '202600001',
      standing: 'current',
      level: 'ordinary',
      levelName: '普通会员单位',
      joinedOn: '2026-11-21',
    })
    const { data, seats } = await company(ctx)
    expect(data).toMatchObject({ name: unit.name, creditCode: unit.creditCode, industry: 'E47', region: '310100' })
    expect(data.contacts).toMatchObject([{ name: unit.person, mobile: unit.mobile }])
    expect(seats).toBeNull()
    const [membership] = await inTx(ctx, (tx, ctx) => membershipsOf(tx, ctx, ctx.memberId))
    expect(membership).toMatchObject({ matterId: matter.id, levels: [{ level: 'ordinary', from: '2026-11-21', to: null }] })
    const line = await inTx(ctx, (tx, ctx) =>
      tx
        .selectFrom('member_search')
        .selectAll()
        .where('association_id', '=', ctx.association.id)
        .where('member_id', '=', ctx.memberId)
        .executeTakeFirstOrThrow(),
    )
    expect(line).toMatchObject({ province: '310000', city: '310100', industry: 'E47', level: 'ordinary', left_on: null })
  })

  test('only once: deciding again is told so', async () => {
    const { matter } = await applicant(world, demoUnit(2))
    await approve(world, matter)
    expect(await refusal(approve(world, matter))).toMatchObject({ code: 'already-done' })
  })

  test('a number taken in a transaction that came to nothing is not lost', async () => {
    const before = await numbers()
    const { matter } = await applicant(world, demoUnit(3))
    whenAdmitted(async () => {
      throw new Error('the hook broke')
    })
    await expect(approve(world, matter)).rejects.toThrow('the hook broke')
    whenAdmitted()
    expect(await numbers()).toEqual(before)
    await approve(world, matter)
    const after = (await numbers()).map((row) => Number(row.number))
    expect(after).toEqual(after.map((_, at) => 202600001 + at))
  })
})

describe('one credit code is one member', () => {
  test('of two applications with one code decided at the same moment one passes, the other is told who has it, and no number is lost', async () => {
    const unit = demoUnit(10)
    const first = await applicant(world, unit)
    const second = await applicant(world, { ...unit, mobile: '13900099999' })
    const ended = await Promise.allSettled([approve(world, first.matter), approve(world, second.matter)])
    expect(ended.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    const [lost] = ended.filter((one) => one.status === 'rejected')
    expect(lost?.reason).toMatchObject({ code: 'duplicate-member', message: expect.stringContaining(unit.creditCode) })
    const third = await applicant(world, demoUnit(11))
    await approve(world, third.matter)
    const after = (await numbers()).map((row) => Number(row.number))
    expect(after).toEqual(after.map((_, at) => 202600001 + at))
  })

  test('a code that is a member’s is refused with the member’s name and number', async () => {
    const unit = demoUnit(12)
    const { matter } = await applicant(world, { ...unit, name: '示例另一名称建设有限公司', mobile: '13900088888' })
    const { number } = await imported(world, unit)
    const why = await refusal(approve(world, matter))
    expect(why.code).toBe('duplicate-member')
    expect(why.message).toContain(unit.name)
    expect(why.message).toContain(number)
    expect(await checksOf(matter)).toContainEqual({
      label: '重复入会',
      state: 'bad',
      message: `该信用代码已属于会员“${unit.name}”（编号 ${number}）`,
    })
  })
})

describe('CACEM-02 … 05 what the applicant need not type again, and what the reviewer is told', () => {
  test('name, code, contact and mobile stand in the form already', async () => {
    const unit = demoUnit(20)
    const { ctx } = await applicant(world, unit)
    const form = world.association.settings.forms.find((one) => one.id === 'unit-profile')
    if (!form) throw new Error('no form')
    const data = await inTx(ctx, (tx, ctx) => admissionKind.prefill?.(tx, ctx, ctx.memberId, form) ?? Promise.resolve({}))
    expect(data).toMatchObject({ name: unit.name, creditCode: unit.creditCode, contacts: [{ name: unit.person, mobile: unit.mobile }] })
  })

  test('a member can’t apply again; nor a second time while one is open', async () => {
    const { ctx, matter } = await applicant(world, demoUnit(21))
    const why = () =>
      inTx(ctx, (tx, ctx) => admissionKind.whyNot?.(tx, ctx, ctx.memberId, { kind: 'admission', branchId: null }) ?? Promise.resolve(null))
    expect(await why()).toContain(matter.number)
    await approve(world, matter)
    expect(await why()).toBe(`${demoUnit(21).name}已经是会员，无需再次申请`)
    expect((await openMatter(ctx, { kind: 'admission' })).id).toBe(matter.id)
  })

  test('the name corrected in the form becomes the applicant’s name when it is handed in', async () => {
    const { ctx, matter } = await applicant(world, demoUnit(22))
    const corrected = { ...matter, data: { ...matter.data, name: '示例更正名称建设有限公司' } }
    await inTx(ctx, (tx, ctx) => admissionKind.onSubmitted?.(tx, ctx, corrected) ?? Promise.resolve())
    expect((await inTx(ctx, (tx, ctx) => memberById(tx, ctx, ctx.memberId))).name).toBe('示例更正名称建设有限公司')
  })

  test('another application with the code, a near name and an unproven mobile are pointed out', async () => {
    const unit = { ...demoUnit(23), name: '示例青石山建设集团有限公司' }
    await imported(world, { ...demoUnit(24), name: '示例青石山建设有限公司' })
    const rival = await applicant(world, { ...unit, mobile: '13900077777' })
    const { matter } = await applicant(world, unit)
    const checks = await checksOf(matter)
    expect(checks).toContainEqual({ label: '重复入会', state: 'warn', message: expect.stringContaining('另有 1 个账号') })
    expect(checks).toContainEqual({ label: '相近名称', state: 'warn', message: expect.stringContaining('示例青石山建设有限公司') })
    expect(checks).toContainEqual({ label: '联络员手机号', state: 'ok', message: expect.stringContaining('已通过短信验证') })
    const other = { ...rival.matter, data: { ...rival.matter.data, contacts: [{ name: '李示例', mobile: '13900066666' }] } }
    expect(await checksOf(other)).toContainEqual({
      label: '联络员手机号',
      state: 'warn',
      message: expect.stringContaining('没有经过短信验证'),
    })
  })
})
