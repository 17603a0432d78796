import type { MatterForApplicant, MatterStage } from '../../../contract/matters.ts'

/** The last step, which is no stage: look everything over and hand it in. */
export const submitStep = 'submit'

const isApplicants = (stage: MatterStage): boolean => stage.type !== 'review'

/** The applicant's stages that are in hand now, in order. */
export function stagesInHand(matter: Pick<MatterForApplicant, 'stages'>): MatterStage[] {
  const own = matter.stages.filter(isApplicants)
  const agreeFirst = '请先阅读并同意前面的文本'
  return own.filter((stage) => stage.whyClosed === null || stage.whyClosed === agreeFirst)
}

/** What the steps at the top show: the stages, and the handing in before the review that follows. */
export function barOf(matter: MatterForApplicant, showing: string): { id: string; title: string; state: 'done' | 'now' | 'ahead' }[] {
  const bar = matter.stages.map((stage) => ({
    id: stage.id,
    title: stage.title,
    state: stage.done ? ('done' as const) : stage.id === showing ? ('now' as const) : ('ahead' as const),
  }))
  const hand = stagesInHand(matter)
  const last = matter.stages.findIndex((stage) => stage.id === hand.at(-1)?.id)
  bar.splice(last + 1, 0, { id: submitStep, title: '提交', state: showing === submitStep ? 'now' : 'ahead' })
  return bar
}

export function nextStep(matter: MatterForApplicant, from: string): { id: string; title: string } {
  const hand = stagesInHand(matter)
  const next = hand[hand.findIndex((stage) => stage.id === from) + 1]
  return next ? { id: next.id, title: next.title } : { id: submitStep, title: '核对并提交' }
}

export function previousStep(matter: MatterForApplicant, from: string): { id: string; title: string } | null {
  const hand = stagesInHand(matter)
  const previous = from === submitStep ? hand.at(-1) : hand[hand.findIndex((stage) => stage.id === from) - 1]
  return previous && previous.type !== 'agree' ? { id: previous.id, title: previous.title } : null
}
