/** What staff may be allowed. A role (preset data, then rows) is a set of these. */
export const permissions = {
  'matters.read': '查看事项',
  'matters.decide': '审核事项',
  'members.read': '查看会员',
  'members.edit': '修改会员资料',
  'members.reveal': '查看完整联系方式与证件号',
  'members.export': '导出会员',
  'dues.read': '查看会费',
  'dues.confirm': '确认到账',
  'dues.correct': '更正账目，申请退款与减免',
  'dues.approve': '复核退款与减免，月末结账',
  'dues.configure': '管理会费标准',
  'dues.remind': '发送与暂停缴费提醒',
  'dues.arrears': '决定欠费处理：暂停服务、视为退会、恢复',
  'receipts.read': '查看票据',
  'receipts.manage': '管理票据',
  'notifications.read': '查看短信与邮件记录',
  'accounts.manage': '发放会员账号、处理账号接管',
  'staff.manage': '管理工作人员与角色',
  'audit.read': '查看操作日志',
  'settings.read': '查看协会设置',
} as const

/** What a role held in a branch can bring: money, staff and the log are the whole association's. */
export const branchPermissions: ReadonlySet<string> = new Set([
  'matters.read',
  'matters.decide',
  'members.read',
  'members.reveal',
  'members.export',
])

export type Permission = keyof typeof permissions
export const allPermissions = Object.keys(permissions) as Permission[]
