import { strToU8, zipSync } from 'fflate'
import { afterAll, describe, expect, it } from 'vitest'
import { closeChildren } from '../../../kernel/children/index.ts'
import { closeTypesetter, typeset } from '../../../kernel/typeset/index.ts'
import { type Sample, sampleOfd, samplePdf, sampleZip } from '../testing/papers.ts'
import { entriesOf } from './archive.ts'
import { readFields } from './fields.ts'
import { mediaOf, ofdMedia, pdfMedia } from './media.ts'
import { readPaper } from './read.ts'

const fiscal: Sample = {
  document: 'fiscal',
  code: '00010726',
  number: '0000012345',
  checkCode: 'a1b2c3',
  title: '示例建设集团（江苏）有限公司',
  creditCode: '91350100M000100Y43',
  payee: '示例行业协会',
  amountFen: 300000,
  issuedOn: '2026-11-20',
  remark: '2026 年度会费 订单 HF2026000012',
}
const tax: Sample = {
  ...fiscal,
  document: 'tax',
  number: '26112000000012345678',
  payeeCode: '51100000500000000X',
  amountFen: 120050,
}

afterAll(async () => {
  closeChildren()
  await closeTypesetter()
})

describe('STAFF-07 an official document is read', () => {
  it.each([
    ['PDF', samplePdf(fiscal), pdfMedia],
    ['OFD', sampleOfd(fiscal), ofdMedia],
  ])('a 财政电子票据 as %s: code, number, check code, payer, payee, amount, day and remark', async (_, bytes, media) => {
    expect(mediaOf(bytes)).toBe(media)
    expect(await readPaper(bytes, media)).toMatchObject({
      document: 'fiscal',
      code: '00010726',
      number: '0000012345',
      checkCode: 'a1b2c3',
      title: '示例建设集团（江苏）有限公司',
      creditCode: '91350100M000100Y43',
      payee: '示例行业协会',
      amountFen: 300000,
      issuedOn: '2026-11-20',
      red: false,
      marks: expect.arrayContaining(['HF2026000012']),
    })
  })

  it.each([
    ['PDF', samplePdf(tax), pdfMedia],
    ['OFD', sampleOfd(tax), ofdMedia],
    ['OFD that states its data', sampleOfd(tax, { stated: true }), ofdMedia],
  ])('a 数电发票 as %s: its 20 digits, buyer and seller not mixed up', async (_, bytes, media) => {
    expect(await readPaper(bytes, media)).toMatchObject({
      document: 'tax',
      code: '',
      number: '26112000000012345678',
      title: '示例建设集团（江苏）有限公司',
      creditCode: '91350100M000100Y43',
      payee: '示例行业协会',
      amountFen: 120050,
      issuedOn: '2026-11-20',
    })
  })

  it('one that cancels another is known as red', async () => {
    expect(await readPaper(samplePdf({ ...tax, red: true }), pdfMedia)).toMatchObject({ red: true, amountFen: 120050 })
    expect(await readPaper(samplePdf({ ...fiscal, red: true }), pdfMedia)).toMatchObject({ red: true })
  })

  it('an individual has no credit code and is read all the same', async () => {
    expect(await readPaper(samplePdf({ ...fiscal, title: '张示例', creditCode: '' }), pdfMedia)).toMatchObject({
      title: '张示例',
      creditCode: '',
    })
  })

  it('one that takes too long is told from one that is no receipt', async () => {
    expect(await readPaper(samplePdf(fiscal), pdfMedia, 0)).toBe('late')
    expect(await readPaper(Buffer.from('%PDF-1.7 half'), pdfMedia)).toBeNull()
  })

  it('a PDF with real, subset fonts is read as one without', async () => {
    const pdf = await typeset('letter', {
      association: { name: '示例行业协会', accent: '#1f5fbf' },
      date: '2026-11-20',
      title: '全国性社会团体会费统一收据（电子）',
      size: 'compact',
      markdown:
        '票据代码：00010726\n\n票据号码：0000012345\n\n校验码：a1b2c3\n\n交款人：示例建设集团有限公司\n\n开票日期：2026年11月20日\n\n金额合计（小写）：3,000.00',
    })
    expect(await readPaper(pdf, pdfMedia)).toMatchObject({
      code: '00010726',
      number: '0000012345',
      checkCode: 'a1b2c3',
      title: '示例建设集团有限公司',
      amountFen: 300000,
      issuedOn: '2026-11-20',
    })
  })

  it('a value is found under its label too, where a form has columns', () => {
    const word = (text: string, x: number, y: number) => ({ text, x, y, width: text.length * 9, height: 9 })
    const paper = readFields([
      word('票据代码', 40, 10),
      word('票据号码', 140, 10),
      word('校 验 码', 260, 10),
      word('00010726', 40, 26),
      word('0000012345', 140, 26),
      word('A1B2C3', 262, 26),
    ])
    expect(paper).toMatchObject({ code: '00010726', number: '0000012345', checkCode: 'A1B2C3', title: '', amountFen: null, issuedOn: null })
  })

  it.each([
    ['another PDF', Buffer.from('%PDF-1.7\n%%EOF\n'), pdfMedia],
    ['a PDF in name only', Buffer.from('%PDF- and nothing else'), pdfMedia],
    ['half an OFD', sampleOfd(fiscal).subarray(0, 700), ofdMedia],
    ['an OFD without a page', Buffer.from(zipSync({ 'OFD.xml': strToU8('<OFD/>') })), ofdMedia],
  ])('%s is no receipt, and nothing breaks', async (_, bytes, media) => {
    expect(await readPaper(bytes, media)).toBeNull()
  })

  it('entities of an OFD are not followed: it is not read at all', async () => {
    const bomb =
      '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Page><TextObject Boundary="0 0 9 3"><TextCode>发票号码:26112000000012345678 &b;</TextCode></TextObject></Page>'
    const bytes = Buffer.from(zipSync({ 'OFD.xml': strToU8('<OFD/>'), 'Doc_0/Pages/Page_0/Content.xml': strToU8(bomb) }))
    expect(await readPaper(bytes, ofdMedia)).toBeNull()
  })
})

