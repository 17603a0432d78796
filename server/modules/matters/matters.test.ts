import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DraftConflictDetail } from '../../../contract/matters.ts'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { closeTypesetter } from '../../kernel/typeset/index.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { addDocument } from './add-document.ts'
import { agreeStage } from './agree.ts'
import { removeDocument, reorderDocuments } from './arrange-documents.ts'
import { type Decision, decideMatter } from './decide.ts'
import { doneList } from './done.ts'
import { goToStage } from './go-to-stage.ts'
import { matterForApplicant, matterProblems } from './matter-for-applicant.ts'
import { matterForStaff } from './matter-for-staff.ts'
import { myMatters } from './my-matters.ts'
import { openMatter } from './open.ts'
import { readMatterFile, readPaper } from './papers.ts'
import { saveDraft } from './save-draft.ts'
import { submitMatter } from './submit.ts'
import { readTemplate } from './template.ts'
import { applicant, creditCode, decided, filled, installTrial, kindFile, payment, pdf, reviewer } from './testing/kind.ts'
import { toDo, toDoCounts } from './to-do.ts'
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
  await closeTypesetter()
  await world.close()
})
beforeEach(() => {
  payment.why = null
  world.clock.set('2026-11-23T10:00:00+08:00')
})

const device = 'device-one'
const refusal = async (work: Promise<unknown>): Promise<Refusal> => {
  const error = await work.then(
    () => new Error('nothing was refused'),
    (thrown: unknown) => thrown,
  )
  if (!(error instanceof Refusal)) throw error
  return error
}

async function charterVersion(who: MemberContext, id: string): Promise<Record<string, number>> {
  const matter = await matterForApplicant(who, id)
  return Object.fromEntries((matter.stages[0]?.texts ?? []).map((text) => [text.id, text.version]))
}

async function begun(who: MemberContext): Promise<string> {
  const { id } = await openMatter(who, { kind: 'trial' })
  await agreeStage(who, { id, stage: 'charter', versions: await charterVersion(who, id) })
  return id
}

async function ready(who: MemberContext): Promise<string> {
  const id = await begun(who)
  await saveDraft(who, { id, base: 1, device, changes: filled })
  await addDocument(who, { id, slot: 'letter' }, pdf())
  await addDocument(who, { id, slot: 'licence' }, pdf())
  await goToStage(who, { id, stage: 'papers' })
  return id
}

async function handedIn(who: MemberContext): Promise<string> {
  const id = await ready(who)
  await submitMatter(who, { id })
  return id
}

async function seen(staff: StaffContext, id: string) {
  const { stage, revision } = await matterForStaff(staff, id)
  return { id, stage, revision }
}
const pass = async (staff: StaffContext, id: string) => decideMatter(staff, { act: 'pass', ...(await seen(staff, id)) })

describe('opening', () => {
  it('a double click opens one matter with one number, without a gap', async () => {
    const who = await applicant(world)
    const opened = await Promise.all(Array.from({ length: 5 }, () => openMatter(who, { kind: 'trial' })))
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1)
    const one = await matterForApplicant(who, opened[0]?.id ?? '')
    const other = await applicant(world)
    const two = await matterForApplicant(other, (await openMatter(other, { kind: 'trial' })).id)
    expect(Number(two.number.replace(/\D/g, '')) - Number(one.number.replace(/\D/g, ''))).toBe(1)
  })

  it('CACEM-05 what is known of the unit stands in the form already', async () => {
    const who = await applicant(world)
    const { id } = await openMatter(who, { kind: 'trial' })
    expect((await matterForApplicant(who, id)).data.name).toBe('示例建设集团有限公司')
  })

  it('a kind whose definition changed gets a version, a matter under way keeps its own', async () => {
    const who = await applicant(world)
    const { id } = await openMatter(who, { kind: 'trial' })
    const renamed = { ...kindFile, stages: kindFile.stages.map((stage) => (stage.id === 'papers' ? { ...stage, name: '交材料' } : stage)) }
    expect(await installTrial(world)).toEqual([])
    expect(await installTrial(world, renamed)).toEqual(['trial@2'])
    expect(await installTrial(world, kindFile)).toEqual(['trial@3'])
    expect((await matterForApplicant(who, id)).stages.map((stage) => stage.title)).toContain('上传材料')
  })
})

