import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FormData } from '../../../contract/forms/index.ts'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { removeSeat, setSeat } from './council.ts'
import { importMember } from './import-member.ts'
import { leave } from './leave.ts'
import { company, editCompany } from './portal.ts'
import { listMembers } from './search.ts'
import { setLevel } from './set-level.ts'
import { currentMembership, levelOn } from './store.ts'
import { memberStory, reveal } from './story.ts'
import { applicant, approve, demoUnit, elsewhere, imported, unitData } from './testing/units.ts'
import { updateProfile } from './update-profile.ts'

let world: World
let staff: StaffContext
beforeAll(async () => {
  world = await testWorld()
  staff = await world.contexts.staff()
})
afterAll(() => world.close())

let used = 100
async function member(): Promise<{ ctx: MemberContext; unit: ReturnType<typeof demoUnit> }> {
  const unit = demoUnit(used++)
  const { ctx, matter } = await applicant(world, unit)
  await approve(world, matter)
  return { ctx, unit }
}
const edit = async (ctx: MemberContext, data: FormData) => editCompany(ctx, { revision: (await company(ctx)).revision, data })
const alerts = (memberId: string) =>
  inTx(world.contexts.system(), (tx, ctx) =>
    tx.selectFrom('alerts').selectAll().where('association_id', '=', ctx.association.id).where('member_id', '=', memberId).execute(),
  )
const log = (memberId: string) =>
  inTx(world.contexts.system(), (tx, ctx) =>
    tx
      .selectFrom('audit_log')
      .selectAll()
      .where('association_id', '=', ctx.association.id)
      .where('subject_id', '=', memberId)
      .orderBy('id', 'desc')
      .execute(),
  )

