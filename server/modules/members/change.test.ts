import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { FormData } from '../../../contract/forms/index.ts'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { type Matter, type MatterKind, mattersOf, openMatter, saveDraft } from '../matters/index.ts'
import { admissionKind } from './admission.ts'
import { askForChange } from './change-kind.ts'
import { changeKind } from './kinds/change.ts'
import { leaveKind } from './kinds/leave.ts'
import { levelKind } from './kinds/level.ts'
import { company, editCompany, portalHome } from './portal.ts'
import { listMembers } from './search.ts'
import { renumber, setBranch } from './set-branch.ts'
import { memberById, memberByNumber } from './store.ts'
import { memberStory } from './story.ts'
import { actFor, type House, houseOf, unitMember } from './testing/life.ts'
import { demoUnit } from './testing/units.ts'

let world: World
let caq: House
let cepca: House
let staff: StaffContext
beforeAll(async () => {
  world = await testWorld({ presets: ['caq', 'cepca'] })
  caq = await houseOf(world, 'caq')
  cepca = await houseOf(world, 'cepca')
  staff = await caq.staff()
}, 60_000)
afterAll(() => world.close())

let used = 500
const member = (house: House) => unitMember(house, demoUnit(used++))
const matterOf = async (ctx: MemberContext, id: string): Promise<Matter> => {
  const all = await inTx(ctx, (tx, ctx) => mattersOf(tx, ctx, ctx.memberId))
  const matter = all.find((one) => one.id === id)
  if (!matter) throw new Error('no such matter')
  return matter
}
async function filled(ctx: MemberContext, kind: string, data: FormData): Promise<Matter> {
  const { id } = await openMatter(ctx, { kind })
  await saveDraft(ctx, { id, base: Number.MAX_SAFE_INTEGER, device: 'test-device', changes: data })
  return matterOf(ctx, id)
}
/** What the last review's passing does, with what stood before and what the reviewer took. */
const approve = (house: House, kind: MatterKind, matter: Matter, accepted: string[] | null = null) =>
  inTx(house.system(), async (tx, ctx) => {
    const base = (await kind.base?.(tx, ctx, matter)) ?? null
    await kind.onDecided(tx, ctx, { ...matter, base, accepted }, 'approved')
  })

