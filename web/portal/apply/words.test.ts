import { describe, expect, it } from 'vitest'
import type { MatterForApplicant, MatterStage } from '../../../contract/matters.ts'
import { askedFor, endWords, reviewAhead, reviewBehind, submitHelp, submitWords } from './words.ts'

const stage = (id: string, type: MatterStage['type'], more: Partial<MatterStage> = {}) =>
  ({
    id,
    type,
    title: id,
    whyClosed: type === 'review' ? '由协会审核' : null,
    done: false,
    review: type === 'review' ? 'secretariat' : null,
    reviewer: null,
    ...more,
  }) as MatterStage
const matter = (stages: MatterStage[], more: Partial<MatterForApplicant> = {}) =>
  ({ state: 'draft', kindName: '入会申请', effect: 'admission', diff: [], branchName: null, stages, ...more }) as MatterForApplicant

describe('the words at each turn of a matter', () => {
  it('CAQ-08 say what comes when a review was passed: pay, for the secretariat to approve', () => {
    const closed = { whyClosed: '现在不能修改这一步', done: true }
    const caq = matter([
      stage('入会申请表', 'form', closed),
      stage('打印盖章并上传', 'documents', closed),
      stage('资料审核', 'review', { done: true }),
      stage('缴费', 'payment'),
      stage('秘书处审批', 'review'),
    ])
    expect(reviewBehind(caq)?.title).toBe('资料审核')
    expect(askedFor([stage('缴费', 'payment')])).toBe('请交纳会费')
    expect(reviewAhead(caq)?.title).toBe('秘书处审批')
    expect(submitWords(caq)).toBe('提交审核')
  })

  it('CEPCA-13 leaving without any review takes effect at once', () => {
    const leaving = matter([stage('退会说明', 'form')], { effect: 'leave', kindName: '退会申请' })
    expect(submitWords(leaving)).toBe('确认退会')
    expect(submitHelp(leaving)).toContain('立即生效')
    expect(endWords({ ...leaving, state: 'approved' }).title).toBe('退会已办结')
  })

  it('GSJL-02 name the employer where it is the employer’s to review', () => {
    const person = matter([stage('个人信息', 'form'), stage('单位审核', 'review', { review: 'employer', reviewer: '示例监理有限公司' })])
    expect(submitHelp(person)).toContain('由示例监理有限公司审核')
    expect(reviewBehind(person)).toBeNull()
  })

  it('CAQ-14 of a change, tell which fields were left as they were', () => {
    const row = (label: string, accepted: boolean) => ({ path: label, label, before: '', after: '', accepted })
    const change = matter([], { effect: 'change', kindName: '信息变更', diff: [row('单位名称', true), row('地址', false)] })
    expect(endWords(change).title).toBe('信息变更已办结')
    expect(endWords({ ...change, diff: [row('单位名称', true)] }).title).toBe('信息变更已通过')
  })
})
