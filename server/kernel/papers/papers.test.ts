import { strFromU8, unzipSync } from 'fflate'
import qrcode from 'qrcode'
import sharp from 'sharp'
import { afterAll, describe, expect, it } from 'vitest'
import { closeChildren } from '../children/index.ts'
import { closeTypesetter, typeset } from '../typeset/index.ts'
import { codeOf, codesIn, digestOf, fillWord, readPrintCodes, WordFailure, wordTags } from './index.ts'
import { paragraph, sampleWord, table, tableRow } from './word.fixture.ts'

afterAll(async () => {
  closeChildren()
  await closeTypesetter()
})
const part = (docx: Uint8Array, path: string) => strFromU8(unzipSync(docx)[path] ?? new Uint8Array())
const words = (xml: string) => xml.replace(/<\/w:(?:p|tr)>/g, '\n').replace(/<[^>]+>/g, '')
const code = codeOf(digestOf({ name: '示例公司' }))
const foot = { code, text: '事项编号 SQ20260001' }

describe('the code of a print', () => {
  it('is the same for the same content in any order, and another for another', () => {
    expect(digestOf({ a: 1, b: [{ c: 2, d: 3 }] })).toBe(digestOf({ b: [{ d: 3, c: 2 }], a: 1 }))
    expect(codeOf(digestOf({ a: 1 }))).not.toBe(codeOf(digestOf({ a: 2 })))
    expect(code).toMatch(/^HJ-[0-9A-Z]{5}-[0-9A-Z]{5}$/)
    expect(code).not.toMatch(/-.*[ILOU]/)
  })
  it('is found in a text, and nothing else is taken for one', () => {
    expect(codesIn(`打印码${code}，${code}`)).toEqual([code])
    expect(codesIn('HJ-12345 HJ-IIIII-00000 https://example.org/HJ-12345-123456')).toEqual([])
  })
})

