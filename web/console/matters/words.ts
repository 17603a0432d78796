import type { MatterState } from '../../../contract/matter-words.ts'
import type { DoneRow, MatterForStaff } from '../../../contract/matters.ts'

type Kind = 'plain' | 'accent' | 'good' | 'warn' | 'bad'

export const stateKinds: Record<MatterState, Kind> = {
  draft: 'plain',
  submitted: 'accent',
  returned: 'warn',
  approved: 'good',
  rejected: 'bad',
  withdrawn: 'plain',
}

export const doneWords: Record<DoneRow['what'], string> = { passed: '通过', returned: '退回补正', rejected: '不予通过' }
export const doneKinds: Record<DoneRow['what'], Kind> = { passed: 'good', returned: 'warn', rejected: 'bad' }

interface Terms {
  /** The association's word for who is told. */
  firstContact: string
  member: string
}

/** What passing the last stage brings about, by what the matter does. */
const endings: Record<string, (words: Terms, branch: string) => string> = {
  admission: ({ firstContact, member }) => `生成${member}编号，登记会籍和入会级别，可下载电子会员证，并通知${firstContact}`,
  change: ({ firstContact }) => `变更立即生效，原名称等留作历史，并通知${firstContact}`,
  leave: ({ firstContact, member }) => `登记退会，${member}证失效，并通知${firstContact}`,
  level: ({ firstContact }) => `从今天起按新的级别登记，并通知${firstContact}`,
  'branch-join': ({ firstContact }, branch) => `登记为${branch}的会员，并通知${firstContact}`,
  'branch-change': ({ firstContact }, branch) => `转入${branch}，原来的归属同时结束，并通知${firstContact}`,
  'branch-leave': ({ firstContact }, branch) => `登记退出${branch}，并通知${firstContact}`,
  renewal: ({ firstContact }) => `登记续期，并通知${firstContact}`,
  'employer-change': ({ firstContact }) => `登记新的所在单位，并通知${firstContact}`,
}

export function whatPassingDoes(
  matter: Pick<MatterForStaff, 'effect' | 'stage' | 'branchName'> & {
    stages: readonly Pick<MatterForStaff['stages'][number], 'id' | 'title' | 'type'>[]
  },
  words: Terms,
): string {
  const next = matter.stages[matter.stages.findIndex((stage) => stage.id === matter.stage) + 1]
  if (next) return next.type === 'review' ? `转到下一环节“${next.title}”继续审核` : `请申请人继续办理“${next.title}”`
  return endings[matter.effect]?.(words, matter.branchName ?? '') ?? `事项办结，并通知${words.firstContact}`
}

/** Of payments and the like only what was the applicant's turn already: what still lies ahead is no doubt. */
export function summariesSoFar({ state, stage, stages, summaries }: MatterForStaff): MatterForStaff['summaries'] {
  const at = (id: string) => stages.findIndex((one) => one.id === id)
  return state === 'approved' ? summaries : summaries.filter((summary) => at(summary.stage) <= at(stage))
}
