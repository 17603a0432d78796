/** Words of matters for both sides; free of schemas, so that screens carry nothing of them. */
export const matterStates = {
  draft: '填写中',
  submitted: '审核中',
  returned: '待补正',
  approved: '已通过',
  rejected: '未通过',
  withdrawn: '已取消',
} as const
export type MatterState = keyof typeof matterStates

export const stageTypes = ['agree', 'form', 'documents', 'payment', 'review'] as const
export type StageType = (typeof stageTypes)[number]

/** What the timeline can say. */
export const matterHappenings = {
  opened: '开始办理',
  agreed: '同意文本',
  confirmed: '确认',
  submitted: '提交',
  resubmitted: '补正后再次提交',
  recalled: '撤回修改',
  withdrawn: '取消申请',
  returned: '退回补正',
  passed: '审核通过',
  'taken-back': '回退',
  corrected: '单位修改',
  held: '会议暂缓',
  approved: '办结通过',
  rejected: '不予通过',
} as const
export type MatterHappening = keyof typeof matterHappenings
