import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { addDocument } from './add-document.ts'
import { decideInMeeting, decideMatter } from './decide.ts'
import { decideMany } from './decide-many.ts'
import { doneList } from './done.ts'
import { matterForApplicant } from './matter-for-applicant.ts'
import { matterForStaff } from './matter-for-staff.ts'
import { myMatters } from './my-matters.ts'
import { openMatter } from './open.ts'
import { saveDraft } from './save-draft.ts'
import { submitMatter } from './submit.ts'
import { filled } from './testing/kind.ts'
import { colleague, council, heard, installKindsOf, office, pdf, someone, stage, withBranches } from './testing/kinds.ts'
import { device, pass, seen } from './testing/story.ts'
import { toDo, toDoCounts } from './to-do.ts'

let world: World
let safety: StaffContext
let testing: StaffContext
let whole: StaffContext
let clerk: StaffContext

beforeAll(async () => {
  world = await testWorld()
  await withBranches(world)
  const { form, papers, branch, check, second, meeting } = stage
  await installKindsOf(world, [
    { kind: 'join-branch', branches: ['safety', 'testing'], again: false, stages: [form, papers, branch, check, meeting] },
    { kind: 'plain', stages: [form, { ...papers, when: { field: 'summary', filled: true } }, check, second] },
    { kind: 'elders', stages: [form, check], offered: { field: 'member.standing', is: 'current' } },
    { kind: 'folk', for: 'person', stages: [form, check] },
    { kind: 'no-refusal', stages: [form, { ...check, mayReject: false }] },
    { kind: 'at-once', stages: [form] },
  ])
  safety = await colleague(world, '安全甲', office, 'safety')
  testing = await colleague(world, '检测甲', office, 'testing')
  whole = await colleague(world, '秘书处甲', office)
  clerk = await colleague(world, '办公室甲', council)
})
afterAll(() => world.close())
beforeEach(() => {
  world.clock.set('2026-11-23T10:00:00+08:00')
})

const applicantUnit = () => someone(world, 'unit', '示例建设集团有限公司')

async function opened(who: MemberContext, kind: string, branch?: string, more: Record<string, unknown> = {}): Promise<string> {
  const { id } = await openMatter(who, { kind, ...(branch && { branch }) })
  await saveDraft(who, { id, base: 1, device, changes: { ...filled, ...more } })
  return id
}

async function handedIn(who: MemberContext, branch: string): Promise<string> {
  const id = await opened(who, 'join-branch', branch)
  await addDocument(who, { id, slot: 'licence' }, pdf())
  await submitMatter(who, { id })
  return id
}

const meeting = { id: '01900000-0000-7000-8000-00000000aaaa', name: '第一次会长办公会' }
const decideAt = async (
  ctx: StaffContext,
  id: string,
  said: { act: 'pass' } | { act: 'hold'; message: string } | { act: 'return'; message: string; remarks: [] },
) => {
  const place = await seen(ctx, id)
  await inTx(ctx, (tx, ctx) => decideInMeeting(tx, ctx, meeting, { ...said, ...place }))
}

describe('CEPCA-12 / CQSSA-06 a matter of one branch', () => {
  it('is begun for a branch that there is, once at a time for each, and not again after it was approved', async () => {
    const who = await applicantUnit()
    expect((await refusal(openMatter(who, { kind: 'join-branch' }))).message).toContain('请选择')
    expect((await refusal(openMatter(who, { kind: 'join-branch', branch: 'nowhere' }))).code).toBe('input-invalid')
    const [one, same, other] = await Promise.all([
      openMatter(who, { kind: 'join-branch', branch: 'safety' }),
      openMatter(who, { kind: 'join-branch', branch: 'safety' }),
      openMatter(who, { kind: 'join-branch', branch: 'testing' }),
    ])
    expect(same.id).toBe(one.id)
    expect(other.id).not.toBe(one.id)
    const { offered } = await myMatters(who)
    expect(offered.find((kind) => kind.kind === 'join-branch')?.branches).toEqual([
      { id: 'safety', name: '安全分会', whyNot: null, openId: one.id },
      { id: 'testing', name: '检测分会', whyNot: null, openId: other.id },
    ])
  })

  it('is reviewed by its own branch; the other branch finds neither it nor any trace of it', async () => {
    const id = await handedIn(await applicantUnit(), 'safety')
    expect((await toDo(safety, { limit: 100 })).rows.find((row) => row.id === id)).toMatchObject({
      branchId: 'safety',
      branchName: '安全分会',
    })
    expect((await toDo(testing, { scope: 'all', limit: 100 })).rows.map((row) => row.id)).not.toContain(id)
    expect((await toDo(whole, { branch: 'testing', scope: 'all', limit: 100 })).rows.map((row) => row.id)).not.toContain(id)
    expect((await toDo(whole, { branch: 'safety', limit: 100 })).rows.map((row) => row.id)).toContain(id)
    expect((await refusal(matterForStaff(testing, id))).code).toBe('not-found')
    expect((await refusal(decideMatter(testing, { act: 'pass', id, stage: 'branch', revision: 2 }))).code).toBe('not-found')
    await pass(safety, id)
    expect((await doneList(testing, { scope: 'all' })).rows.map((row) => row.matterId)).not.toContain(id)
    expect((await refusal(pass(safety, id))).message).toContain('另一位同事')
    await pass(whole, id)
    expect((await toDoCounts(testing)).branches).toEqual([])
  })
})

