import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { decideMatter } from './decide.ts'
import { employerReviews } from './employer-reviews.ts'
import { matterForApplicant } from './matter-for-applicant.ts'
import { matterForReview } from './matter-for-review.ts'
import { matterForStaff } from './matter-for-staff.ts'
import { myMatters } from './my-matters.ts'
import { openMatter, openMatterFor } from './open.ts'
import { saveDraft } from './save-draft.ts'
import { submitMatter } from './submit.ts'
import { takeBack } from './take-back.ts'
import { answers, colleague, heard, installKindsOf, office, someone, stage } from './testing/kinds.ts'
import { device, pass } from './testing/story.ts'
import { withdrawMatter } from './withdraw.ts'

let world: World
let unit: MemberContext
let otherUnit: MemberContext
let officer: StaffContext
let second: StaffContext

beforeAll(async () => {
  world = await testWorld()
  const { person, employer, check, second: last } = stage
  await installKindsOf(world, [
    {
      kind: 'enrol',
      for: 'person',
      stages: [person, employer, { ...check, gives: 'number' }, { ...last, when: { field: 'abroad', is: true } }],
    },
    { kind: 'renew', for: 'person', begins: 'employer', stages: [employer, check] },
    { kind: 'amend', for: 'person', stages: [person, check, last] },
  ])
  unit = await someone(world, 'unit', '示例监理有限公司')
  otherUnit = await someone(world, 'unit', '另一示例监理有限公司')
  answers.employers = new Map([
    ['甲', unit.memberId],
    ['乙', otherUnit.memberId],
  ])
  officer = await colleague(world, '李审核', office)
  second = await colleague(world, '王审核', office)
})
afterAll(() => world.close())
beforeEach(() => {
  world.clock.set('2026-11-23T10:00:00+08:00')
  answers.base = null
})

const person = () => someone(world, 'person', '张示例')

async function handedIn(who: MemberContext, employer: string, more: Record<string, unknown> = {}): Promise<string> {
  const { id } = await openMatter(who, { kind: 'enrol' })
  await saveDraft(who, { id, base: 1, device, changes: { name: '张示例', employer, ...more } })
  await submitMatter(who, { id })
  return id
}

const at = async (ctx: MemberContext, id: string) => {
  const { stage, revision } = await matterForReview(ctx, id)
  return { id, stage, revision }
}
const recommend = async (ctx: MemberContext, id: string) => decideMatter(ctx, { act: 'pass', ...(await at(ctx, id)) })

