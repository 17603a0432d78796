import { describe, expect, it } from 'vitest'
import { type Candidate, judge } from './match.ts'
import type { Paper } from './reading/paper.ts'

const here = { payees: ['示例行业协会'], today: '2026-11-21' }

const paper = (more: Partial<Paper> = {}): Paper => ({
  document: 'fiscal',
  code: '00010726',
  number: '0000012345',
  checkCode: 'a1b2c3',
  title: '示例建设集团有限公司',
  creditCode: '91350100M000100Y43',
  payee: '示例行业协会',
  amountFen: 300000,
  issuedOn: '2026-11-20',
  red: false,
  marks: [],
  ...more,
})

let made = 0
const candidate = (more: Partial<Candidate> = {}): Candidate => ({
  id: `r${++made}`,
  document: 'fiscal',
  basis: 'paid',
  title: '示例建设集团有限公司',
  creditCode: '91350100M000100Y43',
  amountFen: 300000,
  paidOn: '2026-11-18',
  dueOn: '2026-11-27',
  orderNumber: 'HF2026000012',
  transferCode: 'K7Q2M9XA',
  formerNames: [],
  payerNames: [],
  takenBy: null,
  ...more,
})

const said = (match: { evidence: { fact: string; holds: boolean | null; text: string }[] }, fact: string) =>
  match.evidence.filter((one) => one.fact === fact).map((one) => `${one.holds}: ${one.text}`)

describe('STAFF-07 a file finds its receipt', () => {
  it('surely, when payer, amount and payee agree and nothing else fits', () => {
    const one = candidate()
    expect(judge(paper(), [one, candidate({ amountFen: 500000 })], here)).toMatchObject({ verdict: 'sure', receiptId: one.id })
  })

  it('by its former name, when the credit code is the same', () => {
    const one = candidate({ title: '示例控股集团有限公司', formerNames: ['示例建设集团有限公司'] })
    const match = judge(paper(), [one], here)
    expect(match).toMatchObject({ verdict: 'sure', receiptId: one.id })
    expect(said(match, '抬头')).toEqual(['true: 与曾用名一致：示例建设集团有限公司'])
  })

  it('an individual by name and amount, as long as there is one of that name', () => {
    const of = (id: string) => candidate({ id, title: '张示例', creditCode: '', amountFen: 48000 })
    const file = paper({ title: '张示例', creditCode: '', amountFen: 48000 })
    expect(judge(file, [of('a')], here)).toMatchObject({ verdict: 'sure', receiptId: 'a' })
    expect(judge(file, [of('a'), of('b')], here)).toMatchObject({ verdict: 'unsure' })
  })

  it('of two years of the same amount, the order’s number in the remark decides; without it a person does', () => {
    const [old, now] = [candidate({ orderNumber: 'HF2025000001', dueOn: '2026-11-25' }), candidate({ orderNumber: 'HF2026000099' })]
    expect(judge(paper({ marks: ['HF2026000099'] }), [old, now], here)).toMatchObject({ verdict: 'sure', receiptId: now.id })
    const match = judge(paper(), [now, old], here)
    expect(match).toMatchObject({ verdict: 'unsure', receiptId: old.id })
    expect(said(match, '不止一张')).toEqual(['false: 有 2 张待开票据的抬头和金额都相同，请按年度核对'])
  })

  it.each<[string, Partial<Paper>, Partial<Candidate>, string, RegExp]>([
    ['another amount', { amountFen: 30000 }, {}, '金额', /文件为“300.00 元”，登记为“3,000.00 元”/],
    ['an amount that is one fen more', { amountFen: 300001 }, {}, '金额', /文件为“3,000.01 元”，登记为“3,000.00 元”/],
    ['an amount that is one fen less', { amountFen: 299999 }, {}, '金额', /文件为“2,999.99 元”/],
    ['no amount', { amountFen: null }, {}, '金额', /读不出金额/],
    ['another payer with that code', { title: '示例其他有限公司' }, {}, '抬头', /文件为“示例其他有限公司”/],
    [
      'the parent company that sent the money',
      { title: '示例控股集团有限公司', creditCode: '91110000600001760P' },
      { payerNames: ['示例控股集团有限公司'] },
      '抬头',
      /“示例控股集团有限公司”，是汇款单位；登记为“示例建设集团有限公司”/,
    ],
    ['another code with that name', { creditCode: '91110000600001760P' }, {}, '信用代码', /登记为“91350100M000100Y43”/],
    ['money for somebody else', { payee: '另一示例协会' }, {}, '收款单位', /文件为“另一示例协会”/],
    ['a day before the money', { issuedOn: '2026-11-01' }, {}, '开票日期', /早于到账日期 2026-11-18/],
    ['a day to come', { issuedOn: '2026-12-01' }, {}, '开票日期', /晚于今天/],
    ['a tax invoice where a fiscal one is due', { document: 'tax' }, {}, '种类', /文件是电子发票，应开的是财政电子票据/],
    ['a receipt that another file claims', {}, { takenBy: '另一份.pdf' }, '重复', /“另一份.pdf”也对应/],
  ])('never surely with %s: the evidence says so', (_, file, receipt, fact, words) => {
    const match = judge(paper(file), [candidate(receipt)], here)
    expect(match.verdict).toBe('unsure')
    expect(said(match, fact).join()).toMatch(words)
  })

  it('one asked for in advance has no money to be later than', () => {
    expect(judge(paper({ issuedOn: '2026-11-01' }), [candidate({ basis: 'advance', paidOn: null })], here)).toMatchObject({
      verdict: 'sure',
    })
  })

  it('a red one, and one that nothing answers to, are nobody’s', () => {
    expect(judge(paper({ red: true }), [candidate()], here)).toMatchObject({ verdict: 'none', receiptId: null })
    const match = judge(paper(), [], here)
    expect(match).toMatchObject({ verdict: 'none', receiptId: null })
    expect(said(match, '抬头').join()).toContain('没有待开给“示例建设集团有限公司，91350100M000100Y43”、3,000.00 元的票据')
  })
})
