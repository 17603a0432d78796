import type { RegistrationField } from '../../../contract/preset.ts'
import type { AssociationFace } from '../../../contract/session.ts'
import type { Association } from '../../kernel/context.ts'

type Settings = Association['settings']

/** What a field of 注册 is called where the association has no word of its own. */
export const registrationLabels: Readonly<Record<RegistrationField, string>> = {
  'unit-name': '单位名称',
  'credit-code': '统一社会信用代码',
  name: '姓名',
  'id-card': '身份证号',
  'user-name': '用户名',
  mobile: '手机号',
  email: '邮箱',
}

/** Who may register on the pages and what each is asked, units first. */
export function registrations(settings: Settings): AssociationFace['registration'] {
  return (['unit', 'person'] as const).flatMap((kind) => {
    const rule = settings.registration[kind]
    if (rule === undefined) return []
    const asks = rule.asks.map(({ field, label, help }) => ({ field, label: label ?? registrationLabels[field], help: help ?? null }))
    return [{ kind, title: rule.title, lead: rule.lead ?? null, asks, proof: rule.proof, confirm: rule.confirm ?? null }]
  })
}

/** How a forgotten password is found again: staff have a mobile always, members by mail where accounts have one. */
export function recoveries(settings: Settings): ('sms' | 'email')[] {
  const { login, registration } = settings
  const asked = [registration.unit, registration.person].flatMap((rule) => rule?.asks.map((ask) => ask.field) ?? [])
  const typed = login.tabs.flatMap((tab) => tab.identifiers)
  return asked.includes('email') || typed.includes('email') || login.needsEmail ? ['sms', 'email'] : ['sms']
}
