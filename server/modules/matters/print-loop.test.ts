import { strFromU8, unzipSync } from 'fflate'
import sharp from 'sharp'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { DocumentSlot } from '../../../contract/forms/documents-schema.ts'
import type { FormDefinition } from '../../../contract/forms/schema.ts'
import { closeChildren } from '../../kernel/children/index.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { codesIn } from '../../kernel/papers/index.ts'
import { paragraph, sampleWord, table, tableRow } from '../../kernel/papers/word.fixture.ts'
import { closeTypesetter } from '../../kernel/typeset/index.ts'
import { refusal } from '../../testing/refusal.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { addDocument } from './add-document.ts'
import { addFieldFile, fileOfMember } from './field-files.ts'
import { installKinds } from './install.ts'
import { matterForApplicant, matterProblems } from './matter-for-applicant.ts'
import { matterForStaff } from './matter-for-staff.ts'
import { openMatter } from './open.ts'
import { readMatterFile } from './papers.ts'
import { saveDraft } from './save-draft.ts'
import { submitMatter } from './submit.ts'
import { readTemplate } from './template.ts'
import { applicant, kindFile, pdf, useTrial } from './testing/kind.ts'
import { device } from './testing/story.ts'
import { withdrawMatter } from './withdraw.ts'

/** A kind whose form holds a photo and certificates, and whose two papers come filled in, one also as Word. */
const form: FormDefinition = {
  id: 'papers-form',
  version: 3,
  title: '会员登记表',
  sections: [
    {
      id: 'unit',
      title: '单位',
      fields: [
        { id: 'name', type: 'name', label: '单位全称', required: true, maps: 'unit.name' },
        { id: 'staff', type: 'choice', label: '人数', options: [{ value: '1000-4999', label: '1000–4999 人' }] },
        { id: 'photo', type: 'photo', label: '证件照', required: true, maps: 'person.photo' },
        {
          id: 'grades',
          type: 'list',
          label: '资质证书',
          max: 99,
          fields: [
            { id: 'class', type: 'text', label: '类别', required: true },
            { id: 'scan', type: 'file', label: '扫描件', required: true, accept: ['pdf', 'image'], maxBytes: 500_000, maxFiles: 2 },
          ],
        },
      ],
    },
  ],
}
const slot = (id: string, name: string): DocumentSlot => ({
  id,
  name,
  required: true,
  accept: ['pdf', 'image'],
  maxBytes: 3_000_000,
  maxFiles: 1,
  template: id,
  prefilled: true,
})
const word = sampleWord(paragraph('{name} {staff.options}') + paragraph('{photo}') + table(tableRow('{#grades}{no}', '{class}{/grades}')))
const template = { form: 'papers-form', signatures: ['单位（盖章）'] }
const source = {
  kinds: [
    {
      ...kindFile,
      stages: [
        { id: 'unit', type: 'form' as const, name: '填写', explanation: '填写。', form: 'papers-form' },
        { id: 'papers', type: 'documents' as const, name: '上传材料', explanation: '上传。', documents: ['table', 'pledge'] },
        ...kindFile.stages.filter((stage) => stage.id === 'second'),
      ],
    },
  ],
  forms: [form],
  documents: [slot('table', '申请表'), slot('pledge', '承诺书')],
  templates: [
    { ...template, id: 'table', title: '申请表', layout: 'table' as const, body: '', word: Buffer.from(word).toString('base64') },
    { ...template, id: 'pledge', title: '承诺书', layout: 'letter' as const, body: '{{name}} 于 {{today}} 承诺材料真实。' },
  ],
}

let world: World
beforeAll(async () => {
  world = await testWorld()
  useTrial()
  await inTx(world.contexts.system(), (tx, ctx) => installKinds(tx, ctx, source))
})
afterAll(async () => {
  closeChildren()
  await closeTypesetter()
  await world.close()
})
beforeEach(() => {
  world.clock.set('2026-11-23T10:00:00+08:00')
})

const jpeg = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#fff' } })
    .jpeg()
    .toBuffer()
const one = { name: '证书.pdf', bytes: pdf().bytes }

