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

/** Whether a stage stands on the page of the one before it. */
const joins = (stage: MatterStage, before: MatterStage | undefined): boolean =>
  stage.samePage === true && before !== undefined && ['form', 'documents'].includes(before.type)

/** The pages of a matter: most are one stage; form and papers may share one (CQSSA-01). */
export function pagesOf(stages: readonly MatterStage[]): [MatterStage, ...MatterStage[]][] {
  const pages: [MatterStage, ...MatterStage[]][] = []
  stages.forEach((stage, at) => {
    const page = pages.at(-1)
    if (page && joins(stage, stages[at - 1])) page.push(stage)
    else pages.push([stage])
  })
  return pages
}

/** The page that a stage stands on, by the id of the page's first stage. */
export function pageWith(matter: Pick<MatterForApplicant, 'stages'>, id: string): string {
  return pagesOf(matter.stages).find((page) => page.some((stage) => stage.id === id))?.[0].id ?? id
}

/** What the steps at the top show: the stages, and the handing in before the review that follows. */
export function barOf(matter: MatterForApplicant, showing: string): { id: string; title: string; state: 'done' | 'now' | 'ahead' }[] {
  const bar = passedBar(matter, showing)
  const last = bar.findIndex((step) => step.id === pagesInHand(matter).at(-1)?.[0].id)
  bar.splice(last + 1, 0, { id: submitStep, title: '提交', state: showing === submitStep ? 'now' : 'ahead' })
  return bar
}

/** The steps as they lie behind and ahead of `showing`. */
export function passedBar(matter: Pick<MatterForApplicant, 'stages'>, showing: string) {
  return pagesOf(matter.stages).map((page) => ({
    id: page[0].id,
    title: page[0].title,
    state: page.every((stage) => stage.done) ? ('done' as const) : page[0].id === showing ? ('now' as const) : ('ahead' as const),
  }))
}

const pagesInHand = (matter: MatterForApplicant) => {
  const hand = stagesInHand(matter)
  return pagesOf(matter.stages).filter(([stage]) => hand.includes(stage))
}

export function nextStep(matter: MatterForApplicant, from: string): { id: string; title: string } {
  const hand = pagesInHand(matter).map(([stage]) => stage)
  const next = hand[hand.findIndex((stage) => stage.id === from) + 1]
  return next ? { id: next.id, title: next.title } : { id: submitStep, title: '核对并提交' }
}

export function previousStep(matter: MatterForApplicant, from: string): { id: string; title: string } | null {
  const hand = pagesInHand(matter).map(([stage]) => stage)
  const previous = from === submitStep ? hand.at(-1) : hand[hand.findIndex((stage) => stage.id === from) - 1]
  return previous && previous.type !== 'agree' ? { id: previous.id, title: previous.title } : null
}
