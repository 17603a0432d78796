import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import type { Refusal } from '../../kernel/errors.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { addDocument } from './add-document.ts'
import { type Decision, decideMatter } from './decide.ts'
import { matterForApplicant, matterProblems } from './matter-for-applicant.ts'
import { matterForStaff } from './matter-for-staff.ts'
import { openMatter } from './open.ts'
import { saveDraft } from './save-draft.ts'
import { submitMatter } from './submit.ts'
import { applicant, creditCode, decided, installTrial, payment, pdf, reviewer } from './testing/kind.ts'
import { begun, device, handedIn, pass, ready, seen } from './testing/story.ts'
import { toDo } from './to-do.ts'
import { withdrawMatter } from './withdraw.ts'

let world: World
let officer: StaffContext
let colleague: StaffContext

beforeAll(async () => {
  world = await testWorld()
  await installTrial(world)
  officer = await reviewer(world, '李审核')
  colleague = await reviewer(world, '王审核')
})
afterAll(async () => {
  await world.close()
})
beforeEach(() => {
  payment.why = null
  world.clock.set('2026-11-23T10:00:00+08:00')
})

describe('who may not see contacts whole', () => {
  it('reads the form with mobiles masked', async () => {
    const who = await applicant(world)
    const id = await handedIn(who)
    const mobiles = async (ctx: StaffContext) => JSON.stringify((await matterForStaff(ctx, id)).data).match(/138[*\d]{8}/g)
    expect(await mobiles(await world.contexts.staff(['matters.read']))).toEqual(['138****0000'])
    expect(await mobiles(officer)).toEqual(['13800000000'])
  })
})

describe('handing in', () => {
  it('lists every place to put right, with the stage it is at; a wrong check digit among them', async () => {
    const who = await applicant(world)
    const id = await begun(who)
    await saveDraft(who, { id, base: 1, device, changes: { creditCode: '91350100M000100Y44' } })
    const { problems } = await matterProblems(who, id)
    expect(problems.map(({ stage, path }) => `${stage}:${path}`)).toEqual([
      'unit:creditCode',
      'unit:contacts.0.mobile',
      'papers:letter',
      'papers:licence',
    ])
    const why = await refusal(submitMatter(who, { id }))
    expect(why).toMatchObject({ code: 'not-ready', detail: { problems } })
  })

  it('a second submit is told that it is handed in, also at the same moment', async () => {
    const who = await applicant(world)
    const id = await ready(who)
    const results = await Promise.allSettled([submitMatter(who, { id }), submitMatter(who, { id }), submitMatter(who, { id })])
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
    const late = await refusal(submitMatter(who, { id }))
    expect(late).toMatchObject({ code: 'already-done', message: '已于 2026-11-23 10:00 提交，正在审核，无需重复提交' })
    expect((await matterForApplicant(who, id)).timeline.filter((event) => event.what === 'submitted')).toHaveLength(1)
  })

  it('is due in working days of the review; the applicant reads who has it, by role', async () => {
    const who = await applicant(world)
    const matter = await matterForApplicant(who, await handedIn(who))
    expect(matter).toMatchObject({ state: 'submitted', stage: 'first', dueOn: '2026-12-02', waiting: { stageTitle: '初审', within: 7 } })
    expect(matter.waiting?.reviewer).toBe(world.association.settings.roles.find((role) => role.id === 'membership-officer')?.name)
    expect((await refusal(saveDraft(who, { id: matter.id, base: 1, device, changes: { summary: 'x' } }))).message).toContain('正在审核')
  })

  it('can be taken back to change it, or ended, until it is decided', async () => {
    const who = await applicant(world)
    const id = await handedIn(who)
    await withdrawMatter(who, { id, to: 'edit' })
    expect(await matterForApplicant(who, id)).toMatchObject({ state: 'draft', stage: 'dues' })
    await submitMatter(who, { id })
    await pass(officer, id)
    expect((await refusal(withdrawMatter(who, { id, to: 'edit' }))).message).toContain('下一环节')
    await withdrawMatter(who, { id, to: 'end', reason: '暂不申请' })
    expect((await refusal(pass(colleague, id))).code).toBe('conflict')
    const again = await openMatter(who, { kind: 'trial' })
    expect((await matterForApplicant(who, again.id)).data).toMatchObject({ creditCode })
  })
})