describe('CACEM-13 a member edits 企业信息 at once', () => {
  test('and every value stands in its history with who, from what, to what', async () => {
    const { ctx } = await member()
    const after = await edit(ctx, { enterpriseType: 'private', summary: '新的基本情况。' })
    expect(after.data).toMatchObject({ enterpriseType: 'private', summary: '新的基本情况。' })
    const { changes } = await memberStory(staff, ctx.memberId)
    expect(changes).toContainEqual(
      expect.objectContaining({
        field: 'summary',
        label: '企业基本情况',
        after: '新的基本情况。',
        actorKind: 'member',
        actorName: ctx.account.name,
      }),
    )
    expect((await log(ctx.memberId))[0]).toMatchObject({
      action: 'member.updated',
      after: expect.objectContaining({ summary: '新的基本情况。' }),
    })
  })

  test('a changed name becomes a 曾用名 and is found by both', async () => {
    const { ctx, unit } = await member()
    const after = await edit(ctx, { name: '示例改名之后建设有限公司' })
    expect(after.formerNames).toMatchObject([{ name: unit.name }])
    const rows = async (q: string) => (await listMembers(staff, { q })).rows.filter((row) => row.id === ctx.memberId)
    expect(await rows('改名之后')).toMatchObject([{ formerName: null }])
    expect(await rows(unit.name)).toMatchObject([{ name: '示例改名之后建设有限公司', formerName: unit.name }])
  })

  test('name, address and 联络员 also alert staff; other fields don’t', async () => {
    const { ctx } = await member()
    await edit(ctx, { legalRepresentative: '李示例' })
    await world.drain()
    expect(await alerts(ctx.memberId)).toEqual([])
    const contacts = [
      { name: '王示例', mobile: '13900022222', title: '办公室', phone: '', email: '' },
      { name: '赵示例', mobile: '13900033333', title: '', phone: '', email: '' },
    ]
    await edit(ctx, { address: '示例市示例区新示例路 8 号', contacts })
    await world.drain()
    const [alert] = await alerts(ctx.memberId)
    expect(`${alert?.title}${alert?.body}`).toMatch(/通讯地址.*第一联络员/s)
    expect((await company(ctx)).data.contacts).toMatchObject(contacts)
    expect((await memberStory(staff, ctx.memberId)).contacts).toMatchObject([
      { position: 1, label: '第一联络员', name: '王示例', mobile: '139****2222' },
      { position: 2, label: '第二联络员' },
    ])
  })

  test('what is locked, wrong or somebody else’s is refused and changes nothing', async () => {
    const { ctx } = await member()
    const before = await company(ctx)
    const locked = await refusal(edit(ctx, { creditCode: demoUnit(99).creditCode }))
    expect(locked.problems).toMatchObject([{ path: 'creditCode', message: expect.stringContaining('秘书处') }])
    expect((await refusal(edit(ctx, { postcode: '12' }))).problems).toMatchObject([{ path: 'postcode' }])
    expect((await refusal(edit(ctx, { contacts: [] }))).code).toBe('input-invalid')
    const other = await member()
    expect(await refusal(updateProfile(ctx, { memberId: other.ctx.memberId, revision: 2, data: { summary: '不该写进去' } }))).toMatchObject(
      { code: 'not-found' },
    )
    expect(await company(ctx)).toEqual(before)
    expect(before.editable).toMatchObject({ name: null, creditCode: expect.stringContaining('秘书处') })
  })

  test('of two edits from the same page one is saved, the other is told', async () => {
    const { ctx } = await member()
    const { revision } = await company(ctx)
    const ended = await Promise.allSettled([
      editCompany(ctx, { revision, data: { summary: '甲' } }),
      editCompany(ctx, { revision, data: { summary: '乙' } }),
    ])
    expect(ended.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(ended.find((one) => one.status === 'rejected')).toMatchObject({ reason: { code: 'conflict' } })
  })

  test('an applicant edits its application, not 企业信息; one that left edits nothing', async () => {
    const { ctx } = await applicant(world, demoUnit(used++))
    expect(await refusal(editCompany(ctx, { revision: 1, data: { summary: '早了' } }))).toMatchObject({ code: 'not-ready' })
    const gone = await member()
    await leave(staff, { memberId: gone.ctx.memberId, leftOn: '2026-11-21', reason: '自愿退会' })
    expect(await refusal(edit(gone.ctx, { summary: '晚了' }))).toMatchObject({
      code: 'not-ready',
      message: expect.stringContaining('已退会'),
    })
  })
})

describe('staff', () => {
  test('edit with a reason that stays in the history; what comes back masked stays as it was', async () => {
    const { ctx, unit } = await member()
    const story = await memberStory(staff, ctx.memberId)
    expect(story.data.contacts).toMatchObject([{ mobile: expect.stringContaining('****') }])
    const rows = story.data.contacts as FormData[]
    await updateProfile(staff, {
      memberId: ctx.memberId,
      revision: story.revision,
      data: { contacts: [{ ...rows[0], title: '新职务' }] },
      reason: '来电更正',
    })
    expect((await company(ctx)).data.contacts).toMatchObject([{ name: unit.person, title: '新职务', mobile: unit.mobile }])
    expect((await memberStory(staff, ctx.memberId)).changes[0]).toMatchObject({
      label: '第一联络员 · 部门及职务',
      reason: '来电更正',
      actorKind: 'staff',
    })
    await world.drain()
    expect(await alerts(ctx.memberId)).toEqual([])
  })

  test('correct a credit code, but never to one that is a member’s', async () => {
    const { ctx } = await member()
    const { unit } = await member()
    const change = async (creditCode: string) =>
      updateProfile(staff, {
        memberId: ctx.memberId,
        revision: (await memberStory(staff, ctx.memberId)).revision,
        data: { creditCode },
        reason: '营业执照更正',
      })
    expect(await refusal(change(unit.creditCode))).toMatchObject({ code: 'duplicate-member', message: expect.stringContaining(unit.name) })
    const free = demoUnit(98).creditCode
    await change(free)
    expect((await listMembers(staff, { q: free })).rows).toMatchObject([{ id: ctx.memberId }])
  })

  test('see mobiles masked, and whole only with the permission, which is written down', async () => {
    const { ctx, unit } = await member()
    const reader = await world.contexts.staff(['members.read'])
    const story = await memberStory(reader, ctx.memberId)
    expect(JSON.stringify(story)).not.toContain(unit.mobile)
    expect(story.can).toMatchObject({ reveal: '您的角色没有这项权限', edit: '您的角色没有这项权限' })
    expect(await refusal(reveal(reader, ctx.memberId))).toMatchObject({ code: 'not-allowed' })
    expect((await reveal(staff, ctx.memberId)).contacts).toMatchObject([{ mobile: unit.mobile }])
    expect((await log(ctx.memberId))[0]).toMatchObject({ action: 'member.revealed', actor_id: staff.account.id })
  })

  test('another association’s staff change nothing here', async () => {
    const { ctx } = await member()
    const stranger = await (await elsewhere(world, `other-${used}`)).staff()
    expect(
      await refusal(updateProfile(stranger, { memberId: ctx.memberId, revision: 2, data: { summary: '外人' }, reason: '外人' })),
    ).toMatchObject({ code: 'not-found' })
    expect(
      await refusal(setLevel(stranger, { memberId: ctx.memberId, level: 'director', from: '2026-11-21', reason: '外人' })),
    ).toMatchObject({ code: 'not-found' })
    expect(await refusal(leave(stranger, { memberId: ctx.memberId, leftOn: '2026-11-21', reason: '外人' }))).toMatchObject({
      code: 'not-found',
    })
    expect(await refusal(reveal(stranger, ctx.memberId))).toMatchObject({ code: 'not-found' })
  })
})

describe('level and leaving', () => {
  const at = (memberId: string, day: string) => inTx(world.contexts.system(), (tx, ctx) => levelOn(tx, ctx, memberId, day))

  test('a level holds from its day on, the earlier one until the day before', async () => {
    const { memberId } = await imported(world, demoUnit(used++))
    await setLevel(staff, { memberId, level: 'director', from: '2024-06-01', reason: '第七届理事会选举' })
    expect(
      await Promise.all(['2020-05-05', '2020-05-06', '2024-05-31', '2024-06-01', '2030-01-01'].map((day) => at(memberId, day))),
    ).toEqual([null, 'ordinary', 'ordinary', 'director', 'director'])
    expect((await memberStory(staff, memberId)).memberships[0]?.levels).toEqual([
      { level: 'director', name: '理事单位', from: '2024-06-01', to: null },
      { level: 'ordinary', name: '普通会员单位', from: '2020-05-06', to: '2024-05-31' },
    ])
    expect((await listMembers(staff, { level: ['director'] })).rows.map((row) => row.id)).toContain(memberId)
  })

  test('not before joining, not ahead, not to a level that is not there, not twice', async () => {
    const { memberId } = await imported(world, demoUnit(used++))
    const change = (level: string, from: string) => refusal(setLevel(staff, { memberId, level, from, reason: '试试' }))
    expect(await change('director', '2020-05-05')).toMatchObject({ code: 'input-invalid' })
    expect(await change('director', '2026-11-22')).toMatchObject({ code: 'input-invalid' })
    expect(await change('emperor', '2026-11-21')).toMatchObject({ code: 'input-invalid' })
    expect(await change('ordinary', '2026-11-21')).toMatchObject({ code: 'already-done' })
  })

  test('who left keeps the number, is shown as gone, and may join again under it', async () => {
    const unit = demoUnit(used++)
    const { ctx, matter } = await applicant(world, unit)
    await approve(world, matter)
    const { number } = await company(ctx)
    await leave(staff, { memberId: ctx.memberId, leftOn: '2026-11-21', reason: '自愿退会' })
    expect(await memberStory(staff, ctx.memberId)).toMatchObject({
      standing: 'left',
      leftOn: '2026-11-21',
      number,
      can: { leave: '已退会', setLevel: '已退会' },
    })
    expect(await refusal(leave(staff, { memberId: ctx.memberId, leftOn: '2026-11-21', reason: '再退' }))).toMatchObject({
      code: 'already-done',
    })
    expect(await inTx(ctx, (tx, ctx) => currentMembership(tx, ctx, ctx.memberId))).toBeNull()
    expect((await listMembers(staff, { q: unit.creditCode, standing: 'left' })).rows).toMatchObject([
      { id: ctx.memberId, leftOn: '2026-11-21' },
    ])
    world.clock.set('2027-03-01T10:00:00+08:00')
    await approve(world, matter)
    expect(await memberStory(staff, ctx.memberId)).toMatchObject({
      standing: 'current',
      number,
      joinedOn: '2027-03-01',
      memberships: [{ leftOn: null }, { leftOn: '2026-11-21' }],
    })
    world.clock.set('2026-11-21T10:00:00+08:00')
  })
})

describe('CACEM-13 理事信息', () => {
  test('is entered by staff and only read by the member', async () => {
    const { ctx } = await member()
    expect((await company(ctx)).seats).toBeNull()
    await setLevel(staff, { memberId: ctx.memberId, level: 'director', from: '2026-11-21', reason: '增补' })
    expect((await company(ctx)).seats).toEqual([])
    const input = { post: '理事', personName: '张示例', personTitle: '总经理', term: '第七届', from: '2026-11-21', to: '2029-05-31' }
    const seat = await setSeat(staff, ctx.memberId, input)
    expect((await company(ctx)).seats).toEqual([{ ...input, id: seat.id }])
    await setSeat(staff, ctx.memberId, { ...input, personName: '李示例', to: null }, seat.id)
    expect((await company(ctx)).seats).toMatchObject([{ personName: '李示例', to: null }])
    expect(await refusal(setSeat(staff, ctx.memberId, { ...input, to: '2026-11-20' }))).toMatchObject({ code: 'input-invalid' })
    const twice = await Promise.allSettled([1, 2].map(() => setSeat(staff, ctx.memberId, input)))
    expect(twice.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected'])
    await expect(setSeat(staff, ctx.memberId, { ...input, from: '2027-01-01' })).rejects.toMatchObject({ code: 'already-done' })
    for (const one of (await company(ctx)).seats ?? []) await removeSeat(staff, ctx.memberId, one.id)
    expect((await company(ctx)).seats).toEqual([])
    expect((await log(ctx.memberId)).filter((line) => line.action === 'council.seat-set')).toHaveLength(5)
  })
})

describe('a member from before the system', () => {
  test('keeps its number, its day of joining and its former names; wrong data is told by field', async () => {
    const unit = demoUnit(used++)
    const known = {
      data: unitData(world, unit),
      level: 'director',
      joinedOn: '1998-03-01',
      number: '199800007',
      formerNames: ['示例旧名工程公司'],
    }
    const { memberId, number } = await importMember(world.contexts.system(), known)
    expect(number).toBe('199800007')
    expect(await memberStory(staff, memberId)).toMatchObject({
      number,
      joinedOn: '1998-03-01',
      formerNames: [{ name: '示例旧名工程公司' }],
    })
    expect(await refusal(importMember(world.contexts.system(), known))).toMatchObject({ code: 'duplicate-member' })
    const wrong = await refusal(
      importMember(world.contexts.system(), { ...known, data: { ...known.data, creditCode: '91110000EX0000000X' } }),
    )
    expect(wrong.problems).toMatchObject([{ path: 'creditCode' }])
  })

  test('needs the permission', async () => {
    const reader = await world.contexts.staff(['members.read'])
    expect(await refusal(importMember(reader, { data: {}, level: 'ordinary', joinedOn: '2020-01-01' }))).toMatchObject({
      code: 'not-allowed',
    })
  })
})
