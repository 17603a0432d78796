import type { Settings } from '../../contract/settings.ts'
import { applicant } from './applicant.ts'

/** The demo's accounts: invented, the same in every association, told at the start. */
export const demoLogins = {
  password: 'Huiji_2026',
  staff: [
    { mobile: '13900000001', who: '管理员（全部权限）', name: '管理员甲' },
    { mobile: '13900000002', who: '会员部（审核入会、管理会员）', name: '会员部乙' },
    { mobile: '13900000003', who: '财务（确认到账、办理票据）', name: '财务丙' },
  ],
  units: [
    { mobile: '13800000001', who: '会员单位，本年会费已缴' },
    { mobile: '13800000002', who: '会员单位，欠缴会费' },
    { mobile: '13800000003', who: '申请单位，已提交待审核' },
    { mobile: '13800000004', who: '申请单位，被退回补正' },
    { mobile: '13800000005', who: '申请单位，刚刚注册' },
  ],
  persons: [
    { mobile: '13700000001', who: '个人会员，会费已缴' },
    { mobile: '13700000002', who: '个人会员，已过期' },
    { mobile: '13700000003', who: '个人，已提交待审核' },
    { mobile: '13700000004', who: '个人，被退回补正' },
    { mobile: '13700000005', who: '个人，刚刚注册' },
  ],
} as const

/** Which of the invented ones a login is: the first two are members, the others apply. */
export const loginIndex = [0, 1, 40, 44, 45] as const

/** What each login types, in this association's way: a mobile, a unit's name, an ID-card number, a person's name. */
export function memberLogins(settings: Settings): { identifier: string; who: string; tab: string }[] {
  return (['unit', 'person'] as const).flatMap((kind) => {
    if (settings.profileForm[kind] === undefined) return []
    const tab = settings.login.tabs.find((one) => one.for === kind) ?? settings.login.tabs.find((one) => one.for === undefined)
    if (!tab) return []
    return demoLogins[`${kind}s`].flatMap(({ mobile, who }, i) => {
      const one = applicant(kind, loginIndex[i] ?? 0, { mobile })
      const ways: Partial<Record<(typeof tab.identifiers)[number], string>> = {
        mobile,
        'id-card': one.idCard,
        [kind === 'unit' ? 'unit-name' : 'person-name']: one.name,
        ...(i > 1 && { email: one.email }),
      }
      const typed = tab.identifiers.find((identifier) => ways[identifier] !== undefined)
      // Where units don't register, there is none that applies.
      if (typed === undefined || (i > 1 && settings.registration[kind] === undefined)) return []
      return [{ identifier: ways[typed] ?? '', who, tab: tab.name }]
    })
  })
}
