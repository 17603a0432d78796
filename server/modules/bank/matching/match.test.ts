import { describe, expect, it } from 'vitest'
import { indexClaims, type OpenClaim } from './claims.ts'
import { type Incoming, type Match, matchLine } from './match.ts'

let made = 0
const claim = (other: Partial<OpenClaim> & { memberName: string }): OpenClaim => {
  made += 1
  return {
    kind: 'order',
    id: `claim-${made}`,
    memberId: other.memberName,
    memberNumber: null,
    memberKind: 'unit',
    creditCode: null,
    label: '2026 年度会费',
    years: [2026],
    orderNumber: `D${made}`,
    code: null,
    payerUnit: other.memberName,
    amountFen: 300_000,
    formerNames: [],
    paidOn: null,
    ...other,
  }
}
const line = (other: Partial<Incoming> = {}): Incoming => ({
  id: 'line',
  day: '2026-11-20',
  amountFen: 300_000,
  payerName: '',
  payerAccount: '',
  note: '会费',
  ...other,
})
/** A match as a clerk reads it. */
const told = ({ verdict, candidates }: Match) => [
  verdict,
  ...candidates.map(
    (one) =>
      `${one.claims.map((each) => each.id).join('+')}: ${one.evidence.map((each) => `${each.good ? '✓' : '✗'}${each.text}`).join('；')}`,
  ),
]

const wind = claim({ id: 'wind', memberName: '北京示例长风建设集团有限公司', code: '7K3MPQ4X', creditCode: '91110000EX00000001' })
const stone = claim({ id: 'stone', memberName: '上海示例青石建筑工程有限公司', kind: 'charge', amountFen: 1_000_000, payerUnit: null })
const hill = { memberName: '江苏示例远山路桥工程有限公司', formerNames: ['江苏示例远山公路公司'] }
const hill25 = claim({ ...hill, id: 'hill25', kind: 'charge', years: [2025] })
const hill26 = claim({ ...hill, id: 'hill26', code: 'ABCD2345' })
const zhang = claim({ id: 'zhang', memberName: '张示例', memberKind: 'person', amountFen: 10_000, code: 'QRST6789' })
const child = claim({ id: 'child', memberName: '示例安装工程有限公司', payerUnit: '示例建设控股（集团）有限公司', code: 'WXYZ2345' })
const all = await indexClaims([wind, stone, hill25, hill26, zhang, child], new Map([['6222-old', new Set(['张示例'])]]))

describe('sure is', () => {
  it.each(['识别码7K3MPQ4X', '会费 7k3m pq4x 谢谢', '7K3M-PQ4X', '会费７Ｋ３ＭＰＱ４Ｘ', 'A7K3MPQ4X2'])(
    'STAFF-06 the code in the note and the amount: %s',
    (note) => {
      expect(told(matchLine(line({ note, payerName: '某代付公司' }), all))[0]).toBe('sure')
    },
  )

  it('STAFF-06 a unit’s name, however its brackets are set, and the amount of its only claim', () => {
    expect(told(matchLine(line({ payerName: '上海示例青石 建筑工程有限公司', amountFen: 1_000_000 }), all))).toEqual([
      'sure',
      'stone: ✓户名与会员名称一致；✓金额一致',
    ])
    expect(matchLine(line({ payerName: '示例建设控股(集团)有限公司' }), all)).toMatchObject({
      verdict: 'sure',
      candidates: [{ claims: [{ id: 'child' }] }],
    })
  })

  it('STAFF-06 a credit code in the note', () => {
    expect(matchLine(line({ note: '91110000EX000000012' }), all).verdict).toBe('none')
    expect(matchLine(line({ note: '会费91110000ex00000001号' }), all).verdict).toBe('sure')
  })

  it('STAFF-06 one remittance for two years, when it is exactly both', () => {
    expect(told(matchLine(line({ payerName: '江苏示例远山路桥工程有限公司', amountFen: 600_000 }), all))).toEqual([
      'sure',
      'hill25+hill26: ✓户名与会员名称一致；✓2 笔合计 6,000.00 元，正好',
    ])
  })

  it('STAFF-06 one remittance of a unit for its 37 people, whom nobody ordered for', async () => {
    const people = Array.from({ length: 37 }, (_, at) =>
      claim({
        id: `p${at}`,
        memberName: `示例人员${at}`,
        memberKind: 'person',
        kind: 'charge',
        amountFen: 20_000,
        payerUnit: '示例监理有限公司',
      }),
    )
    const unit = await indexClaims(people)
    const whole = matchLine(line({ payerName: '示例监理有限公司', amountFen: 37 * 20_000 }), unit)
    expect([whole.verdict, whole.candidates[0]?.claims.length, told(whole)[1]?.split(': ')[1]]).toEqual([
      'sure',
      37,
      '✓户名是为其缴费的单位；✓37 笔合计 7,400.00 元，正好',
    ])
    expect(matchLine(line({ payerName: '示例监理有限公司', amountFen: 20_000 }), unit).verdict).toBe('likely')
  })

  it('STAFF-06 one remittance for several orders by their codes', () => {
    const match = matchLine(line({ note: '7K3MPQ4X、QRST6789', amountFen: 310_000, payerName: '示例控股' }), all)
    expect([match.verdict, match.candidates[0]?.claims.map((one) => one.id)]).toEqual(['sure', ['wind', 'zhang']])
  })
})

