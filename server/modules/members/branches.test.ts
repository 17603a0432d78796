import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { mattersOf, openMatter } from '../matters/index.ts'
import { leave } from './leave.ts'
import { myBranches } from './my-branches.ts'
import { listMembers } from './search.ts'
import { setBranch } from './set-branch.ts'
import { describeMembers } from './standings.ts'
import { branchStaysOf } from './store.ts'
import { memberStory } from './story.ts'
import { branchStaff, type House, handIn, houseOf, pass, unitMember } from './testing/life.ts'
import { demoUnit } from './testing/units.ts'

let world: World
let cqssa: House
let cepca: House
beforeAll(async () => {
  world = await testWorld({ presets: ['cqssa', 'cepca'] })
  cqssa = await houseOf(world, 'cqssa')
  cepca = await houseOf(world, 'cepca')
}, 60_000)
afterAll(() => world.close())

let used = 300
const member = (house: House) => unitMember(house, demoUnit(used++))
const rowOf = async (ctx: MemberContext, branch: string) => {
  const row = (await myBranches(ctx)).rows.find((one) => one.id === branch)
  if (!row) throw new Error(`no branch ${branch}`)
  return row
}
const stays = (ctx: MemberContext) => inTx(ctx, (tx, ctx) => branchStaysOf(tx, ctx, ctx.memberId))
const contact = (name: string) => ({
  branchDepartment: '技术部',
  branchContact: name,
  branchMobile: '13900009999',
  branchEmail: 'branch@example.org',
})

describe('CEPCA-12 归属: a member joins, changes and leaves branches, and the branch’s own reviewers decide', () => {
  test('joining: begun for a branch, waiting there, decided by its reviewer and by no other branch’s', async () => {
    const ctx = await member(cepca)
    const [first, second] = (await myBranches(ctx)).rows
    if (!first || !second) throw new Error('two branches were expected')
    expect(first).toMatchObject({ state: 'none', levelName: null, open: null })
    expect(first.acts.map((act) => [act.effect, act.whyNot])).toEqual([['branch-join', null]])
    const matter = await handIn(ctx, { kind: 'branch-join', branch: first.id }, contact('王示例'))
    expect((await rowOf(ctx, first.id)).open).toMatchObject({ id: matter.id, state: 'submitted' })
    const other = await branchStaff(cepca, 'branch-reviewer', [second.id])
    await expect(pass(other.ctx, matter)).rejects.toThrow()
    const own = await branchStaff(cepca, 'branch-reviewer', [first.id])
    await pass(own.ctx, matter)
    const after = await rowOf(ctx, first.id)
    expect(after).toMatchObject({ state: 'current', open: null, joinedOn: '2026-11-21' })
    expect(await stays(ctx)).toMatchObject([{ branchId: first.id, matterId: matter.id, data: contact('王示例'), leftOn: null }])
    expect(await refusal(openMatter(ctx, { kind: 'branch-join', branch: first.id }))).toMatchObject({ code: 'not-ready' })
  })

  test('归属变更: out of one branch into another in one go; the new one’s reviewer decides', async () => {
    const ctx = await member(cepca)
    const staff = await cepca.staff()
    const [first, second, third] = (await myBranches(ctx)).rows
    if (!first || !second || !third) throw new Error('three branches were expected')
    expect(await refusal(openMatter(ctx, { kind: 'branch-change' }))).toMatchObject({ code: 'not-ready' })
    const level = cepca.system().association.settings.branches?.[0]?.joiningLevel ?? ''
    await setBranch(staff, { memberId: ctx.memberId, branch: first.id, level, on: '2022-01-01', reason: '原有归属' })
    expect((await myBranches(ctx)).acts).toMatchObject([{ kind: 'branch-change', whyNot: null }])
    const wanted = { ...contact('李示例'), fromBranch: third.id, toBranch: second.id }
    expect(await refusal(handIn(ctx, { kind: 'branch-change' }, wanted))).toMatchObject({
      problems: [expect.objectContaining({ message: expect.stringContaining(`现在不在${third.name}`) })],
    })
    const matter = await handIn(ctx, { kind: 'branch-change' }, { ...wanted, fromBranch: first.id })
    await pass((await branchStaff(cepca, 'branch-reviewer', [second.id])).ctx, matter)
    expect(await stays(ctx)).toMatchObject([
      { branchId: second.id, leftOn: null, joinedOn: '2026-11-21' },
      { branchId: first.id, leftOn: '2026-11-21' },
    ])
  })

  test('leaving a branch keeps the membership of the association', async () => {
    const ctx = await member(cepca)
    const [first] = (await myBranches(ctx)).rows
    if (!first) throw new Error('a branch was expected')
    const level = cepca.system().association.settings.branches?.[0]?.joiningLevel ?? ''
    await setBranch(await cepca.staff(), { memberId: ctx.memberId, branch: first.id, level, on: '2022-01-01', reason: '原有归属' })
    const matter = await handIn(ctx, { kind: 'branch-leave', branch: first.id }, { reason: '业务调整' })
    await pass((await branchStaff(cepca, 'branch-reviewer', [first.id])).ctx, matter)
    const [stay] = await stays(ctx)
    expect(stay).toMatchObject({ leftOn: '2026-11-21', leftReason: `业务调整 · ${matter.title} ${matter.number}` })
    expect((await rowOf(ctx, first.id)).state).toBe('left')
    expect((await myBranches(ctx)).standing).toBe('current')
  })

  test('退会 ends every standing, and nobody outside joins a branch', async () => {
    const ctx = await member(cepca)
    const [first] = (await myBranches(ctx)).rows
    if (!first) throw new Error('a branch was expected')
    const level = cepca.system().association.settings.branches?.[0]?.joiningLevel ?? ''
    await setBranch(await cepca.staff(), { memberId: ctx.memberId, branch: first.id, level, on: '2022-01-01', reason: '原有归属' })
    await leave(cepca.system(), { memberId: ctx.memberId, leftOn: '2026-11-20', reason: '自愿退会' })
    expect(await stays(ctx)).toMatchObject([{ leftOn: '2026-11-20' }])
    const { rows, standings } = await myBranches(ctx)
    expect(standings).toEqual([])
    expect(rows[0]?.acts[0]?.whyNot).toMatch(/入会申请后/)
  })
})