describe('CEPCA-08 a meeting', () => {
  it('alone decides at its stage; put off, returned and passed, with its name in the story', async () => {
    const who = await applicantUnit()
    const id = await handedIn(who, 'testing')
    await pass(testing, id)
    await pass(whole, id)
    expect((await refusal(pass(clerk, id))).message).toContain('会议审议')
    expect((await matterForStaff(clerk, id)).can.pass).toContain('会议审议')
    expect((await toDo(clerk, { limit: 100 })).rows.map((row) => row.id)).not.toContain(id)
    const stranger = await colleague(world, '旁人', office)
    expect((await refusal(decideAt(stranger, id, { act: 'pass' }))).code).toBe('not-allowed')

    await decideAt(clerk, id, { act: 'hold', message: '待补充情况' })
    expect((await matterForApplicant(who, id)).timeline.at(-1)).toMatchObject({ what: 'held', message: '第一次会长办公会：待补充情况' })
    await decideAt(clerk, id, { act: 'return', message: '请补充业绩', remarks: [] })
    await submitMatter(who, { id, reply: '已补充' })
    expect(await matterForStaff(clerk, id)).toMatchObject({ state: 'submitted', stage: 'meeting' })
    await decideAt(clerk, id, { act: 'pass' })
    expect(heard.decided.filter((one) => one.id === id)).toEqual([{ id, decision: 'approved', accepted: null }])
    expect((await refusal(decideAt(clerk, id, { act: 'pass' }))).code).toBe('conflict')
    expect((await refusal(openMatter(who, { kind: 'join-branch', branch: 'testing' }))).message).toContain('已经办结')
    expect((await myMatters(who)).offered.find((kind) => kind.kind === 'join-branch')?.doneId).toBe(id)
  })

  it('decides nothing that lies at another review', async () => {
    const id = await handedIn(await applicantUnit(), 'safety')
    const officer = await colleague(world, '两任', office)
    expect((await refusal(decideAt(officer, id, { act: 'pass' }))).message).toContain('不由会议')
  })
})