describe('CACEM-03 agreeing to the charter', () => {
  it('nothing else opens before; version, account and moment are kept', async () => {
    const who = await applicant(world)
    const { id } = await openMatter(who, { kind: 'trial' })
    expect((await refusal(goToStage(who, { id, stage: 'unit' }))).code).toBe('not-ready')
    const versions = await charterVersion(who, id)
    await agreeStage(who, { id, stage: 'charter', versions })
    await agreeStage(who, { id, stage: 'charter', versions })
    const kept = await inTx(who, (tx) => tx.selectFrom('agreements').selectAll().where('matter_id', '=', id).execute())
    expect(kept).toMatchObject([{ account_id: who.account.id, text_id: 'charter', text_version: versions.charter }])
    expect(kept[0]?.agreed_at.toISOString()).toBe(world.clock.now().toISOString())
    await goToStage(who, { id, stage: 'unit' })
  })

  it('a version that is not the newest is not agreed to', async () => {
    const who = await applicant(world)
    const { id } = await openMatter(who, { kind: 'trial' })
    expect((await refusal(agreeStage(who, { id, stage: 'charter', versions: { charter: 999 } }))).code).toBe('conflict')
  })
})

describe('CACEM-10 saving and coming back', () => {
  it('another session lands on the stage where the first one left, with what was typed', async () => {
    const who = await applicant(world)
    const id = await begun(who)
    const saved = await saveDraft(who, {
      id,
      base: 1,
      device,
      changes: { summary: '  成立于 1998 年 ', creditCode: '９１３５０１００m000100y43' },
    })
    expect(saved.values).toEqual({ summary: '成立于 1998 年', creditCode })
    await goToStage(who, { id, stage: 'papers' })
    const elsewhere = await matterForApplicant(world.contexts.member(who.account.id, who.memberId), id)
    expect(elsewhere).toMatchObject({ stage: 'papers', data: { summary: '成立于 1998 年' }, revision: saved.revision })
    expect((await myMatters(who)).rows[0]).toMatchObject({ id, stageTitle: '上传材料', mine: true })
  })

  it('two devices: different fields merge, the same field is told with both texts and nothing is lost', async () => {
    const who = await applicant(world)
    const id = await begun(who)
    const { revision: base } = await matterForApplicant(who, id)
    await saveDraft(who, { id, base, device: 'phone-123', changes: { summary: '手机上写的', name: '甲公司示例' } })
    const clash = await refusal(saveDraft(who, { id, base, device: 'desk-4567', changes: { summary: '电脑上写的', region: '350100' } }))
    expect(clash.code).toBe('draft-conflict')
    const detail = clash.detail as unknown as DraftConflictDetail
    expect(detail.conflicts).toEqual([{ path: 'summary', label: '基本情况', mine: '电脑上写的', theirs: '手机上写的' }])
    expect((await matterForApplicant(who, id)).data).toMatchObject({ summary: '手机上写的', region: '350100', name: '甲公司示例' })
    expect(detail.elsewhere).toEqual({ name: '甲公司示例' })
    await saveDraft(who, { id, base: detail.revision, device: 'desk-4567', changes: { summary: '电脑上写的' } })
    expect((await matterForApplicant(who, id)).data.summary).toBe('电脑上写的')
  })

  it('two devices at the very same moment lose nothing', async () => {
    const who = await applicant(world)
    const id = await begun(who)
    const { revision: base } = await matterForApplicant(who, id)
    await Promise.all([
      saveDraft(who, { id, base, device: 'phone-123', changes: { 'contacts.0.name': '李示例' } }),
      saveDraft(who, { id, base, device: 'desk-4567', changes: { 'contacts.0.mobile': '13900000000', summary: '同时' } }),
    ])
    expect((await matterForApplicant(who, id)).data).toMatchObject({
      contacts: [{ name: '李示例', mobile: '13900000000' }],
      summary: '同时',
    })
  })

  it('a page does not clash with itself after an answer that got lost', async () => {
    const who = await applicant(world)
    const id = await begun(who)
    await saveDraft(who, { id, base: 1, device, changes: { summary: '一' } })
    await expect(saveDraft(who, { id, base: 1, device, changes: { summary: '一二' } })).resolves.toMatchObject({
      values: { summary: '一二' },
    })
  })

  it('saving the same again makes no revision, and fields the form does not have are dropped', async () => {
    const who = await applicant(world)
    const id = await begun(who)
    const first = await saveDraft(who, { id, base: 1, device, changes: { summary: '一', invented: 'x', 'contacts.7.name': 'x' } })
    expect(first.values).toEqual({ summary: '一' })
    expect((await saveDraft(who, { id, base: 1, device, changes: { summary: '一' } })).revision).toBe(first.revision)
    expect((await matterForApplicant(who, id)).data).not.toHaveProperty('invented')
  })

  it('somebody else’s matter is not found, neither read nor written', async () => {
    const id = await begun(await applicant(world))
    const stranger = await applicant(world)
    expect((await refusal(matterForApplicant(stranger, id))).code).toBe('not-found')
    expect((await refusal(saveDraft(stranger, { id, base: 1, device, changes: { summary: 'x' } }))).code).toBe('not-found')
    expect((await refusal(submitMatter(stranger, { id }))).code).toBe('not-found')
  })
})