describe('STAFF-07 a ZIP of official documents', () => {
  const want = (name: string) => /\.(pdf|ofd)$/i.test(name)
  const rules = { most: 10, each: 1_000_000, whole: 5_000_000, want }

  it('is opened with its folders; what is no document is left', () => {
    const zip = sampleZip({
      '十一月/a.pdf': samplePdf(fiscal),
      '十一月/b.ofd': sampleOfd(fiscal),
      'readme.txt': strToU8('x'),
      '__MACOSX/._a.txt': strToU8('x'),
    })
    expect(mediaOf(zip)).toBe('application/zip')
    expect(entriesOf(zip, rules).map(({ name }) => name)).toEqual(['十一月/a.pdf', '十一月/b.ofd'])
  })

  it('keeps the Chinese names that Windows wrote in GBK', () => {
    const zip = Buffer.from(zipSync({ 'xxxx.pdf': samplePdf(fiscal) }))
    const gbk = Buffer.from([0xc6, 0xb1, 0xbe, 0xdd])
    for (let at = zip.indexOf('xxxx.pdf'); at >= 0; at = zip.indexOf('xxxx.pdf', at)) gbk.copy(zip, at)
    expect(entriesOf(zip, rules).map(({ name }) => name)).toEqual(['票据.pdf'])
  })

  it.each([
    ['unfolds to a giant', { 'a.pdf': new Uint8Array(3_000_000) }, { ...rules, each: 1_000_000 }],
    ['unfolds to too much in all', { 'a.pdf': new Uint8Array(900_000), 'b.pdf': new Uint8Array(900_000) }, { ...rules, whole: 1_000_000 }],
    ['holds too many', Object.fromEntries(Array.from({ length: 11 }, (_, at) => [`${at}.pdf`, strToU8('x')])), rules],
  ])('one that %s is refused before it is unfolded', (_, files, limits) => {
    expect(() => entriesOf(sampleZip(files), limits)).toThrowError(expect.objectContaining({ code: 'too-large' }))
  })

  it('one whose directory lies about its sizes does not unfold past them', async () => {
    const zip = sampleZip({ 'a.pdf': new Uint8Array(2_000_000), 'b.pdf': samplePdf(fiscal) })
    const at = zip.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    zip.writeUInt32LE(1000, at + 24)
    const [liar, honest] = entriesOf(zip, rules)
    expect(await liar?.bytes()).toBeNull()
    expect(await honest?.bytes()).toEqual(samplePdf(fiscal))
  })

  it('one that was shut with a password is not opened', () => {
    const zip = sampleZip({ 'a.pdf': samplePdf(fiscal) })
    const at = zip.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    zip.writeUInt16LE(1, at + 8)
    expect(() => entriesOf(zip, rules)).toThrowError(expect.objectContaining({ code: 'wrong-file' }))
  })

  it('a broken one is told as broken', () => {
    expect(() => entriesOf(sampleZip({ 'a.pdf': samplePdf(fiscal) }).subarray(0, 300), rules)).toThrowError(
      expect.objectContaining({ code: 'wrong-file' }),
    )
  })
})