/** A page of A4 at `dpi` as it comes out of a scanner or a phone. */
async function scanned(dpi: number, degrees: number, quality: number): Promise<Buffer> {
  const [width, height, side] = [210, 297, 12].map((mm) => Math.round((mm / 25.4) * dpi)) as [number, number, number]
  const svg = await qrcode.toString(code, { type: 'svg', errorCorrectionLevel: 'Q', margin: 0 })
  const mark = await sharp(Buffer.from(svg), { density: 600 }).resize(side, side).png().toBuffer()
  const stamp = Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><circle cx="${width * 0.7}" cy="${height * 0.8}" r="${width * 0.1}" fill="none" stroke="red" stroke-width="9"/></svg>`,
  )
  const page = await sharp({ create: { width, height, channels: 3, background: '#fdfdfb' } })
    .composite([{ input: stamp }, { input: mark, left: Math.round(width * 0.09), top: Math.round(height * 0.93) }])
    .png()
    .toBuffer()
  return sharp(page).rotate(degrees, { background: '#bbbbbb' }).blur(0.6).jpeg({ quality }).toBuffer()
}

describe('CEPCA-07 reading a signed print back', () => {
  it.each([
    ['straight at 300 dpi', 300, 0, 85],
    ['askew at 150 dpi, badly compressed', 150, 4, 45],
    ['upside down', 200, 180, 70],
    ['lying on its side', 200, 90, 70],
  ])('finds the code on a page %s', async (_, dpi, degrees, quality) => {
    expect(await readPrintCodes({ bytes: await scanned(dpi, degrees, quality), mediaType: 'image/jpeg' })).toEqual([code])
  })

  it('finds it on the pages of a scanned PDF, and as text in one that never was printed', async () => {
    const page = await scanned(200, 1, 70)
    const scan = await typeset('pictures', { title: '扫描件', date: '2026-11-21', pictures: [page, page] })
    expect(await readPrintCodes({ bytes: scan, mediaType: 'application/pdf' })).toEqual([code])
    const association = { name: '示例协会', accent: '#8a1c1c' }
    const printed = await typeset('letter', {
      title: '承诺书',
      date: '2026-11-21',
      markdown: '承诺如下。',
      association,
      print: { code, text: '' },
    })
    expect(await readPrintCodes({ bytes: printed, mediaType: 'application/pdf' })).toEqual([code])
  })

  it('makes no claim where nothing can be read, and does not wait longer than it says', async () => {
    const white = await sharp({ create: { width: 800, height: 1100, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer()
    expect(await readPrintCodes({ bytes: white, mediaType: 'image/jpeg' })).toEqual([])
    expect(await readPrintCodes({ bytes: Buffer.from('%PDF-1.7 half'), mediaType: 'application/pdf' })).toEqual([])
    const began = performance.now()
    expect(await readPrintCodes({ bytes: white, mediaType: 'image/jpeg' }, 20)).toEqual([])
    expect(performance.now() - began).toBeLessThan(2000)
  })
})

describe('CEPCA-07 the association’s own Word paper', () => {
  const rows = table(tableRow('类别', '证书编号'), tableRow('{#grades}{class}', '{number}（{name}）{/grades}'))
  const body = paragraph('单位：{na', 'me}') + rows + paragraph('{#branch}意向：{branch}{/branch}') + paragraph('{association.full}')

  it('is filled: names split by Word, a row for each of a list, what is empty left out', async () => {
    const grades = [
      { class: '特级', number: 'A001' },
      { class: '一级', number: 'A002' },
    ]
    const data = { name: '示例 <公司> & {name}', grades, branch: '', 'association.full': '示例协会' }
    const text = words(part(await fillWord(sampleWord(body), data, foot), 'word/document.xml'))
    expect(text).toContain('单位：示例 &lt;公司&gt; &amp; {name}')
    expect(text).toContain('特级\nA001（示例 &lt;公司&gt; &amp; {name}）')
    expect(text).toContain('一级\nA002')
    expect(text).not.toContain('意向')
    expect(text).toContain('示例协会')
  })

  it('carries the code and the matter’s number at the foot of every page, whatever footers it has', async () => {
    const plain = await fillWord(sampleWord(paragraph('{name}')), { name: '示例' }, foot)
    expect(part(plain, 'word/document.xml').match(/<w:footerReference/g)).toHaveLength(3)
    expect(part(plain, 'word/footer-huiji.xml')).toContain(`事项编号 SQ20260001  ${code}`)
    expect(unzipSync(plain)['word/media/huiji-code.png']?.length).toBeGreaterThan(200)
    const own = await fillWord(sampleWord(paragraph('{name}'), '{association.full} 制'), { 'association.full': '示例协会' }, foot)
    expect(words(part(own, 'word/footer1.xml'))).toMatch(new RegExp(`示例协会 制\n.*${code}`))
    expect(part(own, 'word/_rels/footer1.xml.rels')).toContain('media/huiji-code.png')
    const placed = await fillWord(sampleWord(paragraph('打印码 {code}')), {}, foot)
    expect(words(part(placed, 'word/document.xml'))).toContain(`打印码 ${code}`)
    expect(unzipSync(placed)['word/footer-huiji.xml']).toBeUndefined()
  })

  it('takes a photo', async () => {
    const jpeg = await sharp({ create: { width: 295, height: 413, channels: 3, background: '#fff' } })
      .jpeg()
      .toBuffer()
    const filled = await fillWord(sampleWord(paragraph('{photo}')), { photo: { jpeg, width: 25, height: 35 } }, foot)
    expect(Object.keys(unzipSync(filled)).some((path) => /word\/media\/.*\.jpe?g$/.test(path))).toBe(true)
  })

  it('tells what it asks for, and what is wrong with it', () => {
    expect(wordTags(sampleWord(body)).map((tag) => [tag.inside, tag.name])).toEqual([
      [[], 'name'],
      [[], 'grades'],
      [['grades'], 'class'],
      [['grades'], 'number'],
      [['grades'], 'name'],
      [[], 'branch'],
      [['branch'], 'branch'],
      [[], 'association.full'],
    ])
    expect(() => wordTags(sampleWord(paragraph('{#grades}')))).toThrow('{#grades} 后面没有 {/grades}')
    expect(() => wordTags(sampleWord(paragraph('{name')))).toThrow('花括号没有成对')
    expect(() => wordTags(Buffer.from('not a zip'))).toThrow(WordFailure)
  })
})