/** Begun and filled in, with a photo and one certificate. */
async function filledIn(who: MemberContext): Promise<string> {
  const { id } = await openMatter(who, { kind: 'trial' })
  const photo = await addFieldFile(who, { id, field: 'photo' }, { name: '照片.png.jpg', bytes: await jpeg(295, 413) })
  const scan = await addFieldFile(who, { id, field: 'grades.0.scan' }, one)
  const changes = { name: '示例监理有限公司', staff: '1000-4999', photo: photo.id, grades: [{ class: '特级', scan: [scan.id] }] }
  await saveDraft(who, { id, base: 1, device, changes })
  return id
}
const save = async (who: MemberContext, id: string, changes: Record<string, unknown>) =>
  saveDraft(who, { id, base: (await matterForApplicant(who, id)).revision, device, changes })
const slotsOf = async (who: MemberContext, id: string) =>
  (await matterForApplicant(who, id)).stages.find((stage) => stage.id === 'papers')?.slots ?? []
const printed = async (who: MemberContext, id: string, name: string) => (await readTemplate(who, { id, slot: name })).bytes

describe('CQSSA-03 files in the fields of a form', () => {
  it('GSJL-01 a photo of another shape, of few pixels, too heavy or no JPEG is refused in words that say which', async () => {
    const who = await applicant(world)
    const { id } = await openMatter(who, { kind: 'trial' })
    const put = (bytes: Buffer) => refusal(addFieldFile(who, { id, field: 'photo' }, { name: '照片.jpg', bytes }))
    expect((await put(await jpeg(400, 400))).message).toContain('长宽比例不是 295：413')
    expect((await put(await jpeg(118, 165))).message).toContain('请换一张至少 295×413 像素的照片')
    expect(
      (
        await put(
          await sharp(await jpeg(295, 413))
            .png()
            .toBuffer(),
        )
      ).message,
    ).toContain('须为 JPG')
    const noise = await sharp({
      create: { width: 1180, height: 1652, channels: 3, background: '#888', noise: { type: 'gaussian', mean: 128, sigma: 60 } },
    })
      .jpeg({ quality: 95 })
      .toBuffer()
    expect((await put(noise)).message).toContain('超过 150 KB')
    expect((await put(Buffer.from('<svg/>'))).code).toBe('wrong-file')
    expect((await refusal(addFieldFile(who, { id, field: 'name' }, one))).code).toBe('not-found')
  })

  it('stand in the data by their ids, are named for the page, and missing ones are told by row', async () => {
    const who = await applicant(world)
    const id = await filledIn(who)
    const matter = await matterForApplicant(who, id)
    expect(matter.fieldFiles.map((file) => file.kind).sort()).toEqual(['image', 'pdf'])
    await save(who, id, { 'grades.1.class': '一级', photo: '' })
    const messages = (await matterProblems(who, id)).problems.filter((problem) => problem.stage === 'unit')
    expect(messages.map((problem) => [problem.path, problem.message])).toEqual([
      ['photo', '请上传证件照。'],
      ['grades.1.scan', '请上传扫描件。'],
    ])
  })

  it('another’s file does not come into one’s form, whatever is sent', async () => {
    const stranger = await filledIn(await applicant(world))
    const theirs = await inTx(world.contexts.system(), (tx) =>
      tx.selectFrom('matters').select('data').where('id', '=', stranger).executeTakeFirstOrThrow(),
    )
    const who = await applicant(world)
    const { id } = await openMatter(who, { kind: 'trial' })
    const photo = (theirs.data as { photo: string }).photo
    await save(who, id, { photo, grades: [{ class: '特级', scan: [photo] }] })
    expect((await matterForApplicant(who, id)).data).toMatchObject({ photo: '', grades: [{ class: '特级', scan: [] }] })
    expect((await refusal(readMatterFile(who, { id, fileId: photo }))).code).toBe('not-found')
  })

  it('are carried into the next try, and the member’s pages may read them', async () => {
    const who = await applicant(world)
    const id = await filledIn(who)
    await withdrawMatter(who, { id, to: 'end' })
    const again = await openMatter(who, { kind: 'trial' })
    const { data, fieldFiles } = await matterForApplicant(who, again.id)
    expect(fieldFiles).toHaveLength(2)
    const { bytes } = await readMatterFile(who, { id: again.id, fileId: String(data.photo), width: 60 })
    expect((await sharp(bytes).metadata()).format).toBe('webp')
    const file = await inTx(who, (tx, ctx) => fileOfMember(tx, ctx, who.memberId, String(data.photo)))
    expect(file.mediaType).toBe('image/jpeg')
    const other = await applicant(world)
    expect((await refusal(inTx(other, (tx, ctx) => fileOfMember(tx, ctx, other.memberId, String(data.photo))))).code).toBe('not-found')
  })
})