describe('GSJL-02 / GSJL-07 the employer reviews first', () => {
  it('sees its own people’s matters and no other unit’s, decides, and the association goes on', async () => {
    const who = await person()
    const id = await handedIn(who, '甲')
    expect(await matterForApplicant(who, id)).toMatchObject({ stage: 'employer', waiting: { reviewer: '示例监理有限公司' } })
    expect((await employerReviews(unit, {})).rows.map((row) => row.id)).toContain(id)
    expect((await employerReviews(otherUnit, {})).rows.map((row) => row.id)).not.toContain(id)
    expect((await refusal(matterForReview(otherUnit, id))).code).toBe('not-found')
    expect((await refusal(decideMatter(otherUnit, { act: 'pass', id, stage: 'employer', revision: 2 }))).code).toBe('not-found')
    expect((await refusal(matterForReview(who, id))).code).toBe('not-found')
    expect((await refusal(pass(officer, id))).message).toContain('所在单位')

    await recommend(unit, id)
    expect(await matterForStaff(officer, id)).toMatchObject({ stage: 'check', employerName: '示例监理有限公司' })
    const mine = await employerReviews(unit, { scope: 'passed' })
    expect(mine.rows.map((row) => row.id)).toContain(id)
    expect((await matterForApplicant(who, id)).timeline.find((one) => one.what === 'passed')).toMatchObject({ who: '示例监理有限公司' })
    await pass(officer, id)
    expect(await matterForApplicant(who, id)).toMatchObject({ state: 'approved' })
    expect((await refusal(matterForReview(unit, id))).code).toBe('not-found')
    expect((await employerReviews(unit, { scope: 'passed' })).rows.map((row) => row.id)).not.toContain(id)
  })

  it('without an employer the association reviews at once; two of a unit at once: one decides', async () => {
    const alone = await handedIn(await person(), '')
    expect((await matterForStaff(officer, alone)).stages.map((one) => one.id)).toEqual(['form', 'check'])
    const id = await handedIn(await person(), '甲')
    const place = await at(unit, id)
    const both = await Promise.allSettled([
      decideMatter(unit, { act: 'pass', ...place }),
      decideMatter(unit, { act: 'reject', ...place, reason: '不是本单位人员' }),
    ])
    expect(both.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  })

  it('who moves to another unit while correcting is reviewed by that unit anew', async () => {
    const who = await person()
    const id = await handedIn(who, '甲')
    await recommend(unit, id)
    await decideMatter(officer, {
      act: 'return',
      id,
      stage: 'check',
      revision: (await matterForStaff(officer, id)).revision,
      message: '单位有误',
      remarks: [],
    })
    await saveDraft(who, { id, base: 9, device, changes: { employer: '乙' } })
    await submitMatter(who, { id, reply: '已改' })
    expect(await matterForStaff(officer, id)).toMatchObject({ stage: 'employer', employerName: '另一示例监理有限公司' })
    expect((await refusal(matterForReview(unit, id))).code).toBe('not-found')
    await recommend(otherUnit, id)
    await pass(officer, id)
    expect(await matterForApplicant(who, id)).toMatchObject({ state: 'approved' })
  })

  it('a review that gives a number before the last one says so once, and a condition brings in one review more', async () => {
    const id = await handedIn(await person(), '甲', { abroad: true })
    await recommend(unit, id)
    await pass(officer, id)
    expect(heard.given.filter((one) => one === id)).toEqual([id])
    expect((await refusal(pass(officer, id))).message).toContain('另一位同事')
    await pass(second, id)
    expect(heard.decided.filter((one) => one.id === id)).toHaveLength(1)
  })
})

describe('GSJL-08 回退', () => {
  it('takes a recommendation back until the association has decided, and recommends again', async () => {
    const id = await handedIn(await person(), '甲', { abroad: true })
    expect((await matterForReview(unit, id)).can.takeBack).toContain('没有可以回退')
    await recommend(unit, id)
    expect((await refusal(takeBack(otherUnit, { id }))).code).toBe('not-found')
    await takeBack(unit, { id, reason: '推荐有误' })
    expect(await matterForStaff(officer, id)).toMatchObject({ state: 'submitted', stage: 'employer' })
    expect((await employerReviews(unit, { scope: 'passed' })).rows.map((row) => row.id)).not.toContain(id)
    expect((await refusal(takeBack(unit, { id }))).code).toBe('conflict')
    await recommend(unit, id)
    await pass(officer, id)
    expect((await refusal(takeBack(unit, { id }))).message).toContain('已经审核')
    expect(await matterForStaff(officer, id)).toMatchObject({ stage: 'second' })
  })

  it('of a take-back and a decision at the same moment one wins', async () => {
    for (let round = 0; round < 4; round++) {
      const id = await handedIn(await person(), '甲')
      await recommend(unit, id)
      const results = await Promise.allSettled([takeBack(unit, { id }), pass(officer, id)])
      expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
      const { state, stage } = await matterForStaff(officer, id)
      expect(results[0]?.status === 'fulfilled' ? [state, stage] : [state, 'employer']).toEqual([
        results[0]?.status === 'fulfilled' ? 'submitted' : 'approved',
        'employer',
      ])
    }
  })

  it('what an employer begins for its people is the employer’s: the person reads it, the unit withdraws it', async () => {
    const who = await person()
    expect((await myMatters(who)).offered.map((kind) => kind.kind)).not.toContain('renew')
    expect((await refusal(openMatter(who, { kind: 'renew' }))).message).toContain('所在单位发起')
    const { id } = await openMatterFor(unit, { kind: 'renew', personId: who.memberId })
    expect((await openMatterFor(unit, { kind: 'renew', personId: who.memberId })).id).toBe(id)
    expect(await matterForApplicant(who, id)).toMatchObject({ state: 'submitted', stage: 'check' })
    expect((await refusal(withdrawMatter(who, { id, to: 'end' }))).code).toBe('not-allowed')
    expect((await refusal(matterForApplicant(otherUnit, id))).code).toBe('not-found')
    await withdrawMatter(unit, { id, to: 'end' })
    const again = await openMatterFor(unit, { kind: 'renew', personId: who.memberId })
    await pass(officer, again.id)
    expect(await matterForApplicant(who, again.id)).toMatchObject({ state: 'approved' })
  })
})

describe('CAQ-14 a change is read as a diff', () => {
  async function change(): Promise<{ who: MemberContext; id: string }> {
    answers.base = { name: '张示例', employer: '旧单位', abroad: false }
    const who = await person()
    const { id } = await openMatter(who, { kind: 'amend' })
    await saveDraft(who, { id, base: 1, device, changes: { name: '张示例', employer: '新单位', abroad: true } })
    await submitMatter(who, { id })
    return { who, id }
  }
  const decide = async (ctx: StaffContext, id: string, accepted: string[], message = '') => {
    const { stage, revision } = await matterForStaff(ctx, id)
    await decideMatter(ctx, { act: 'pass', id, stage, revision, message, accepted })
  }

  it('field by field: some are taken over, a later reviewer takes fewer but never more', async () => {
    const { who, id } = await change()
    expect((await matterForStaff(officer, id)).diff).toEqual([
      { path: 'employer', label: '工作单位', before: '旧单位', after: '新单位', accepted: null },
      { path: 'abroad', label: '外省', before: '否', after: '是', accepted: null },
    ])
    expect((await refusal(decide(officer, id, ['name']))).code).toBe('input-invalid')
    await decide(officer, id, ['employer'])
    expect((await refusal(decide(second, id, ['employer', 'abroad']))).code).toBe('input-invalid')
    await decide(second, id, ['employer'])
    expect(heard.decided.filter((one) => one.id === id)).toEqual([{ id, decision: 'approved', accepted: ['employer'] }])
    expect((await matterForApplicant(who, id)).diff.map((row) => row.accepted)).toEqual([true, false])
    const log = await inTx(world.contexts.system(), (tx) =>
      tx.selectFrom('audit_log').select('after').where('subject_id', '=', id).where('action', '=', 'matter.passed').execute(),
    )
    expect(log.map((line) => line.after)).toEqual([
      expect.objectContaining({ accepted: ['employer'] }),
      expect.objectContaining({ accepted: ['employer'] }),
    ])
  })

  it('refused in every field it is refused, with a reason; all accepted it is simply passed', async () => {
    const { who, id } = await change()
    expect((await refusal(decide(officer, id, []))).message).toContain('理由')
    await decide(officer, id, [], '证明不足')
    expect(await matterForApplicant(who, id)).toMatchObject({ state: 'rejected', message: '证明不足' })
    const other = await change()
    await decide(officer, other.id, ['employer', 'abroad'])
    await pass(second, other.id)
    expect(heard.decided.find((one) => one.id === other.id)).toEqual({ id: other.id, decision: 'approved', accepted: null })
  })

  it('only a change can be accepted in part', async () => {
    const id = await handedIn(await person(), '')
    expect((await refusal(decide(officer, id, ['name']))).code).toBe('input-invalid')
  })
})
