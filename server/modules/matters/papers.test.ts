import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { closeTypesetter } from '../../kernel/typeset/index.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { addDocument } from './add-document.ts'
import { removeDocument, reorderDocuments } from './arrange-documents.ts'
import { matterForApplicant } from './matter-for-applicant.ts'
import { readMatterFile, readPaper } from './papers.ts'
import { readTemplate } from './template.ts'
import { applicant, installTrial, pdf } from './testing/kind.ts'
import { begun, ready } from './testing/story.ts'

let world: World

beforeAll(async () => {
  world = await testWorld()
  await installTrial(world)
})
afterAll(async () => {
  await closeTypesetter()
  await world.close()
})
beforeEach(() => {
  world.clock.set('2026-11-23T10:00:00+08:00')
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

  it('an account that uploads without end is told to wait', async () => {
    const who = await applicant(world)
    const id = await begun(who)
    const put = () => addDocument(who, { id, slot: 'letter' }, pdf()).catch((error: Error) => error.message)
    const answers = new Set<unknown>()
    for (let i = 0; i < 130; i++) answers.add(await put())
    expect([...answers].at(-1)).toMatch(/^上传太频繁，请 \d+ 分钟后再试$/)
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
