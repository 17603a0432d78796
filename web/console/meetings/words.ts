import type { MeetingOutcome, MeetingState, MeetingVerdict } from '../../../contract/meeting-words.ts'

type Kind = 'plain' | 'accent' | 'good' | 'warn' | 'bad'
export const stateKinds: Record<MeetingState, Kind> = { open: 'accent', deciding: 'warn', closed: 'good', cancelled: 'plain' }
export const verdictKinds: Record<MeetingVerdict, Kind> = { pass: 'good', hold: 'warn', return: 'warn', reject: 'bad' }
export const outcomeKinds: Record<MeetingOutcome, Kind> = {
  passed: 'good',
  held: 'warn',
  returned: 'warn',
  rejected: 'bad',
  skipped: 'bad',
}

/** What a verdict will do when the meeting is carried out. */
export const whatVerdictDoes: Record<MeetingVerdict, string> = {
  pass: '办理时通过；最后一个环节通过即办结，联系人收到短信',
  hold: '不作决定，留待下次会议；意见记入事项的办理经过',
  return: '退回申请单位补正，补正后仍上会审定',
  reject: '不予通过，事项办结，申请单位看到理由',
}