describe('CEPCA-07, CAQ-07 what was signed is what stands in the form', () => {
  it('the same content prints the same code, on another day too; another content another one', async () => {
    const who = await applicant(world)
    const id = await filledIn(who)
    const codes = async () => {
      for (const name of ['table', 'pledge']) await readTemplate(who, { id, slot: name })
      const prints = await inTx(who, (tx) => tx.selectFrom('matter_prints').select(['slot', 'code']).where('matter_id', '=', id).execute())
      return prints.length
    }
    expect(await codes()).toBe(2)
    world.clock.set('2026-12-24T10:00:00+08:00')
    expect(await codes()).toBe(2)
    // A field that the pledge does not name leaves the pledge as it was.
    await save(who, id, { 'grades.0.class': '一级' })
    expect(await codes()).toBe(3)
  })

  it('CAQ-06 the association’s own Word paper is filled, boxes and rows and photo, with the code and number on its pages', async () => {
    const who = await applicant(world)
    const id = await filledIn(who)
    const { bytes, name } = await readTemplate(who, { id, slot: 'table', as: 'docx' })
    const parts = unzipSync(bytes)
    const text = (path: string) => strFromU8(parts[path] ?? new Uint8Array()).replace(/(<[^>]+>)+/g, '')
    expect(name).toBe('申请表（示例监理有限公司）.docx')
    expect(text('word/document.xml')).toMatch(/示例监理有限公司 ☑1000–4999 人1特级/)
    const { number } = await matterForApplicant(who, id)
    expect(text('word/footer-huiji.xml')).toContain(`事项编号 ${number}  表格版本 papers-form v3`)
    expect(codesIn(text('word/footer-huiji.xml'))).toHaveLength(1)
    expect((await slotsOf(who, id)).map((one) => [one.id, one.hasTemplate, one.hasWord])).toEqual([
      ['table', true, true],
      ['pledge', true, false],
    ])
    expect((await refusal(readTemplate(who, { id, slot: 'pledge', as: 'docx' }))).code).toBe('not-found')
  })

  it('a scan of an older print is noticed by both sides, and stops nobody', async () => {
    const who = await applicant(world)
    const id = await filledIn(who)
    await addDocument(who, { id, slot: 'table' }, { name: '申请表.pdf', bytes: await printed(who, id, 'table') })
    await addDocument(who, { id, slot: 'pledge' }, { name: '承诺书.pdf', bytes: await printed(who, id, 'pledge') })
    const verdicts = async () => (await slotsOf(who, id)).map((one) => one.files[0]?.print?.state)
    expect(await verdicts()).toEqual(['same', 'same'])
    await save(who, id, { 'grades.0.class': '一级' })
    expect(await verdicts()).toEqual(['older', 'same'])
    expect((await slotsOf(who, id))[0]?.files[0]?.print?.message).toBe(
      '这份扫描件是修改前打印的（第 1 版），内容与现在的表单不一致，请重新打印盖章后上传',
    )
    await submitMatter(who, { id })
    const seen = await matterForStaff(await world.contexts.staff(['matters.read']), id)
    expect(seen.checks).toContainEqual({
      label: '申请表',
      state: 'warn',
      message: '这份扫描件是修改前打印的（第 1 版），内容与现在的表单不一致',
    })
    expect(seen.checks).toContainEqual({ label: '承诺书', state: 'ok', message: '打印码与现在填写的内容一致' })
  })

  it('a scan of another paper or of another matter is pointed out; one without a code makes no claim', async () => {
    const who = await applicant(world)
    const id = await filledIn(who)
    const stranger = await applicant(world)
    const theirs = await filledIn(stranger)
    await addDocument(who, { id, slot: 'table' }, { name: '承诺书.pdf', bytes: await printed(who, id, 'pledge') })
    await addDocument(who, { id, slot: 'pledge' }, { name: '别家.pdf', bytes: await printed(stranger, theirs, 'pledge') })
    const [table, pledge] = await slotsOf(who, id)
    expect(table?.files[0]?.print).toMatchObject({ state: 'other-paper', message: expect.stringContaining('这是“承诺书”的扫描件') })
    expect(pledge?.files[0]?.print).toMatchObject({ state: 'other-matter' })
    const replaces = pledge?.files[0]?.id
    const now = await addDocument(who, { id, slot: 'pledge', ...(replaces && { replaces }) }, one)
    expect(now.files[0]?.print).toBeNull()
  })
})
