import type { IconName } from '../ui/Icon.vue'

export interface NavItem {
  label: string
  /** The association's own word for it, where it has one. */
  word?: string
  icon: IconName
  to: string
  /** Also in the bar at the foot of a phone (at most four; the rest is under 更多). */
  phone?: boolean
}

/** Members' navigation, in order. A screen that belongs there adds its line with its route. */
export const nav: readonly NavItem[] = [
  { label: '首页', icon: 'home', to: '/', phone: true },
  { label: '我的事项', icon: 'list', to: '/matters', phone: true },
  { label: '企业信息', word: 'unitInfo', icon: 'unit', to: '/company', phone: true },
  { label: '会费交纳', icon: 'money', to: '/dues', phone: true },
]

/** The menu at the top right, before 退出登录: 修改密码, 更换手机 … */
export const accountNav: readonly NavItem[] = [
  { label: '修改密码', icon: 'lock', to: '/settings/password' },
  { label: '更换手机号', icon: 'gear', to: '/settings/mobile' },
  { label: '登录设备', icon: 'eye', to: '/settings/devices' },
]