describe('a person looks when', () => {
  it('STAFF-06 the amount fits two years and nobody says which', () => {
    expect(told(matchLine(line({ payerName: '江苏示例远山路桥工程有限公司' }), all))).toEqual([
      'likely',
      'hill25: ✓户名与会员名称一致；✓金额一致；✗金额对得上的还有 1 种：不能确定交的是哪一项',
      'hill26: ✓户名与会员名称一致；✓金额一致；✗金额对得上的还有 1 种：不能确定交的是哪一项',
    ])
  })

  it('STAFF-06 the code is there and the amount is another', () => {
    expect(told(matchLine(line({ note: '7K3MPQ4X', amountFen: 200_000, payerName: wind.memberName }), all))).toEqual([
      'likely',
      'wind: ✓附言中有识别码 7K3M PQ4X；✓户名与会员名称一致；✗应收 3,000.00 元，少 1,000.00 元',
    ])
  })

  it('STAFF-06 the code has one slip, or two characters swapped', () => {
    for (const note of ['识别码 7K3NPQ4X', '识别码 7K3MP4QX', '7K3M PQ40'])
      expect([note, told(matchLine(line({ note }), all))[1]?.slice(0, 12)]).toEqual([note, 'wind: ✗附言中的 '])
  })

  it('STAFF-06 it is a former name, a similar name, a person’s name', () => {
    expect(told(matchLine(line({ payerName: '江苏示例远山公路公司', amountFen: 600_000 }), all))).toEqual([
      'likely',
      'hill25+hill26: ✗户名是会员的曾用名，现名“江苏示例远山路桥工程有限公司”；✓2 笔合计 6,000.00 元，正好',
    ])
    expect(told(matchLine(line({ payerName: '上海示例青石建筑工程有限责任公司', amountFen: 1_000_000 }), all))[1]).toContain('户名相近')
    expect(matchLine(line({ payerName: '张示例', amountFen: 10_000 }), all).verdict).toBe('likely')
  })

  it('STAFF-06 the account paid before', () => {
    expect(told(matchLine(line({ payerName: '王代付', payerAccount: '6222-old', amountFen: 10_000 }), all))[1]).toContain(
      '✓这个账号以前为该会员交过',
    )
  })

  it('STAFF-06 a voucher tells the day', async () => {
    const voucher = claim({ id: 'voucher', memberName: '示例凭证单位有限公司', paidOn: '2026-11-19' })
    expect(told(matchLine(line({ payerName: '示例凭证单位有限公司' }), await indexClaims([voucher])))[1]).toContain(
      '✓会员上传的凭证写明 2026-11-19 汇款',
    )
  })
})

describe('nothing is found', () => {
  it('STAFF-06 for interest, for a stranger, for an amount alone', () => {
    for (const one of [line({ note: '结息', amountFen: 1_234 }), line({ payerName: '某某印刷有限公司' }), line()])
      expect(told(matchLine(one, all))).toEqual(['none'])
  })
})