describe('CACEM-11 review', () => {
  it('passes through two reviews by two people, decides once, raises what others react to', async () => {
    const who = await applicant(world)
    const id = await handedIn(who)
    await pass(officer, id)
    expect((await refusal(pass(officer, id))).message).toContain('另一位同事')
    await pass(colleague, id)
    expect(decided.filter((one) => one.id === id)).toEqual([{ id, decision: 'approved' }])
    const matter = await matterForApplicant(who, id)
    expect(matter).toMatchObject({ state: 'approved', waiting: null })
    expect(matter.timeline.map((event) => event.what)).toEqual(['opened', 'agreed', 'submitted', 'passed', 'approved'])
    expect(matter.timeline.map((event) => event.who)).not.toContain('李审核')
    expect((await matterForStaff(officer, id)).timeline.map((event) => event.who)).toContain('李审核')
    expect(
      (await refusal(decideMatter(officer, { act: 'reject', id, stage: 'second', revision: matter.revision, reason: '晚了' }))).code,
    ).toBe('conflict')
    const log = await inTx(officer, (tx) =>
      tx.selectFrom('audit_log').select('action').where('subject_id', '=', id).orderBy('id').execute(),
    )
    expect(log.map((line) => line.action)).toEqual(
      expect.arrayContaining(['matter.opened', 'matter.document-added', 'matter.submitted', 'matter.passed']),
    )
  })

  it('two reviewers at once: one wins, the other is told who decided what and when', async () => {
    for (let round = 0; round < 5; round++) {
      const id = await handedIn(await applicant(world))
      const place = await seen(officer, id)
      const acts: [StaffContext, Decision][] = [
        [officer, { act: 'pass', ...place }],
        [colleague, { act: 'reject', ...place, reason: '材料不符' }],
      ]
      const results = await Promise.allSettled(acts.map(([ctx, decision]) => decideMatter(ctx, decision)))
      const lost = results.flatMap((one) => (one.status === 'rejected' ? [one.reason as Refusal] : []))
      expect(lost).toHaveLength(1)
      expect(lost[0]?.code).toBe('conflict')
      const winner = results[0]?.status === 'fulfilled' ? '李审核' : '王审核'
      expect(lost[0]?.detail).toMatchObject({ who: winner, what: winner === '李审核' ? '审核通过' : '不予通过' })
      expect(lost[0]?.message).toContain('2026-11-23 10:00')
      expect((await matterForStaff(officer, id)).timeline.filter((event) => ['passed', 'rejected'].includes(event.what))).toHaveLength(1)
    }
  })

  it('nobody reviews his own, nor without the role, nor without the permission', async () => {
    const who = await applicant(world)
    const id = await handedIn(who)
    const own: StaffContext = { ...officer, account: who.account }
    await inTx(officer, async (tx) => {
      await tx.insertInto('staff').values({ association_id: world.association.id, account_id: who.account.id }).execute()
      await tx
        .insertInto('staff_roles')
        .values({ association_id: world.association.id, account_id: who.account.id, role_id: 'membership-officer' })
        .execute()
    })
    expect((await refusal(pass(own, id))).message).toBe('不能审核自己的申请')
    expect((await matterForStaff(own, id)).can.pass).toBe('不能审核自己的申请')
    expect((await toDo(own, { q: creditCode })).rows.map((row) => row.id)).not.toContain(id)
    const visitor = await world.contexts.staff()
    expect((await refusal(pass(visitor, id))).code).toBe('not-allowed')
    const reader = await world.contexts.staff(['matters.read'])
    expect((await refusal(pass(reader, id))).code).toBe('not-allowed')
  })

  it('waits for what the review needs, and the button says so', async () => {
    const id = await handedIn(await applicant(world))
    payment.why = '会费尚未确认到账'
    expect((await matterForStaff(officer, id)).can.pass).toBe('会费尚未确认到账')
    expect((await refusal(pass(officer, id))).code).toBe('not-ready')
    payment.why = null
    await pass(officer, id)
  })

  it('returned with remarks at a field and a paper, corrected, it goes back to the same reviewer', async () => {
    const who = await applicant(world)
    const id = await handedIn(who)
    const remarks = [
      { stage: 'unit', place: 'field' as const, path: 'contacts.0.mobile', text: '号码打不通' },
      { stage: 'papers', place: 'document' as const, path: 'licence', text: '看不清' },
    ]
    await decideMatter(officer, { act: 'return', ...(await seen(officer, id)), message: '请补正两处', remarks })
    const back = await matterForApplicant(who, id)
    expect(back).toMatchObject({ state: 'returned', stage: 'unit', message: '请补正两处' })
    expect(back.remarks.map(({ label, resolved }) => [label, resolved])).toEqual([
      ['第一联络员 · 手机', false],
      ['营业执照', false],
    ])
    expect((await matterProblems(who, id)).problems.map((problem) => problem.path)).toEqual(['contacts.0.mobile', 'licence'])
    expect((await refusal(submitMatter(who, { id }))).code).toBe('not-ready')

    world.clock.set('2026-11-24T09:00:00+08:00')
    await saveDraft(who, { id, base: back.revision, device, changes: { 'contacts.0.mobile': '13900000000' } })
    const licence = back.stages.find((stage) => stage.id === 'papers')?.slots?.find((slot) => slot.id === 'licence')
    await addDocument(who, { id, slot: 'licence', replaces: licence?.files[0]?.id }, pdf('clear'))
    expect((await matterForApplicant(who, id)).remarks.every((remark) => remark.resolved)).toBe(true)
    await submitMatter(who, { id })
    expect(await matterForStaff(officer, id)).toMatchObject({ state: 'submitted', stage: 'first', reviewerName: '李审核' })
    expect((await toDo(officer, { q: creditCode, limit: 100 })).rows.find((row) => row.id === id)).toMatchObject({
      corrected: true,
      reviewerName: '李审核',
    })
    expect((await toDo(colleague, { q: creditCode, limit: 100 })).rows.map((row) => row.id)).not.toContain(id)
    await pass(officer, id)
    expect((await toDo(colleague, { q: creditCode, limit: 100 })).rows.map((row) => row.id)).toContain(id)
  })

  it('a remark that needs no change is answered in words', async () => {
    const who = await applicant(world)
    const id = await handedIn(who)
    await decideMatter(officer, {
      act: 'return',
      ...(await seen(officer, id)),
      message: '',
      remarks: [{ stage: 'unit', place: 'field', path: 'name', text: '名称与执照不符？' }],
    })
    await submitMatter(who, { id, reply: '已于本月更名，执照为新版' })
    expect((await matterForStaff(officer, id)).timeline.at(-1)).toMatchObject({ what: 'resubmitted', message: '已于本月更名，执照为新版' })
  })

  it('a remark must name a place that is there, and a return must say something', async () => {
    const id = await handedIn(await applicant(world))
    const place = await seen(officer, id)
    const nowhere = { stage: 'unit', place: 'field' as const, path: 'invented', text: '？' }
    expect((await refusal(decideMatter(officer, { act: 'return', ...place, message: '', remarks: [nowhere] }))).code).toBe('input-invalid')
    expect((await refusal(decideMatter(officer, { act: 'return', ...place, message: ' ', remarks: [] }))).code).toBe('input-invalid')
    expect((await refusal(decideMatter(officer, { act: 'reject', ...place, reason: '  ' }))).code).toBe('input-invalid')
  })

  it('rejected with a reason: the applicant reads it and may begin anew', async () => {
    const who = await applicant(world)
    const id = await handedIn(who)
    await decideMatter(officer, { act: 'reject', ...(await seen(officer, id)), reason: '不属于本行业' })
    expect(await matterForApplicant(who, id)).toMatchObject({ state: 'rejected', message: '不属于本行业' })
    expect(decided).toContainEqual({ id, decision: 'rejected' })
    expect((await openMatter(who, { kind: 'trial' })).id).not.toBe(id)
  })

  it('what was decided on an older sight of it is a conflict', async () => {
    const who = await applicant(world)
    const id = await handedIn(who)
    const place = await seen(officer, id)
    await withdrawMatter(who, { id, to: 'edit' })
    await saveDraft(who, { id, base: place.revision + 5, device, changes: { summary: '改过' } })
    await submitMatter(who, { id })
    expect((await refusal(decideMatter(officer, { act: 'pass', ...place }))).code).toBe('conflict')
  })

  it('the page shows checks and earlier matters of the same credit code', async () => {
    const first = await handedIn(await applicant(world))
    const id = await handedIn(await applicant(world))
    const matter = await matterForStaff(officer, id)
    expect(matter.checks).toEqual([
      { label: '信用代码', state: 'ok', message: '校验位正确' },
      { label: '所在省市', state: 'ok', message: '与信用代码的登记地一致' },
      { label: '填写与材料', state: 'ok', message: '必填项和必交材料齐全' },
    ])
    expect(matter.earlier.map((one) => one.id)).toContain(first)
  })
})