describe('CAQ-14, CEPCA-11 what needs a review is asked for, and written when it was accepted', () => {
  test('the page of the record says which fields, refuses them at once, and fills the change with what was typed', async () => {
    const ctx = await member(caq)
    const { byReview, change, revision, editable } = await company(ctx)
    expect(byReview).toContain('name')
    expect(byReview).not.toContain('contacts')
    expect(editable.name).toMatch(/审核/)
    expect(change).toMatchObject({ kind: 'change', whyNot: null, openId: null })
    expect(await refusal(editCompany(ctx, { revision, data: { name: '示例新名称有限公司' } }))).toMatchObject({ code: 'input-invalid' })
    const { id } = await askForChange(ctx, { name: '示例新名称有限公司' })
    const matter = await matterOf(ctx, id)
    expect(matter.data).toMatchObject({ name: '示例新名称有限公司', creditCode: demoUnit(used - 1).creditCode })
    expect((await company(ctx)).change?.openId).toBe(id)
    // Typed again it goes into the same matter.
    expect(await askForChange(ctx, { name: '示例更新名称有限公司' })).toEqual({ id })
  })

  test('accepted: the new name holds, the old is a 曾用名, the history says by which matter', async () => {
    const unit = demoUnit(used)
    const ctx = await member(caq)
    const matter = await filled(ctx, 'change', { name: '示例接受新名称有限公司', legalRepresentative: '赵示例' })
    await approve(caq, changeKind, matter)
    const story = await memberStory(staff, ctx.memberId)
    expect(story).toMatchObject({ name: '示例接受新名称有限公司', formerNames: [{ name: unit.name }] })
    expect(story.changes).toContainEqual(
      expect.objectContaining({ field: 'legalRepresentative', after: '赵示例', reason: `${matter.title} ${matter.number}` }),
    )
    expect((await listMembers(staff, { q: unit.name })).rows.map((row) => row.id)).toContain(ctx.memberId)
  })

  test('field by field: what the reviewer did not take stays as it was', async () => {
    const unit = demoUnit(used)
    const ctx = await member(caq)
    const matter = await filled(ctx, 'change', { name: '示例不接受有限公司', legalRepresentative: '钱示例' })
    await approve(caq, changeKind, matter, ['legalRepresentative'])
    const { data, name } = await company(ctx)
    expect(name).toBe(unit.name)
    expect(data.legalRepresentative).toBe('钱示例')
  })

  test('what was not asked to change is not put back to what it was meanwhile', async () => {
    const ctx = await member(caq)
    const matter = await filled(ctx, 'change', { legalRepresentative: '孙示例' })
    const base = await inTx(ctx, (tx, ctx) => changeKind.base?.(tx, ctx, matter) ?? Promise.resolve({}))
    const contacts = [
      { department: '办公室', role: 'contact', name: '周示例', title: '', phone: '', email: 'zhou@example.org', mobile: '13900007777' },
    ]
    await editCompany(ctx, { revision: (await company(ctx)).revision, data: { contacts } })
    await inTx(caq.system(), (tx, ctx) => changeKind.onDecided(tx, ctx, { ...matter, base, accepted: null }, 'approved'))
    const { data } = await company(ctx)
    expect(data).toMatchObject({ legalRepresentative: '孙示例', contacts: [{ name: '周示例', department: '办公室' }] })
    const checks = await inTx(caq.system(), (tx, ctx) => changeKind.checks?.(tx, ctx, { ...matter, base }) ?? Promise.resolve([]))
    expect(checks).toMatchObject([{ state: 'warn', message: expect.stringContaining('已被修改') }])
  })

  test('a credit code of another member is refused, and nothing is written', async () => {
    const other = demoUnit(used)
    await member(caq)
    const unit = demoUnit(used)
    const ctx = await member(caq)
    const matter = await filled(ctx, 'change', { creditCode: other.creditCode, legalRepresentative: '吴示例' })
    expect(await refusal(approve(caq, changeKind, matter))).toMatchObject({ code: 'duplicate-member' })
    expect((await company(ctx)).data).toMatchObject({ creditCode: unit.creditCode })
  })

  test('a change that changes nothing is not handed in; an applicant has nothing to change', async () => {
    const ctx = await member(caq)
    const matter = await filled(ctx, 'change', {})
    const problems = () => inTx(ctx, (tx, ctx) => changeKind.problems?.(tx, ctx, matter) ?? Promise.resolve([]))
    expect(await problems()).toMatchObject([{ message: expect.stringContaining('相同') }])
    await approve(caq, leaveKind, await filled(ctx, 'leave', {}))
    const why = () =>
      inTx(ctx, (tx, ctx) => changeKind.whyNot?.(tx, ctx, ctx.memberId, { kind: 'change', branchId: null }) ?? Promise.resolve(null))
    expect(await why()).toMatch(/入会后/)
  })
})

describe('CAQ-13 contacts are a table: 部门, 角色, 职务, 电话, Email, 手机', () => {
  test('added, changed and deleted at once, in the order one chooses', async () => {
    const ctx = await member(caq)
    const one = (name: string, mobile: string) => ({
      department: '质量部',
      role: 'contact',
      name,
      title: '主管',
      phone: '010-00000000',
      email: `${mobile}@example.org`,
      mobile,
    })
    const save = async (contacts: FormData[]) => editCompany(ctx, { revision: (await company(ctx)).revision, data: { contacts } })
    const three = [one('甲示例', '13900001001'), one('乙示例', '13900001002'), one('丙示例', '13900001003')]
    expect((await save(three)).data.contacts).toMatchObject(three)
    const [first, second, third] = three
    expect((await save([third, first, second].flatMap((row) => row ?? []))).data.contacts).toMatchObject([{ name: '丙示例' }, {}, {}])
    expect((await portalHome(ctx)).contact).toEqual({
      name: '丙示例',
      phone: '010-00000000',
      mobile: '13900001003',
      email: '13900001003@example.org',
    })
    const story = await memberStory(staff, ctx.memberId)
    expect(story.contacts[0]).toMatchObject({ department: '质量部', role: 'contact', mobile: '139****1003' })
    expect(await refusal(save([]))).toMatchObject({ code: 'input-invalid' })
  })
})

