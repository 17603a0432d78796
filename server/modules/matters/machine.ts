import type { Can } from '../../../contract/common.ts'
import type { MatterState, StageType } from '../../../contract/matter-words.ts'

/** The life of a matter, pure: stages of any order and number, who may do what, and where that leads. */
export interface StageShape {
  id: string
  type: StageType
  /** Of a review: whose it is. A meeting's is decided in a meeting only, an employer's in the portal. */
  review?: 'secretariat' | 'branch' | 'employer' | 'meeting'
  /** False: it may be sent back, never refused (退会). */
  mayReject?: boolean
}

export interface Standing {
  state: MatterState
  stage: string
  /** The review that sent it back; kept until that review has passed it. */
  returnedFrom: string | null
  /** Who sent it back: it comes to the same reviewer again. */
  reviewerId: string | null
  /** It lies at this review because the applicant handed it in, not because another review passed it on. */
  handedIn: boolean
  /** Who passed which review so far; a pass that was taken back, or that another employer gave, is not among them. */
  passes: readonly { stage: string; by: string }[]
  /** The review whose pass was the last decision of all; null when something was decided since. */
  lastPass: string | null
}

export type Move = Pick<Standing, 'state' | 'stage' | 'returnedFrom' | 'reviewerId'>

export interface Actor {
  accountId: string
  /** Acts for the member whose matter it is (or, where the employer begins it, for that employer). */
  own: boolean
  /** Stands among the reviewers of the stage it lies at. */
  reviews: boolean
  /** Acts for the unit whose review it asks for. */
  employer?: boolean
  /** Writes down what a meeting decided. */
  meeting?: boolean
}

export const acts = ['save', 'submit', 'recall', 'withdraw', 'pass', 'return', 'reject', 'hold', 'takeBack'] as const
export type Act = (typeof acts)[number]

const at = (stages: readonly StageShape[], id: string): number => stages.findIndex((stage) => stage.id === id)
const isReview = (stage: StageShape | undefined): boolean => stage?.type === 'review'
const isPassed = (standing: Pick<Standing, 'passes'>, stage: StageShape): boolean => standing.passes.some((pass) => pass.stage === stage.id)

/** The states in which it is the applicant's turn. */
export const applicantsTurn = (state: MatterState): boolean => state === 'draft' || state === 'returned'

/** Null when it may be done, else the sentence a button shows. The one table that server and screens go by. */
export function whyNot(stages: readonly StageShape[], standing: Standing, act: Act, actor: Actor): string | null {
  const ended = endedWords[standing.state]
  if (ended) return ended
  switch (act) {
    case 'save':
    case 'submit':
      if (!actor.own) return '只有申请人可以填写和提交'
      return applicantsTurn(standing.state) ? null : '已经提交，正在审核，暂不能修改'
    case 'recall':
      if (!actor.own) return '只有申请人可以撤回'
      if (standing.state !== 'submitted') return '还没有提交，可以直接修改'
      return standing.handedIn ? null : '审核已经进行到下一环节，不能再撤回修改'
    case 'withdraw':
      return actor.own ? null : '只有申请人可以取消申请'
    case 'takeBack':
      return whyNotTakenBack(stages, standing, actor)
    default:
      return whyNotReview(stages, standing, act, actor)
  }
}

const endedWords: Partial<Record<MatterState, string>> = {
  approved: '这件事项已经办结通过',
  rejected: '这件事项已经办结（未通过）',
  withdrawn: '这件事项已由申请人取消',
}

function whyNotReview(stages: readonly StageShape[], standing: Standing, act: Act, actor: Actor): string | null {
  if (standing.state !== 'submitted') return '正在等申请人填写或补正'
  if (actor.own) return '不能审核自己的申请'
  const stage = stages[at(stages, standing.stage)]
  const inMeeting = stage?.review === 'meeting'
  if (inMeeting && !actor.meeting) return '这一环节由会议审议，请列入会议议程后一并办理'
  if (!actor.reviews) return stage?.review === 'employer' ? '这一环节由申请人所在单位审核' : '这一环节由其他岗位审核'
  if (!inMeeting && (actor.meeting || act === 'hold')) return '这一环节不由会议审议'
  if (act === 'reject' && stage?.mayReject === false) return '这类申请不能不予通过，请通过，或退回补正'
  // 初审 and 复审 are two pairs of eyes; a meeting is a body of its own, whoever writes down what it decided.
  const earlier = !inMeeting && standing.passes.some((pass) => pass.by === actor.accountId && pass.stage !== standing.stage)
  return earlier ? '您已审核过前一环节，这一环节须由另一位同事审核' : null
}

/** 回退: an employer's pass, undone by the employer while nobody has decided since. */
function whyNotTakenBack(stages: readonly StageShape[], standing: Standing, actor: Actor): string | null {
  if (!actor.employer || actor.own) return '只有推荐的单位可以回退'
  if (standing.lastPass === null) return '没有可以回退的审核'
  const stage = stages[at(stages, standing.lastPass)]
  return stage?.review === 'employer' ? null : '后面的环节已经审核，不能再回退'
}

export const canAll = (stages: readonly StageShape[], standing: Standing, actor: Actor, asked: readonly Act[]): Can =>
  Object.fromEntries(asked.map((act) => [act, whyNot(stages, standing, act, actor)]))

