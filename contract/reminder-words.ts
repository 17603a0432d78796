/** By what a member is reminded. */
export const reminderWays = { sms: '短信', mail: '邮件', portal: '会员系统', letter: '信函' } as const
export type ReminderWay = keyof typeof reminderWays

/** What became of one way. */
export const wayStates = {
  waiting: '等待发送',
  handed: '正在发送',
  sent: '已发送',
  delivered: '已送达',
  failed: '未送达',
  bounced: '退信',
  skipped: '未发送',
} as const
export type WayState = keyof typeof wayStates

/** What became of a step for a member. */
export const reminderStates = {
  planned: '待提醒',
  waiting: '等待发送',
  told: '已提醒',
  unreached: '未送达',
  skipped: '未提醒',
} as const
export type ReminderState = keyof typeof reminderStates

/** Why a step was not taken, or a way not used. */
export const skipReasons = {
  paid: '已经缴费',
  waived: '已免缴',
  cancelled: '应缴已撤销',
  'written-off': '已核销',
  left: '已退会',
  vouched: '已上传凭证，等待核对到账',
  paused: '已暂停提醒',
  superseded: '同时到期的步骤只发最近一步',
  'charged-later': '生成应缴时这一步的日期已过',
  'too-late': '错过太久，没有自动补发',
  'step-removed': '预设中已取消这一步',
  'no-mobile': '没有登记手机号',
  'dead-mobile': '手机号疑似无效：最近三次短信都未送达',
  'no-email': '没有登记邮箱',
  'no-account': '没有登录账号',
  'no-text': '没有写这种方式的文字',
} as const
export type SkipReason = keyof typeof skipReasons

/** 到期前 60 天 · 到期当天 · 到期后 30 天 */
export function stepLabel(days: number): string {
  return days === 0 ? '到期当天' : days < 0 ? `到期前 ${-days} 天` : `到期后 ${days} 天`
}
