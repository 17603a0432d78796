import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { correctMatter, decideMatter, loadMatter } from '../matters/index.ts'
import { matterForApplicant, matterProblems } from '../matters/matter-for-applicant.ts'
import { suggestEmployers } from '../members/index.ts'
import { correctPerson, recommend, refusePerson, renew, returnPerson, takeBackPeople } from './acts.ts'
import { listPeople, peopleTabs, personDetail, readPhoto } from './list.ts'
import { applies, approve, begins, fillIn, type House, memberUnit, nameOf, paid, personData, reviewer, seen } from './testing/life.ts'

let world: World
let house: House
let staff: StaffContext
let unit: MemberContext
let unitName: string
beforeAll(async () => {
  world = await testWorld({ presets: ['gsjl'] })
  house = world.contexts
  staff = await reviewer(house)
  unit = await memberUnit(house)
  unitName = await nameOf(unit)
}, 60_000)
afterAll(() => world.close())

const counts = async (ctx: MemberContext) => Object.fromEntries((await peopleTabs(ctx)).tabs.map((tab) => [tab.state, tab.count]))
const names = async (ctx: MemberContext, state: Parameters<typeof listPeople>[1]['state'], more = {}) =>
  (await listPeople(ctx, { state, ...more })).rows.map((row) => row.name)
const refused = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: Error) => error.message,
  )

/** A member of this unit from an application on. */
async function admitted(name: string, of = unit): Promise<{ ctx: MemberContext; id: string }> {
  const person = await applies(house, name, await nameOf(of))
  await recommend(of, [person.ctx.memberId])
  await approve(house, staff, person.id)
  return person
}

describe('the employer that a person names', () => {
  test('GSJL-01 is suggested from two letters on, by names of member units only', async () => {
    const { ctx } = await begins(house, '名样例')
    const [first, second] = [...unitName]
    expect((await suggestEmployers(ctx, first ?? '')).names).toEqual([])
    const { names } = await suggestEmployers(ctx, `${first}${second}`)
    expect(names).toContain(unitName)
    expect(names.length).toBeLessThanOrEqual(10)
    expect((await suggestEmployers(ctx, '名样例')).names).toEqual([])
  })

  test('GSJL-11 must be a member unit: another is refused at its field, and nothing is handed in', async () => {
    const { ctx, id, index } = await begins(house, '错样例')
    await fillIn(ctx, id, personData(index, '错样例', '无此示例监理有限公司'))
    const problems = (await matterProblems(ctx, id)).problems
    expect(problems).toContainEqual(
      expect.objectContaining({ path: 'employer', message: expect.stringContaining('没有名称为“无此示例监理有限公司”的会员单位') }),
    )
  })
})