describe('CQSSA-06 分会管理: several branches, each with its level, form and reviewers', () => {
  const form = {
    legalRepresentative: '张示例',
    branchDepartment: '质量部',
    branchContact: '李示例',
    branchMobile: '13900008888',
  }

  test('three branches at three levels: the head shows every standing (CQSSA-07)', async () => {
    const ctx = await member(cqssa)
    const staff = await cqssa.staff()
    for (const [branch, level] of [
      ['quality', 'director'],
      ['safety', 'ordinary'],
      ['testing', 'vice-president'],
    ])
      await setBranch(staff, { memberId: ctx.memberId, branch: branch ?? '', level: level ?? '', on: '2023-01-01', reason: '分会换届' })
    const standings = ['大协会普通会员', '检测分会副会长', '安全分会普通会员', '质量分会理事']
    expect((await myBranches(ctx)).standings).toEqual(standings)
    const [shown] = await inTx(ctx, (tx, ctx) => describeMembers(tx, ctx, [ctx.memberId]))
    expect(shown?.standings).toEqual(standings)
    expect((await memberStory(staff, ctx.memberId)).standings).toEqual(standings)
  })

  test('a branch numbers its own members, without gaps, and the number finds the member', async () => {
    const staff = await cqssa.staff()
    const numbers: string[] = []
    for (const ctx of [await member(cqssa), await member(cqssa)]) {
      await setBranch(staff, { memberId: ctx.memberId, branch: 'appraisal', level: 'ordinary', on: '2024-01-01', reason: '原有会员' })
      const { number } = await rowOf(ctx, 'appraisal')
      numbers.push(number ?? '')
      expect((await listMembers(staff, { q: number ?? '' })).rows.map((row) => row.id)).toEqual([ctx.memberId])
    }
    expect(numbers).toEqual(['ZA-JD0001', 'ZA-JD0002'])
  })

  test('修改资料 opens with what the branch was told, and the branch keeps the new', async () => {
    const ctx = await member(cqssa)
    const staff = await cqssa.staff()
    await setBranch(staff, { memberId: ctx.memberId, branch: 'safety', level: 'ordinary', on: '2024-01-01', reason: '原有会员' })
    const matter = await handIn(ctx, { kind: 'branch-change', branch: 'safety' }, form)
    await pass((await branchStaff(cqssa, 'branch-reviewer', ['safety'])).ctx, matter)
    expect(await stays(ctx)).toMatchObject([{ branchId: 'safety', data: { branchContact: '李示例', branchDepartment: '质量部' } }])
    const { id } = await openMatter(ctx, { kind: 'branch-change', branch: 'safety' })
    const again = (await inTx(ctx, (tx, ctx) => mattersOf(tx, ctx, ctx.memberId))).find((one) => one.id === id)
    expect(again?.data).toMatchObject({ branchContact: '李示例', branchDepartment: '质量部' })
    // The unit's name is read there, and changed elsewhere.
    const renamed = handIn(ctx, { kind: 'branch-change', branch: 'safety' }, { ...form, name: '示例改名有限公司' })
    expect(await refusal(renamed)).toMatchObject({
      problems: [expect.objectContaining({ message: expect.stringContaining('应与单位信息一致') })],
    })
    expect(await refusal(openMatter(ctx, { kind: 'branch-change', branch: 'quality' }))).toMatchObject({ code: 'not-ready' })
  })

  test('a level that the branch does not have, and a day before the membership, are refused', async () => {
    const ctx = await member(cqssa)
    const staff = await cqssa.staff()
    const entry = { memberId: ctx.memberId, branch: 'safety', level: 'ordinary', on: '2024-01-01', reason: '原有会员' }
    expect(await refusal(setBranch(staff, { ...entry, level: 'nothing' }))).toMatchObject({ code: 'input-invalid' })
    expect(await refusal(setBranch(staff, { ...entry, on: '2019-01-01' }))).toMatchObject({ code: 'input-invalid' })
    expect(await refusal(setBranch(staff, { ...entry, branch: 'nowhere' }))).toMatchObject({ code: 'not-ready' })
    await setBranch(staff, entry)
    expect(await refusal(setBranch(staff, entry))).toMatchObject({ code: 'already-done' })
  })
})