/** Where a fresh matter stands. */
export function opened(stages: readonly StageShape[]): Move {
  const first = stages[0]
  if (!first) throw new TypeError('a kind needs a stage')
  return { state: isReview(first) ? 'submitted' : 'draft', stage: first.id, returnedFrom: null, reviewerId: null }
}

/** The next review that has not passed it, in order: what a condition brought in later is not passed over. */
const nextReview = <S extends StageShape>(stages: readonly S[], standing: Pick<Standing, 'passes'>): S | undefined =>
  stages.find((stage) => isReview(stage) && !isPassed(standing, stage))

/** The applicant's stages that are in hand now: between the last pass and the next review; after a return, all before the next review. */
export function inHand<S extends StageShape>(
  stages: readonly S[],
  standing: Pick<Standing, 'state' | 'stage' | 'returnedFrom' | 'passes'>,
): S[] {
  if (!applicantsTurn(standing.state)) return []
  const next = nextReview(stages, standing)
  const end = next ? at(stages, next.id) : stages.length
  if (standing.state === 'returned') return stages.slice(0, end).filter((stage) => !isReview(stage))
  const before = stages.slice(0, Math.max(0, Math.min(at(stages, standing.stage), end))).findLastIndex((stage) => isReview(stage))
  return stages.slice(before + 1, end).filter((stage) => !isReview(stage))
}

/** Null when this stage may be opened now, else why not. `agreed` holds the agree stages that are done. */
export function whyClosed(
  stages: readonly StageShape[],
  standing: Pick<Standing, 'state' | 'stage' | 'returnedFrom' | 'passes'>,
  id: string,
  agreed: ReadonlySet<string>,
): string | null {
  const hand = inHand(stages, standing)
  const place = hand.findIndex((stage) => stage.id === id)
  if (place === -1) {
    const stage = stages[at(stages, id)]
    if (isReview(stage)) return stage?.review === 'employer' ? '由所在单位审核' : '由协会审核'
    return applicantsTurn(standing.state) && at(stages, id) > at(stages, standing.stage) ? '要等前面的审核通过后办理' : '现在不能修改这一步'
  }
  return hand.slice(0, place).some((stage) => stage.type === 'agree' && !agreed.has(stage.id)) ? '请先阅读并同意前面的文本' : null
}

/** Handed in: to the next review that has not passed it; without any it is through. Where that one sent it back, to the same reviewer. */
export function submitted(stages: readonly StageShape[], standing: Standing): Move {
  const next = nextReview(stages, standing)
  if (!next) return { state: 'approved', stage: stages.at(-1)?.id ?? standing.stage, returnedFrom: null, reviewerId: null }
  const back = standing.returnedFrom === next.id
  return {
    state: 'submitted',
    stage: next.id,
    returnedFrom: back ? standing.returnedFrom : null,
    reviewerId: back ? standing.reviewerId : null,
  }
}

/** Passed: on to the next stage, the applicant's or a review; after the last it is approved. */
export function passed(stages: readonly StageShape[], standing: Standing): Move {
  const here = at(stages, standing.stage)
  const open = (stage: StageShape) => !(isReview(stage) && isPassed(standing, stage))
  // A review that came in behind one's back (a fact changed meanwhile) is not passed over either.
  const next =
    stages.find((stage, index) => index > here && open(stage)) ??
    stages.find((stage, index) => index < here && isReview(stage) && open(stage))
  const state = !next ? 'approved' : isReview(next) ? 'submitted' : 'draft'
  return { state, stage: next?.id ?? standing.stage, returnedFrom: null, reviewerId: null }
}

/** Sent back to the first stage that has a remark; without one, to the first form or papers. Null: nobody to send it to. */
export function returned(stages: readonly StageShape[], standing: Standing, remarked: ReadonlySet<string>, by: string): Move | null {
  const before = stages.slice(0, at(stages, standing.stage)).filter((stage) => !isReview(stage))
  const work = before.filter((stage) => stage.type === 'form' || stage.type === 'documents')
  const target = before.find((stage) => remarked.has(stage.id)) ?? work[0] ?? before.at(-1)
  return target ? { state: 'returned', stage: target.id, returnedFrom: standing.stage, reviewerId: by } : null
}

/** Taken back by the applicant before anybody decided: as it was before handing in. */
export function recalled(stages: readonly StageShape[], standing: Standing): Move | null {
  const before = stages.slice(0, at(stages, standing.stage)).findLast((stage) => !isReview(stage))
  if (!before) return null
  const again = standing.returnedFrom === standing.stage
  return { state: again ? 'returned' : 'draft', stage: before.id, returnedFrom: standing.returnedFrom, reviewerId: standing.reviewerId }
}

/** The employer's pass undone: it lies at the employer again, as before. */
export const takenBack = (standing: Standing): Move => ({
  state: 'submitted',
  stage: standing.lastPass ?? standing.stage,
  returnedFrom: null,
  reviewerId: null,
})

export const rejected = (standing: Standing): Move => ({ state: 'rejected', stage: standing.stage, returnedFrom: null, reviewerId: null })
export const withdrawn = (standing: Standing): Move => ({ state: 'withdrawn', stage: standing.stage, returnedFrom: null, reviewerId: null })
