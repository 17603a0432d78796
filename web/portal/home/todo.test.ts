import { describe, expect, it } from 'vitest'
import type { MyMatter, OfferedKind } from '../../../contract/matters.ts'
import type { PortalHome } from '../../../contract/members.ts'
import { toDoNow } from './todo.ts'

const applicant = { standing: 'applicant', number: null } as PortalHome['member']
const current = { standing: 'current', number: '2026001' } as PortalHome['member']
const matter = (more: Partial<MyMatter>) =>
  ({
    id: more.title ?? 'm',
    title: '入会申请',
    mine: true,
    state: 'draft',
    stageType: 'form',
    stageTitle: '单位信息',
    passedReview: null,
    updatedAt: '2026-11-21T02:00:00Z',
    message: '',
    ...more,
  }) as MyMatter
const offer = (more: Partial<OfferedKind>) =>
  ({
    kind: 'admission',
    effect: 'admission',
    name: '入会申请',
    description: '',
    whyNot: null,
    openId: null,
    expectedUntil: null,
    ...more,
  }) as OfferedKind
const titles = (...args: Parameters<typeof toDoNow>) => toDoNow(...args).map((thing) => thing.title)
const nothing = { matters: [], offered: [], dues: undefined }

describe('what must I do now', () => {
  it('GSJL-12 asks nobody to pay what the unit pays for its people', () => {
    const standing = { state: 'arrears' as const, paidThrough: null, arrearsYears: [2026], dueYears: [], lapsed: false }
    const toPay = { years: [2026], amountFen: 20000, order: null }
    const dues = (paidBy: string | null) => ({ standing, paidBy, toPay, services: null })
    expect(titles({ ...nothing, member: current, dues: dues('示例监理有限公司') })).toEqual([])
    expect(titles({ ...nothing, member: current, dues: dues(null) })).toEqual(['欠 2026 年度会费'])
  })

  it('STAFF-07 services come last: nobody is late with them', () => {
    const standing = { state: 'none' as const, paidThrough: null, arrearsYears: [], dueYears: [2026], lapsed: false }
    const toPay = { years: [2026], amountFen: 20000, order: null }
    const dues = { standing, paidBy: null, toPay, services: { count: 2, amountFen: 300_000 } }
    expect(
      toDoNow({ ...nothing, member: current, dues }).map(
        ({ title, note, to }) => `${title} ${note} ${typeof to === 'string' ? to : to.path}`,
      ),
    ).toEqual(['可以交纳 2026 年度会费了 共 200.00 元 /dues/pay', '有会费以外的费用待缴 2 笔，共 3,000.00 元 /dues'])
  })

  it('starts with joining, and nothing else is asked of a stranger', () => {
    expect(
      titles({ ...nothing, member: applicant, offered: [offer({}), offer({ kind: 'leave', effect: 'leave', whyNot: '不是会员' })] }),
    ).toEqual(['入会申请'])
  })

  it('CAQ-08 after the papers were checked says to pay, with the number that was given', () => {
    const [first] = toDoNow({
      ...nothing,
      member: { ...applicant, number: '19141263' },
      matters: [matter({ passedReview: '资料审核', stageType: 'payment', stageTitle: '缴费' })],
    })
    expect(first).toMatchObject({ title: '资料审核已通过，请交纳会费', verb: '去交费', urgent: true })
    expect(first?.note).toContain('19141263')
  })

  it('CAQ-16 reminds of papers that are expected, after what was begun already', () => {
    const papers = offer({ kind: 'council', effect: 'record', name: '候选人推荐登记表', expectedUntil: '2026-12-31' })
    const all = { ...nothing, member: current, matters: [matter({ title: '信息变更' })], offered: [papers] }
    expect(titles(all)).toEqual(['信息变更还没有提交', '有需要完善的资料：候选人推荐登记表'])
    expect(titles({ ...all, offered: [{ ...papers, openId: 'x' }] })).toEqual(['信息变更还没有提交'])
  })

  it('GSJL-07 tells a unit that its people wait', () => {
    expect(titles({ ...nothing, member: current, reviews: 3 })).toEqual(['有 3 人等待本单位审核'])
  })

  it('puts a correction before everything', () => {
    const returned = matter({ title: '归属变更', state: 'returned', message: '请补充' })
    expect(titles({ ...nothing, member: current, reviews: 1, matters: [matter({}), returned] })[0]).toBe('归属变更需要补正')
  })
})
