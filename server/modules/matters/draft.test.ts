import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DraftConflictDetail } from '../../../contract/matters.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { agreeStage } from './agree.ts'
import { goToStage } from './go-to-stage.ts'
import { matterForApplicant } from './matter-for-applicant.ts'
import { myMatters } from './my-matters.ts'
import { openMatter } from './open.ts'
import { saveDraft } from './save-draft.ts'
import { submitMatter } from './submit.ts'
import { applicant, creditCode, installTrial, kindFile } from './testing/kind.ts'
import { begun, charterVersion, device } from './testing/story.ts'

let world: World

beforeAll(async () => {
  world = await testWorld()
  await installTrial(world)
})
afterAll(async () => {
  await world.close()
})
beforeEach(() => {
  world.clock.set('2026-11-23T10:00:00+08:00')
})

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