const photo = (colour: string) =>
  sharp({ create: { width: 60, height: 40, channels: 3, background: colour } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()

describe('CACEM-08 papers', () => {
  it('a page of HTML named .pdf, a PDF cut short, a broken picture and too large a file are refused with what would be taken', async () => {
    const who = await applicant(world)
    const id = await begun(who)
    const put = (name: string, bytes: Buffer) => refusal(addDocument(who, { id, slot: 'letter' }, { name, bytes }))
    const html = await put('申请书.pdf', Buffer.from('<html><body>申请书</body></html>'))
    expect(html).toMatchObject({ code: 'wrong-file' })
    expect(html.message).toContain('PDF或图片')
    expect((await put('申请书.pdf', Buffer.from(`%PDF-1.7\n${'x'.repeat(5000)}`))).code).toBe('wrong-file')
    expect((await put('照片.jpg', (await photo('#f00')).subarray(0, 300))).code).toBe('wrong-file')
    expect((await put('大.pdf', Buffer.concat([pdf().bytes, Buffer.alloc(2_100_000)]))).code).toBe('too-large')
    expect((await matterForApplicant(who, id)).stages.find((stage) => stage.id === 'papers')?.slots?.[0]?.files).toEqual([])
  })

  it('several pictures are turned upright, ordered and bound into one PDF', async () => {
    const who = await applicant(world)
    const id = await begun(who)
    for (const colour of ['#ff0000', '#00ff00'])
      await addDocument(who, { id, slot: 'letter' }, { name: '手机.jpg', bytes: await photo(colour) })
    const matter = await matterForApplicant(who, id)
    const files = matter.stages.find((stage) => stage.id === 'papers')?.slots?.[0]?.files ?? []
    const first = await readMatterFile(who, { id, fileId: files[0]?.fileId ?? '' })
    expect(await sharp(first.bytes).metadata()).toMatchObject({ width: 40, height: 60, format: 'jpeg' })
    const turned = await reorderDocuments(who, { id, slot: 'letter', ids: files.map((file) => file.id).reverse() })
    expect(turned.files.map((file) => file.id)).toEqual(files.map((file) => file.id).reverse())
    const paper = await readPaper(who, { id, slot: 'letter' })
    expect(paper).toMatchObject({ mediaType: 'application/pdf', inline: true })
    expect(paper.bytes.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await readPaper(who, { id, slot: 'letter' })).bytes.equals(paper.bytes)).toBe(true)
    await removeDocument(who, { id, slot: 'letter', documentId: files[0]?.id ?? '' })
    expect((await readPaper(who, { id, slot: 'letter' })).mediaType).toBe('image/jpeg')
  })

  it('a PDF stands alone: a second file replaces it or is refused', async () => {
    const who = await applicant(world)
    const id = await begun(who)
    const slot = await addDocument(who, { id, slot: 'licence' }, pdf('one'))
    expect((await refusal(addDocument(who, { id, slot: 'licence' }, pdf('two')))).message).toContain('更换')
    const again = await addDocument(who, { id, slot: 'licence', replaces: slot.files[0]?.id }, pdf('two'))
    expect(again.files).toHaveLength(1)
    expect(again.files[0]?.id).not.toBe(slot.files[0]?.id)
  })

  it('two uploads at once never overfill a slot', async () => {
    const who = await applicant(world)
    const id = await begun(who)
    const results = await Promise.allSettled(Array.from({ length: 4 }, () => addDocument(who, { id, slot: 'licence' }, pdf())))
    expect(results.filter((one) => one.status === 'fulfilled')).toHaveLength(1)
  })

  it('the blank comes filled in, with the matter’s number', async () => {
    const who = await applicant(world)
    const id = await ready(who)
    const blank = await readTemplate(who, { id, slot: 'letter' })
    expect(blank.name).toContain('示例建设集团有限公司')
    expect(blank.bytes.subarray(0, 5).toString()).toBe('%PDF-')
    expect((await refusal(readTemplate(who, { id, slot: 'licence' }))).code).toBe('not-found')
  })

  it('another’s file is not found', async () => {
    const who = await applicant(world)
    const id = await ready(who)
    const file = (await matterForApplicant(who, id)).stages.find((stage) => stage.id === 'papers')?.slots?.[0]?.files[0]
    const stranger = await applicant(world)
    const theirs = await begun(stranger)
    expect((await refusal(readMatterFile(stranger, { id: theirs, fileId: file?.fileId ?? '' }))).code).toBe('not-found')
    expect((await refusal(readMatterFile(stranger, { id, fileId: file?.fileId ?? '' }))).code).toBe('not-found')
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

describe('STAFF-01 lists', () => {
  it('what is late stands on top, pages by key without a gap or a double, and filters', async () => {
    world.clock.set('2026-11-02T09:00:00+08:00')
    const late = await handedIn(await applicant(world))
    world.clock.set('2026-11-23T10:00:00+08:00')
    const [first] = (await toDo(officer, {})).rows
    expect(first).toMatchObject({ id: late, late: true, ageDays: 15 })
    const ids: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await toDo(officer, { limit: 2, ...(after && { after }) })
      ids.push(...page.rows.map((row) => row.id))
      if (page.next === null) break
      after = page.next
    }
    const counts = await toDoCounts(officer)
    expect(new Set(ids).size).toBe(ids.length)
    expect(counts).toMatchObject({ waiting: ids.length, late: 1 })
    expect((await toDo(officer, { age: 'late' })).rows.map((row) => row.id)).toEqual([late])
    expect((await toDo(officer, { stage: 'second', scope: 'all', limit: 100 })).rows.every((row) => row.stage === 'second')).toBe(true)
    expect((await toDo(officer, { q: '没有这个单位' })).rows).toEqual([])
    expect((await toDo(await world.contexts.staff(), {})).rows).toEqual([])
    expect((await refusal(toDo(officer, { after: 'eA' }))).code).toBe('input-invalid')
  })

  it('done by me, done by all', async () => {
    const id = await handedIn(await applicant(world))
    await pass(officer, id)
    expect((await doneList(officer, {})).rows[0]).toMatchObject({ matterId: id, what: 'passed', who: '李审核', state: 'submitted' })
    expect((await doneList(colleague, {})).rows.map((row) => row.matterId)).not.toContain(id)
    expect((await doneList(colleague, { scope: 'all' })).rows[0]).toMatchObject({ matterId: id })
    expect((await doneList(officer, { what: 'rejected' })).rows.every((row) => row.what === 'rejected')).toBe(true)
  })
})
