/** How far a paper is that was asked for. */
export const paperStates = {
  none: '未填报',
  draft: '填报中',
  returned: '退回补正',
  submitted: '待收存',
  approved: '已收存',
} as const
export type PaperState = keyof typeof paperStates