describe('CEPCA-13 退会', () => {
  test('takes effect on the day the form names, ends branches too, and needs no reason', async () => {
    const ctx = await member(cepca)
    const [branch] = cepca.system().association.settings.branches ?? []
    if (!branch) throw new Error('a branch was expected')
    const entry = { memberId: ctx.memberId, branch: branch.id, level: branch.joiningLevel, on: '2022-01-01', reason: '原有归属' }
    await setBranch(await cepca.staff(), entry)
    await approve(cepca, leaveKind, await filled(ctx, 'leave', {}))
    const story = await memberStory(await cepca.staff(), ctx.memberId)
    expect(story).toMatchObject({ standing: 'left', leftOn: '2026-11-21', standings: [], branches: [{ leftOn: '2026-11-21' }] })
    const again = () =>
      inTx(ctx, (tx, ctx) => leaveKind.whyNot?.(tx, ctx, ctx.memberId, { kind: 'leave', branchId: null }) ?? Promise.resolve(null))
    expect(await again()).toMatch(/不是会员/)
    expect(await refusal(editCompany(ctx, { revision: story.revision, data: { address: '示例市新路 1 号' } }))).toMatchObject({
      code: 'not-ready',
    })
  })
})

describe('levels and numbers', () => {
  test('CEPCA-10 a level that was asked for holds from the day it was approved', async () => {
    const ctx = await member(cepca)
    const council = cepca.system().association.settings.levels.find((level) => level.council)
    const matter = await filled(ctx, 'level', { level: council?.id, wantedLevel: council?.id, targetLevel: council?.id })
    await approve(cepca, levelKind, matter)
    expect((await portalHome(ctx)).member).toMatchObject({ level: council?.id, levelName: council?.memberName })
    expect(await refusal(approve(cepca, levelKind, matter))).toMatchObject({ code: 'already-done' })
  })

  test('CAQ-08 a number given before the last review is told once and kept at admission; CAQ-18 persons are numbered by their own rule', async () => {
    const applicants = await inTx(caq.system(), async (tx, ctx) => {
      const ids = [newId(), newId()]
      for (const [at, kind] of (['unit', 'person'] as const).entries())
        await tx
          .insertInto('members')
          .values({ association_id: ctx.association.id, id: ids[at] ?? '', kind, name: kind === 'unit' ? '示例先编号公司' : '郑示例' })
          .execute()
      return ids
    })
    const numbers: string[] = []
    for (const [at, memberId] of applicants.entries()) {
      const ctx = await actFor(caq, memberId, demoUnit(480 + at))
      const { id } = await openMatter(ctx, { kind: at === 0 ? 'admission' : 'person-admission' })
      const matter = await matterOf(ctx, id)
      const give = () => inTx(caq.system(), (tx, ctx) => admissionKind.onPassed?.(tx, ctx, matter, 'number') ?? Promise.resolve())
      await give()
      const number = (await inTx(caq.system(), (tx, ctx) => memberById(tx, ctx, memberId))).number
      await give()
      expect((await inTx(caq.system(), (tx, ctx) => memberById(tx, ctx, memberId))).number).toBe(number)
      numbers.push(number ?? '')
    }
    expect(numbers[0]).toMatch(/^\d{8}$/)
    expect(numbers[1]).toMatch(/^GR\d{6}$/)
    await world.drain()
    const told = await inTx(caq.system(), (tx) =>
      tx.selectFrom('messages').select('body').where('template', '=', 'number-given').where('channel', '=', 'sms').execute(),
    )
    for (const number of numbers) expect(told.filter(({ body }) => body.includes(`会员号 ${number}`))).toHaveLength(1)
  })

  test('another number: the old one still finds the member, by search and on an old paper', async () => {
    const ctx = await member(caq)
    const before = (await portalHome(ctx)).member.number ?? ''
    await renumber(staff, { memberId: ctx.memberId, number: '19990001', reason: '统一编号' })
    expect((await portalHome(ctx)).member.number).toBe('19990001')
    for (const q of [before, '19990001']) expect((await listMembers(staff, { q })).rows.map((row) => row.id)).toEqual([ctx.memberId])
    expect((await inTx(staff, (tx, ctx) => memberByNumber(tx, ctx, before)))?.id).toBe(ctx.memberId)
    expect((await memberStory(staff, ctx.memberId)).formerNumbers).toEqual([before])
    expect(await refusal(renumber(staff, { memberId: ctx.memberId, number: '19990001', reason: '再来一次' }))).toMatchObject({
      code: 'already-done',
    })
    const other = await member(caq)
    expect(await refusal(renumber(staff, { memberId: other.memberId, number: '19990001', reason: '撞号' }))).toMatchObject({
      code: 'conflict',
    })
  })
})
