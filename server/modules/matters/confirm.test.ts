import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { addDocument } from './add-document.ts'
import { removeDocument } from './arrange-documents.ts'
import { confirmStage } from './confirm-stage.ts'
import { decideMatter } from './decide.ts'
import { goToStage } from './go-to-stage.ts'
import { matterForApplicant } from './matter-for-applicant.ts'
import { saveDraft } from './save-draft.ts'
import { submitMatter } from './submit.ts'
import { applicant, filled, installTrial, kindFile, pdf, reviewer } from './testing/kind.ts'
import { begun, device, pass, seen } from './testing/story.ts'

const sentence = '我已打印盖章并上传《入会申请表》'
let world: World

beforeAll(async () => {
  world = await testWorld()
  const stages = kindFile.stages.map((stage) => (stage.type === 'documents' ? { ...stage, confirm: sentence } : stage))
  await installTrial(world, { ...kindFile, stages })
})
afterAll(() => world.close())

const tick = async (who: Parameters<typeof matterForApplicant>[0], id: string) =>
  (await matterForApplicant(who, id)).stages.find((stage) => stage.id === 'papers')?.confirm
const later = (minutes: number) => world.clock.set(`2026-11-21T11:${String(minutes).padStart(2, '0')}:00+08:00`)

describe('CAQ-07 a stage of papers may ask for a tick', () => {
  it('without it nothing is handed in; ticked it is, once, with who and when', async () => {
    const who = await applicant(world)
    const id = await begun(who)
    await saveDraft(who, { id, base: 1, device, changes: filled })
    await addDocument(who, { id, slot: 'letter' }, pdf())
    await addDocument(who, { id, slot: 'licence' }, pdf())
    await goToStage(who, { id, stage: 'papers' })
    expect(await tick(who, id)).toEqual({ text: sentence, done: false })
    const refused = await refusal(submitMatter(who, { id }))
    expect(refused.problems).toEqual([expect.objectContaining({ path: 'confirm', message: expect.stringContaining(sentence) })])
    expect((await refusal(confirmStage(who, { id, stage: 'unit' }))).code).toBe('input-invalid')
    await confirmStage(who, { id, stage: 'papers' })
    await confirmStage(who, { id, stage: 'papers' })
    const matter = await matterForApplicant(who, id)
    expect(matter.timeline.filter((one) => one.what === 'confirmed')).toHaveLength(1)
    await submitMatter(who, { id })
    expect((await refusal(confirmStage(who, { id, stage: 'papers' }))).code).not.toBe('unexpected')
  })

  it('a paper handed in since asks for the tick anew, also after a return; nobody ticks for another', async () => {
    later(0)
    const who = await applicant(world, '示例二建工程有限公司')
    const id = await begun(who)
    await saveDraft(who, { id, base: 1, device, changes: { ...filled, name: '示例二建工程有限公司' } })
    const letter = await addDocument(who, { id, slot: 'letter' }, pdf())
    await addDocument(who, { id, slot: 'licence' }, pdf())
    await goToStage(who, { id, stage: 'papers' })
    expect((await refusal(confirmStage(await applicant(world), { id, stage: 'papers' }))).code).toBe('not-found')
    later(5)
    await confirmStage(who, { id, stage: 'papers' })
    await submitMatter(who, { id })
    const officer = await reviewer(world, '李审核')
    later(10)
    await decideMatter(officer, {
      act: 'return',
      ...(await seen(officer, id)),
      remarks: [{ stage: 'papers', place: 'document', path: 'letter', text: '公章不清' }],
      message: '',
    })
    later(12)
    await removeDocument(who, { id, slot: 'letter', documentId: letter.files[0]?.id ?? '' })
    await addDocument(who, { id, slot: 'letter' }, pdf('second'))
    expect((await tick(who, id))?.done).toBe(false)
    expect((await refusal(submitMatter(who, { id }))).code).toBe('not-ready')
    later(15)
    await confirmStage(who, { id, stage: 'papers' })
    await submitMatter(who, { id })
    await pass(officer, id)
    expect((await tick(who, id))?.done).toBe(true)
  })
})
