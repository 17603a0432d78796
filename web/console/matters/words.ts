import type { MatterState } from '../../../contract/matter-words.ts'
import type { DoneRow } from '../../../contract/matters.ts'

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

/** What passing the last stage of a kind brings about; `firstContact` is the association's word for who is told. */
const endings: Record<string, (words: { firstContact: string; member: string }) => string> = {
  admission: ({ firstContact, member }) => `生成${member}编号，登记会籍和入会级别，可下载电子会员证，并短信通知${firstContact}`,
}

export function whatPassingDoes(
  matter: { kind: string; stage: string; stages: readonly { id: string; title: string; type: string }[] },
  words: { firstContact: string; member: string },
): string {
  const next = matter.stages[matter.stages.findIndex((stage) => stage.id === matter.stage) + 1]
  if (next) return next.type === 'review' ? `转到下一环节“${next.title}”继续审核` : `请申请单位继续办理“${next.title}”`
  return endings[matter.kind]?.(words) ?? `事项办结，并短信通知${words.firstContact}`
}