describe('GSJL-06 a unit’s people in five states', () => {
  test('GSJL-02 handed in, a person stands at the unit’s review and is no member yet', async () => {
    const before = await counts(unit)
    const { ctx } = await applies(house, '甲样例', unitName)
    expect(await counts(unit)).toEqual({ ...before, submitted: (before.submitted ?? 0) + 1 })
    const [row] = (await listPeople(unit, { state: 'submitted', q: '甲样' })).rows
    expect(row).toMatchObject({
      id: ctx.memberId,
      name: '甲样例',
      title: '监理员',
      number: null,
      hasPhoto: true,
      since: '2026-11-21',
      note: null,
    })
    expect(row?.idCard).toMatch(/^6\*{16}[\dX]$/)
    expect(row?.mobile).toMatch(/^138\*{4}\d{4}$/)
    expect(row?.can).toMatchObject({ recommend: null, return: null, refuse: null })
    expect(row?.can.takeBack).toContain('可以回退')
  })

  test('GSJL-07 many are recommended at once, each with its own result', async () => {
    const [one, two] = [await applies(house, '乙样例', unitName), await applies(house, '丙样例', unitName)]
    await returnPerson(unit, two.ctx.memberId, '证件照不清楚，请重新上传')
    const stranger = '01900000-0000-7000-8000-000000000000'
    const { results } = await recommend(unit, [one.ctx.memberId, two.ctx.memberId, stranger])
    expect(results).toEqual([
      { id: one.ctx.memberId, name: '乙样例', why: null },
      { id: two.ctx.memberId, name: '丙样例', why: '已退回本人修改，等本人重新提交后再办理' },
      { id: stranger, name: '', why: '不是本单位的人员，或已不在列表中' },
    ])
    expect(await names(unit, 'recommended')).toContain('乙样例')
    expect((await listPeople(unit, { state: 'submitted', q: '丙样例' })).rows[0]?.note).toBe('已退回本人修改')
  })

  test('GSJL-07 a recommendation can be taken back while the association has not decided', async () => {
    const { ctx, id } = await applies(house, '丁样例', unitName)
    await recommend(unit, [ctx.memberId])
    expect((await takeBackPeople(unit, [ctx.memberId])).results[0]?.why).toBeNull()
    expect(await names(unit, 'submitted')).toContain('丁样例')
    await recommend(unit, [ctx.memberId])
    await approve(house, staff, id)
    expect((await takeBackPeople(unit, [ctx.memberId])).results[0]?.why).toContain('协会已经审核')
  })

  test('a person who is not recommended sees the reason, and is gone from the list', async () => {
    const { ctx, id } = await applies(house, '戊样例', unitName)
    expect(await refusePerson(unit, ctx.memberId, '已经离职')).toEqual({ name: '戊样例' })
    expect(await inTx(house.system(), async (tx, ctx) => (await loadMatter(tx, ctx, id)).state)).toBe('rejected')
    expect(await refused(personDetail(unit, ctx.memberId))).toContain('没有找到')
  })

  test('GSJL-10 until it recommends, the unit corrects what its person handed in; what is the person’s own it may not', async () => {
    const { ctx, id } = await applies(house, '寅样例', unitName)
    const before = await personDetail(unit, ctx.memberId)
    expect(before.corrects).toContain('address')
    const revision = before.revision ?? 0
    const change = (data: Record<string, unknown>, from = revision) => correctPerson(unit, ctx.memberId, { revision: from, data })
    for (const [field, value] of Object.entries({ mobile: '13800009999', idCard: before.data.idCard, employer: '别家', photo: 'x' }))
      expect(await refused(change({ [field]: value }))).not.toBeNull()
    expect(await refused(change({ address: '短' }))).not.toBeNull()
    const after = await change({ address: '示例省示例市示例区示例路 9 号 901 室' })
    expect(after.data).toMatchObject({ address: '示例省示例市示例区示例路 9 号 901 室', mobile: before.data.mobile, name: '寅样例' })
    expect(await refused(change({ address: '示例省示例市示例区示例路 8 号' }))).toContain('刚刚有了变化')
    const { timeline } = await matterForApplicant(ctx, id)
    expect(timeline.find((one) => one.what === 'corrected')).toMatchObject({ message: '通讯地址' })
    await recommend(unit, [ctx.memberId])
    const late = (await personDetail(unit, ctx.memberId)).revision ?? 0
    expect(await refused(change({ address: '示例省示例市示例区示例路 7 号' }, late))).toContain('要改请先回退')
    await takeBackPeople(unit, [ctx.memberId])
    const again = (await personDetail(unit, ctx.memberId)).revision ?? 0
    expect((await change({ address: '示例省示例市示例区示例路 7 号' }, again)).data.address).toBe('示例省示例市示例区示例路 7 号')
    await recommend(unit, [ctx.memberId])
    await approve(house, staff, id)
    expect((await personDetail(unit, ctx.memberId)).corrects).toEqual([])
    expect(await refused(change({ address: '示例省示例市示例区示例路 6 号' }))).toContain('协会已经审核')
    expect(await refused(correctMatter(unit, { id, revision: 1, data: { address: '绕过名单的地址一' }, fields: ['address'] }))).toContain(
      '没有找到',
    )
  })

  test('GSJL-10 once the association decided, every act of the unit on this person is refused with the reason', async () => {
    const { ctx } = await admitted('己样例')
    const { memberId } = ctx
    expect(await names(unit, 'member')).toContain('己样例')
    const why = '协会已经审核，单位不能再修改此人的信息；需要更正的，请联系协会'
    expect((await recommend(unit, [memberId])).results[0]?.why).toBe(why)
    expect((await takeBackPeople(unit, [memberId])).results[0]?.why).toBe(why)
    expect(await refused(returnPerson(unit, memberId, '重新填写'))).toBe(why)
    expect(await refused(refusePerson(unit, memberId, '不推荐'))).toBe(why)
    expect((await renew(unit, [memberId])).results[0]?.why).toBe('只有“已过期”的人员可以推荐续期')
    await paid(house, memberId, '2025-01-01', '2025-12-31')
    expect(await names(unit, 'expired')).toContain('己样例')
    expect(await refused(returnPerson(unit, memberId, '重新填写'))).toBe(why)
    const { data } = await personDetail(unit, memberId)
    expect(data.idCard).toMatch(/^6\*+[\dX]$/)
  })

  test('GSJL-08 who has expired is recommended for renewal in bulk, can be taken back, and stays so until it is paid', async () => {
    const [one, two] = [await admitted('庚样例'), await admitted('辛样例')]
    for (const { ctx } of [one, two]) await paid(house, ctx.memberId, '2024-01-01', '2024-12-31')
    const ids = [one.ctx.memberId, two.ctx.memberId]
    expect((await renew(unit, ids)).results.map((result) => result.why)).toEqual([null, null])
    expect(await names(unit, 'renewing')).toEqual(expect.arrayContaining(['庚样例', '辛样例']))
    expect((await renew(unit, ids)).results[0]?.why).toBe('已经推荐续期')
    expect((await takeBackPeople(unit, [one.ctx.memberId])).results[0]?.why).toBeNull()
    expect(await names(unit, 'expired')).toContain('庚样例')
    const [row] = (await listPeople(unit, { state: 'renewing', q: '辛样例' })).rows
    const detail = await personDetail(unit, row?.id ?? '')
    await approve(house, staff, detail.matterId ?? '')
    expect((await listPeople(unit, { state: 'renewing', q: '辛样例' })).rows[0]?.note).toBe('协会已同意续期，等待缴费')
    expect((await takeBackPeople(unit, [two.ctx.memberId])).results[0]?.why).toBe('协会已同意续期，不能再回退')
    await paid(house, two.ctx.memberId, '2026-01-01', '2030-12-31')
    expect(await names(unit, 'member')).toContain('辛样例')
  })

  test('pages by key: nobody twice, nobody left out', async () => {
    const crowd = await memberUnit(house)
    const name = await nameOf(crowd)
    for (const each of ['一样例', '二样例', '三样例', '四样例', '五样例']) await applies(house, each, name)
    const seenNames: string[] = []
    let after: string | undefined
    do {
      const page = await listPeople(crowd, { state: 'submitted', limit: 2, ...(after !== undefined && { after }) })
      seenNames.push(...page.rows.map((row) => row.name))
      after = page.next ?? undefined
    } while (after !== undefined)
    expect(seenNames).toEqual(['五样例', '四样例', '三样例', '二样例', '一样例'])
    expect(await refused(listPeople(crowd, { state: 'submitted', after: 'nonsense' }))).toContain('翻页位置已失效')
  })
})

