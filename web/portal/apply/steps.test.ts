import { describe, expect, it } from 'vitest'
import type { MatterForApplicant, MatterStage } from '../../../contract/matters.ts'
import { barOf, nextStep, pagesOf, pageWith, previousStep, stagesInHand } from './steps.ts'

const stage = (id: string, type: MatterStage['type'], more: Partial<MatterStage> = {}): MatterStage => ({
  id,
  type,
  title: id,
  help: null,
  whyClosed: type === 'review' ? '由协会审核' : null,
  done: false,
  remarks: 0,
  texts: null,
  agreedAt: null,
  form: null,
  slots: null,
  review: null,
  reviewer: null,
  within: null,
  ...more,
})

const matterWith = (stages: MatterStage[]) => ({ stages }) as MatterForApplicant

describe('CACEM-04 the steps of an application', () => {
  const matter = matterWith([
    stage('charter', 'agree', { done: true }),
    stage('unit', 'form'),
    stage('papers', 'documents'),
    stage('dues', 'payment'),
    stage('check', 'review'),
  ])

  it('lead through the stages in hand to handing in, and back, but not back to the agreed text', () => {
    expect(nextStep(matter, 'unit').id).toBe('papers')
    expect(nextStep(matter, 'dues')).toEqual({ id: 'submit', title: '核对并提交' })
    expect(previousStep(matter, 'submit')?.id).toBe('dues')
    expect(previousStep(matter, 'unit')).toBeNull()
  })

  it('show handing in before the review that follows', () => {
    expect(barOf(matter, 'unit').map((step) => `${step.id}:${step.state}`)).toEqual([
      'charter:done',
      'unit:now',
      'papers:ahead',
      'dues:ahead',
      'submit:ahead',
      'check:ahead',
    ])
  })

  it('of a second round hold only what follows the first review', () => {
    const again = matterWith([
      stage('unit', 'form', { whyClosed: '现在不能修改这一步', done: true }),
      stage('first', 'review', { done: true }),
      stage('papers', 'documents'),
      stage('second', 'review'),
    ])
    expect(stagesInHand(again).map((one) => one.id)).toEqual(['papers'])
    expect(barOf(again, 'submit').map((step) => step.id)).toEqual(['unit', 'first', 'papers', 'submit', 'second'])
  })

  it('stand in the bar while the text is not agreed to yet', () => {
    const fresh = matterWith([
      stage('charter', 'agree'),
      stage('unit', 'form', { whyClosed: '请先阅读并同意前面的文本' }),
      stage('check', 'review'),
    ])
    expect(nextStep(fresh, 'charter').id).toBe('unit')
  })

  it('CQSSA-01 hold what shares a page as one step, wherever in it one stands', () => {
    const together = matterWith([
      stage('guide', 'agree', { done: true }),
      stage('unit', 'form', { done: true }),
      stage('joining', 'form', { samePage: true }),
      stage('papers', 'documents', { samePage: true }),
      stage('check', 'review'),
    ])
    expect(pagesOf(together.stages).map((page) => page.map((one) => one.id))).toEqual([['guide'], ['unit', 'joining', 'papers'], ['check']])
    expect(pageWith(together, 'papers')).toBe('unit')
    expect(nextStep(together, 'unit').id).toBe('submit')
    expect(previousStep(together, 'submit')?.id).toBe('unit')
    expect(barOf(together, 'unit').map((step) => `${step.id}:${step.state}`)).toEqual([
      'guide:done',
      'unit:now',
      'submit:ahead',
      'check:ahead',
    ])
  })

  it('never share a page across a review or a payment', () => {
    const apart = matterWith([stage('dues', 'payment'), stage('papers', 'documents', { samePage: true })])
    expect(pagesOf(apart.stages)).toHaveLength(2)
  })
})
