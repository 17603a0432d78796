/** Words of meetings for both sides; free of schemas. */
export const meetingStates = { open: '准备中', deciding: '正在办理', closed: '已办理', cancelled: '已取消' } as const
export type MeetingState = keyof typeof meetingStates

export const meetingVerdicts = { pass: '同意', hold: '暂缓', return: '退回补正', reject: '不同意' } as const
export type MeetingVerdict = keyof typeof meetingVerdicts

export const meetingOutcomes = {
  passed: '已通过',
  held: '已暂缓',
  returned: '已退回补正',
  rejected: '未通过',
  skipped: '未办理',
} as const
export type MeetingOutcome = keyof typeof meetingOutcomes
