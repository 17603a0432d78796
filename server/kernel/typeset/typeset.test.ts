import { extractText, getDocumentProxy } from 'unpdf'
import { afterAll, describe, expect, it } from 'vitest'
import { closeTypesetter, formDocument, type TemplateName, typeset, typesetterState } from './index.ts'
import { certificate, type Sample, samples, unitForm } from './samples.ts'

afterAll(() => closeTypesetter())

async function read(pdf: Buffer): Promise<{ text: string; pages: number }> {
  const { text, totalPages } = await extractText(await getDocumentProxy(new Uint8Array(pdf)), { mergePages: true })
  return { text: text.replace(/[\s\u200b]/g, ''), pages: totalPages }
}

async function print(name: string) {
  const sample = await samples[name]?.()
  if (!sample) throw new Error(`no sample ${name}`)
  const pdf = await typesetSample(sample)
  return { pdf, ...(await read(pdf)) }
}

const typesetSample = <T extends TemplateName>(sample: Extract<Sample, { template: T }>) =>
  typeset(sample.template, sample.data as Parameters<typeof typeset<T>>[1])

/** Words that are code, markup or trouble somewhere; each must come out as it went in. */
const hostile = [
  '#read("/etc/passwd")',
  '*_$@<>`\\ ',
  '#{panic()}',
  '$x^2$ <label> @ref',
  '// not a comment /* either */',
  '{{name}} <%= 1+1 %> </svg><script>',
  '“引号”\'"',
]

describe('documents', () => {
  it('CACEM-12 prints a membership certificate whose name, number and validity can be read back', async () => {
    const { pdf, text, pages } = await print('certificate')
    expect(pages).toBe(1)
    for (const said of [
      '中国示例工程管理协会',
      '会员证书',
      '示例建设集团有限公司',
      'SL-2026-000123',
      '2026-11-21至2027-12-31',
      '扫描二维码核验当前状态',
    ]) {
      expect(text).toContain(said)
    }
    expect(pdf.includes('<pdfaid:part>2</pdfaid:part>'), 'it says it is PDF/A-2').toBe(true)
    expect(pdf.length).toBeLessThan(400_000)
  })

  it('prints rare characters of names from its own fonts', async () => {
    const { text } = await read(await typeset('certificate', { ...certificate, holder: '王𬭎与䶮㛃' }))
    expect(text).toContain('王𬭎与䶮㛃')
  })

  it('CACEM-08 prints an application form with what was filled in, its matter and its version', async () => {
    const { text, pages } = await print('form')
    expect(pages).toBe(1)
    for (const said of [
      '单位会员入会申请表',
      '91110000MA00EXAM0L',
      '王𬭎',
      '单位（盖章）',
      '法定代表人（签字）',
      'RH-2026-000045',
      'unit-profilev3',
      '第1页/共1页',
    ]) {
      expect(text).toContain(said)
    }
  })

  it('CACEM-08 prints the same form blank, to be filled in by hand', async () => {
    const { text } = await print('form-blank')
    expect(text).toContain('第二联络员')
    expect(text).not.toContain('示例建设集团')
  })

  it('asks on paper only what the form would ask', async () => {
    const form = structuredClone(unitForm)
    form.sections[0]?.fields.push({ type: 'text', id: 'stock', label: '股票代码', when: { field: 'listed', is: true } })
    const names = { region: String, industry: String }
    const sheet = { association: certificate.association, date: certificate.date }
    const labels = (listed: boolean) => formDocument(form, { listed }, names, sheet).sections[0]?.items.map((item) => item.label)
    expect(labels(true)).toContain('股票代码')
    expect(labels(false)).not.toContain('股票代码')
  })

  it('CACEM-08 prints the pledge and other letters with their signature area', async () => {
    const { text } = await print('letter')
    for (const said of ['信用承诺书', '承诺单位（盖章）', '4.同意贵会']) expect(text).toContain(said)
    expect((await print('letter-charter')).pages).toBeGreaterThan(1)
    expect((await print('letter-notice')).text).toContain('示协〔2026〕15号')
  })

  it('CACEM-09 prints a slip with the account, the amount in capitals and the transfer code', async () => {
    const { text, pages } = await print('slip')
    expect(pages).toBe(1)
    for (const said of ['SL7K2M9Q', '6,000.50元', '陆仟元零伍角整', '0000111122223333444', '000100000000']) expect(text).toContain(said)
  })

  it('GSJL-09 prints a roster on A4 landscape: its head on every page, a place for the stamp, the pages counted', async () => {
    const { pdf, text, pages } = await print('roster')
    expect(pages).toBe(3)
    const document = await getDocumentProxy(new Uint8Array(pdf))
    for (let n = 1; n <= pages; n++) {
      const page = await document.getPage(n)
      const { width, height } = page.getViewport({ scale: 1 })
      expect([Math.round(width), Math.round(height)]).toEqual([842, 595])
      const words = (await page.getTextContent()).items.map((item) => ('str' in item ? item.str : '')).join('')
      expect(words.replaceAll(' ', '')).toContain('身份证号')
      expect(words.replaceAll(' ', '')).toContain(`第${n}页/共${pages}页`)
    }
    for (const said of [
      '示例建设监理有限公司',
      '企业推荐（新会员），共45人',
      'HZ20260007',
      '张示例45',
      '单位（盖公章）',
      '打印日期2026年11月21日',
    ])
      expect(text).toContain(said)
  })

  it('CACEM-08 merges pictures into one document, a page each, turned as they lie', async () => {
    const { pdf, pages } = await print('pictures')
    expect(pages).toBe(3)
    const document = await getDocumentProxy(new Uint8Array(pdf))
    const landscape = []
    for (const n of [1, 2, 3]) {
      const view = (await document.getPage(n)).getViewport({ scale: 1 })
      landscape.push(view.width > view.height)
    }
    expect(landscape).toEqual([false, true, false])
  })

  it('prints a manual with contents, chapters and screenshots, light enough to mail', async () => {
    const { pdf, text, pages } = await print('manual')
    expect(pages).toBeGreaterThanOrEqual(5)
    for (const said of ['目录', '注册和登录', '交纳会费', '登录页面']) expect(text).toContain(said)
    expect(pdf.length).toBeLessThan(1_000_000)
  })
})