describe('CQSSA-04 stages by condition', () => {
  it('a stage appears and goes with what is filled in, and nothing is asked that does not apply', async () => {
    const who = await applicantUnit()
    const id = await opened(who, 'plain')
    const titles = async () => (await matterForApplicant(who, id)).stages.map((one) => one.id)
    expect(await titles()).toEqual(['form', 'check', 'second'])
    await saveDraft(who, { id, base: 5, device, changes: { summary: '有' } })
    expect(await titles()).toEqual(['form', 'papers', 'check', 'second'])
    expect((await refusal(submitMatter(who, { id }))).detail).toMatchObject({ problems: [{ stage: 'papers', path: 'licence' }] })
    await saveDraft(who, { id, base: 5, device, changes: { summary: '' } })
    expect((await refusal(addDocument(who, { id, slot: 'licence' }, pdf()))).code).toBe('not-found')
    await submitMatter(who, { id })
    expect((await matterForStaff(whole, id)).stages.map((one) => one.id)).toEqual(['form', 'check', 'second'])
  })

  it('kinds for others are not offered, with a sentence to whoever types the address', async () => {
    const who = await applicantUnit()
    const kinds = (await myMatters(who)).offered.map((kind) => kind.kind)
    expect(kinds).toContain('plain')
    expect(kinds).not.toContain('folk')
    expect(kinds).not.toContain('elders')
    expect((await refusal(openMatter(who, { kind: 'folk' }))).message).toContain('个人会员')
    expect((await refusal(openMatter(who, { kind: 'elders' }))).message).toContain('条件')
  })

  it('what may not be refused says so, and a matter without a review takes effect when it is handed in', async () => {
    const who = await applicantUnit()
    const id = await opened(who, 'no-refusal')
    await submitMatter(who, { id })
    expect((await matterForStaff(whole, id)).can).toMatchObject({
      pass: null,
      return: null,
      reject: expect.stringContaining('不能不予通过'),
    })
    expect((await refusal(decideMatter(whole, { act: 'reject', ...(await seen(whole, id)), reason: '不同意' }))).code).toBe('not-allowed')
    const leaving = await opened(who, 'at-once')
    await submitMatter(who, { id: leaving })
    expect(await matterForApplicant(who, leaving)).toMatchObject({ state: 'approved' })
    expect(heard.decided).toContainEqual({ id: leaving, decision: 'approved', accepted: null })
  })
})

describe('CQSSA-06 nothing is uploaded twice', () => {
  it('what was accepted lies in the next matter already, for as long as it is valid, and can be replaced', async () => {
    const who = await applicantUnit()
    const first = await handedIn(who, 'safety')
    await pass(safety, first)
    await pass(whole, first)
    await decideAt(clerk, first, { act: 'pass' })
    const { number } = await matterForApplicant(who, first)

    world.clock.set('2027-06-01T10:00:00+08:00')
    const second = await opened(who, 'join-branch', 'testing')
    const licence = async (id: string, reader = who) => {
      const { stages } = await matterForApplicant(reader, id)
      return stages.flatMap((one) => one.slots ?? []).find((slot) => slot.id === 'licence')?.files ?? []
    }
    expect(await licence(second)).toMatchObject([{ reused: { number, on: '2026-11-23' } }])
    await submitMatter(who, { id: second })

    world.clock.set('2027-11-24T10:00:00+08:00')
    const third = await opened(who, 'plain', undefined, { summary: '有' })
    expect(await licence(third)).toEqual([])
    world.clock.set('2027-11-23T10:00:00+08:00')
    const other = await applicantUnit()
    expect(await licence(await opened(other, 'plain', undefined, { summary: '有' }), other)).toEqual([])
    const [kept] = await licence(second)
    await pass(testing, second)
    await decideMatter(whole, { act: 'return', ...(await seen(whole, second)), message: '请换新照', remarks: [] })
    await addDocument(who, { id: second, slot: 'licence', ...(kept && { replaces: kept.id }) }, pdf('new'))
    expect(await licence(second)).toMatchObject([{ reused: null, fresh: false }])
  })
})

describe('STAFF-01 decide many', () => {
  it('each on its own: what can’t be decided says why and holds up no other', async () => {
    const ids = [await opened(await applicantUnit(), 'no-refusal'), await opened(await applicantUnit(), 'no-refusal')]
    const owners = await Promise.all(ids.map(async (id) => (await matterForStaff(whole, id)).memberId))
    expect(new Set(owners).size).toBe(2)
    const items = []
    for (const id of ids) {
      await inTx(world.contexts.system(), (tx) =>
        tx
          .updateTable('matters')
          .set({ state: 'submitted', stage: 'check', submitted_at: world.clock.now() })
          .where('id', '=', id)
          .execute(),
      )
      items.push(await seen(whole, id))
    }
    const stale = { ...items[0], id: items[0]?.id ?? '', stage: 'check', revision: 99 }
    const { results } = await decideMany(whole, { act: 'pass', items: [stale, ...items.slice(1)] })
    expect(results.map((one) => one.ok)).toEqual([false, true])
    expect(results[0]?.message).toContain('请刷新')
    expect((await decideMany(whole, { act: 'reject', items: items.slice(0, 1), message: '不同意' })).results[0]?.message).toContain(
      '不能不予通过',
    )
    expect((await decideMany(whole, { act: 'return', items: items.slice(0, 1), message: '请补正' })).results[0]).toMatchObject({ ok: true })
  })
})
