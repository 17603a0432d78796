import type { Ref } from 'vue'
import type { Permission } from '../../contract/permissions.ts'

export interface NavItem {
  label: string
  to: string
  /** Without it the item is not shown. */
  permission?: Permission
  /** A composable called once in the shell's setup: how many wait there. */
  count?: () => Ref<number | undefined>
}

export interface NavGroup {
  label: string
  items: readonly NavItem[]
}

/** Staff's navigation, in order. A screen that belongs there adds its line with its route. */
export const nav: readonly NavGroup[] = [{ label: '工作', items: [{ label: '首页', to: '/' }] }]

/** Where the search box of the head leads, with `?q=`. */
export const searchPath = '/members'