describe('words of strangers', () => {
  const squeezed = (text: string) => text.replace(/\s/g, '')

  it('never become code: each hostile string is printed as it was typed, in every kind of document', async () => {
    for (const words of hostile) {
      const said = squeezed(words)
      const form = formDocument(
        unitForm,
        { name: words, summary: words, contacts: [{ name: words }] },
        { region: String, industry: String },
        { association: certificate.association, date: certificate.date, declaration: words },
      )
      expect((await read(await typeset('form', form))).text.split(said).length - 1, `in the form: ${words}`).toBeGreaterThanOrEqual(4)
      const { text } = await read(await typeset('certificate', { ...certificate, holder: words, seal: { around: words, caption: words } }))
      expect(text, 'on the certificate').toContain(said)
    }
  })

  it('stay themselves in markdown, apart from its own few marks', async () => {
    const letter = { association: certificate.association, date: certificate.date, title: '#read("/etc/passwd")' }
    const { text } = await read(
      await typeset('letter', { ...letter, markdown: '甲 #read("/etc/passwd") $@<>`_ **粗** 两个星**未完 \\*星\\*' }),
    )
    expect(text).toContain('甲#read("/etc/passwd")$@<>`_粗两个星**未完*星*')
    expect(text).not.toContain('root:')
  })

  it('print a box mark for what no font has, and drop what is no character at all', async () => {
    const { text } = await read(await typeset('certificate', { ...certificate, holder: '甲\u{2fffe}乙\u0000\u0007\ud800丙\u202e丁' }))
    expect(text).toContain('甲〓乙丙丁')
  })

  it('are refused where a day or a colour is meant', async () => {
    await expect(typeset('certificate', { ...certificate, date: '2026-02-30' })).rejects.toThrow('not a day')
    const association = { ...certificate.association, accent: 'red"); panic(' }
    await expect(typeset('certificate', { ...certificate, association })).rejects.toThrow('not a colour')
  })
})

it('keeps the child small over many documents', async () => {
  const sample = await samples.slip?.()
  if (sample?.template !== 'slip') throw new Error('the slip sample is a slip')
  const { data } = sample
  const many = (count: number) =>
    Promise.all(Array.from({ length: count }, (_, n) => typeset('slip', { ...data, transferCode: `CODE${n}` })))
  await many(10)
  const before = typesetterState().rssMb
  const printed = await many(50)
  expect(printed).toHaveLength(50)
  expect(typesetterState().rssMb - before).toBeLessThan(60)
  expect(typesetterState().rssMb).toBeLessThan(450)
})
