import type { MatterForApplicant, MatterStage } from '../../../contract/matters.ts'
import { stagesInHand } from './steps.ts'

/** What an applicant reads at the turns of a matter, whatever kind it is. */

/** The review that comes when this is handed in; null: it takes effect at once. */
export function reviewAhead(matter: Pick<MatterForApplicant, 'stages'>): MatterStage | null {
  const from = matter.stages.findIndex((stage) => stage.id === stagesInHand(matter).at(-1)?.id)
  return matter.stages.find((stage, at) => at > from && stage.type === 'review' && !stage.done) ?? null
}

/** The review that was passed before it became the applicant's turn again. */
export function reviewBehind(matter: Pick<MatterForApplicant, 'stages' | 'state'>): MatterStage | null {
  if (matter.state !== 'draft') return null
  const first = matter.stages.findIndex((stage) => stage.id === stagesInHand(matter)[0]?.id)
  return matter.stages.slice(0, Math.max(0, first)).findLast((stage) => stage.type === 'review' && stage.done) ?? null
}

/** 「请交纳会费」「请填写“理事资料”」 */
export function askedFor(stages: readonly Pick<MatterStage, 'type' | 'title'>[], dues = '会费'): string {
  const parts = stages.map(({ type, title }) => {
    if (type === 'payment') return `交纳${dues}`
    if (type === 'documents') return `上传“${title}”的材料`
    return type === 'form' ? `填写“${title}”` : `办理“${title}”`
  })
  return `请${parts.join('，') || '继续办理'}`
}

export const submitWords = (matter: MatterForApplicant): string => {
  if (matter.state === 'returned') return '补正完毕，再次提交'
  if (reviewAhead(matter)) return '提交审核'
  return matter.effect === 'leave' ? '确认退会' : '提交'
}

export function submitHelp(matter: MatterForApplicant): string {
  const review = reviewAhead(matter)
  if (!review) return '请核对填写的内容和材料，提交后立即生效。'
  const by = { employer: review.reviewer || '所在单位', branch: review.reviewer || '分支机构', meeting: '协会', secretariat: '协会' }
  return `请核对填写的内容和材料，提交后由${by[review.review ?? 'secretariat']}审核。`
}

/** How it ended, in one heading and one sentence. */
export function endWords(matter: MatterForApplicant): { title: string; good: string } {
  const { kindName, effect } = matter
  const refused = refusedFields(matter)
  switch (effect) {
    case 'leave':
      return { title: '退会已办结', good: '已登记退会' }
    case 'change':
      return refused.length > 0
        ? { title: `${kindName}已办结`, good: '接受的内容已经生效' }
        : { title: `${kindName}已通过`, good: '变更已经生效' }
    case 'branch-join':
      return { title: `${kindName}已通过`, good: `已加入${matter.branchName ?? ''}` }
    case 'branch-leave':
      return { title: `${kindName}已通过`, good: `已退出${matter.branchName ?? ''}` }
    case 'record':
      return { title: `${kindName}已收到`, good: '资料已登记，可以随时查看' }
    default:
      return { title: `${kindName}已通过`, good: '恭喜，审核通过' }
  }
}

/** Of a change: the fields that were not accepted, by name. */
export const refusedFields = ({ diff }: Pick<MatterForApplicant, 'diff'>): string[] =>
  diff.filter((row) => row.accepted === false).map((row) => row.label)

/** On the button that begins it. */
export const beginVerb = ({ effect, name }: { effect: string; name: string }): string => (effect === 'record' ? '去填写' : `开始${name}`)
