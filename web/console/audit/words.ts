import type { AuditRow } from '../../../contract/auditlog.ts'
import { permissions } from '../../../contract/permissions.ts'

export const actorKinds: Record<AuditRow['actorKind'], string> = {
  public: '访客',
  member: '会员',
  staff: '工作人员',
  platform: '平台',
  system: '系统',
}

export const subjectKinds: Record<string, string> = {
  association: '协会',
  account: '账号',
  staff: '工作人员',
  role: '角色',
  text: '文本',
  matter: '事项',
  meeting: '会议',
  member: '会员',
  certificate: '会员证',
  order: '缴费订单',
  charge: '应缴',
  'dues-standard': '会费标准',
  'dues-year': '会费年度',
  receipt: '票据',
  'receipt-file': '票据文件',
  alert: '提醒',
  message: '消息',
}

export interface Difference {
  field: string
  before: string
  after: string
  changed: boolean
}

type Values = Record<string, unknown>
const valuesOf = (value: unknown): Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Values)
    : value === null || value === undefined
      ? {}
      : { 内容: value }

function show(value: unknown): string {
  if (value === undefined || value === null || value === '') return '—'
  if (typeof value === 'boolean') return value ? '是' : '否'
  if (Array.isArray(value)) return value.map(show).join('、') || '—'
  if (typeof value === 'string' && value in permissions) return permissions[value as keyof typeof permissions]
  return typeof value === 'object' ? JSON.stringify(value, null, 1) : String(value)
}

/** Both sides of an act, field by field; what stayed the same is kept for the reading. */
export function differences(row: Pick<AuditRow, 'before' | 'after'>): Difference[] {
  const [before, after] = [valuesOf(row.before), valuesOf(row.after)]
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return fields.map((field) => {
    const [was, is] = [show(before[field]), show(after[field])]
    return { field: names[field] ?? field, before: was, after: is, changed: was !== is }
  })
}

const names: Record<string, string> = {
  name: '名称',
  mobile: '手机号',
  roles: '角色',
  permissions: '权限',
  creditCode: '统一社会信用代码',
  number: '编号',
  level: '级别',
  state: '状态',
  reason: '原因',
  version: '版本',
  members: '会员',
  texts: '文本',
  presetHash: '预设指纹',
  sessionsEnded: '退出的登录数',
  sessions: '退出的登录数',
  amountFen: '金额（分）',
  year: '年度',
}

/** What the list says of a change, in one line. */
export function countOf(row: AuditRow): string {
  const changed = differences(row).filter((each) => each.changed)
  const [only] = changed
  if (!only) return ''
  if (changed.length > 1) return `${changed.length} 项`
  const line = row.before ? `${only.field}：${only.before} → ${only.after}` : `${only.field}：${only.after}`
  return line.length > 60 ? only.field : line
}