describe('GSJL-06 another unit’s people do not exist', () => {
  test('not in lists, counts, details, photos; and no act reaches them', async () => {
    const other = await memberUnit(house)
    const mine = await applies(house, '壬样例', unitName)
    const member = await admitted('癸样例')
    const expired = await admitted('子样例')
    await paid(house, expired.ctx.memberId, '2025-01-01', '2025-12-31')
    expect(Object.values(await counts(other)).every((count) => count === 0)).toBe(true)
    for (const state of ['submitted', 'recommended', 'renewing', 'member', 'expired'] as const)
      expect(await names(other, state)).toEqual([])
    const ids = [mine.ctx.memberId, member.ctx.memberId, expired.ctx.memberId]
    for (const id of ids) {
      expect(await refused(personDetail(other, id))).toContain('没有找到')
      expect(await refused(readPhoto(other, id))).toContain('没有找到')
      expect(await refused(returnPerson(other, id, '重新填写'))).toContain('没有找到')
      expect(await refused(correctPerson(other, id, { revision: 1, data: { address: '示例省示例市' } }))).toContain('没有找到')
      expect(await refused(refusePerson(other, id, '不推荐'))).toContain('没有找到')
    }
    for (const act of [recommend, renew, takeBackPeople])
      for (const { why } of (await act(other, ids)).results) expect(why).toBe('不是本单位的人员，或已不在列表中')
    const matter = await seen(house, mine.id)
    expect(await refused(decideMatter(other, { act: 'pass', ...matter }))).toContain('没有找到')
    expect((await readPhoto(unit, mine.ctx.memberId)).mediaType).toBe('image/jpeg')
  })

  test('a person and a unit that is no member have no such list', async () => {
    const { ctx } = await admitted('丑样例')
    expect(await refused(peopleTabs(ctx))).toBe('这里由单位办理')
  })
})
