import type { Ref } from 'vue'
import type { Permission } from '../../contract/permissions.ts'
import { useAlertsHere, useUnseenCount } from './alerts/unseen.ts'
import { useArrearsHere, useArrearsWaiting } from './arrears/here.ts'
import { useUnclaimedCount } from './bank/counts.ts'
import { useCouncilHere, useLateRequests } from './council/counts.ts'
import { useVouchedCount } from './dues/counts.ts'
import { useServicesHere } from './dues/here.ts'
import { useLedgerWaiting } from './ledger/counts.ts'
import { useLettersHere } from './letters/here.ts'
import { useWaitingMatters } from './matters/counts.ts'
import { useMeetingsHere, useReadyForMeetings } from './meetings/counts.ts'
import { useOnlineHere } from './online/here.ts'
import { usePeopleHere } from './people/tabs.ts'
import { useDueReceipts, useWaitingFiles } from './receipts/counts.ts'
import { useMembersToCall, useRemindersHere } from './reminders/here.ts'
import { useWaitingTakeovers } from './takeovers/counts.ts'

export interface NavItem {
  label: string
  to: string
  /** Without it the item is not shown. */
  permission?: Permission
  /** A composable called once in the shell's setup: how many wait there. */
  count?: () => Ref<number | undefined>
  /** Another: whether this association has such a thing at all. */
  here?: () => Ref<boolean>
}

export interface NavGroup {
  label: string
  items: readonly NavItem[]
}

/** Staff's navigation, in order. A screen that belongs there adds its line with its route. */
export const nav: readonly NavGroup[] = [
  {
    label: '工作',
    items: [
      { label: '首页', to: '/' },
      { label: '待办事项', to: '/matters', permission: 'matters.read', count: useWaitingMatters },
      { label: '已办事项', to: '/matters/done', permission: 'matters.read' },
      { label: '会议审定', to: '/meetings', permission: 'matters.read', count: useReadyForMeetings, here: useMeetingsHere },
    ],
  },
  {
    label: '会员',
    items: [
      { label: '会员列表', to: '/members', permission: 'members.read' },
      { label: '个人会员', to: '/people', permission: 'members.read', here: usePeopleHere },
      { label: '发放账号', to: '/letters', permission: 'accounts.manage', here: useLettersHere },
      { label: '理事会', to: '/council', permission: 'members.read', count: useLateRequests, here: useCouncilHere },
      { label: '账号接管', to: '/takeovers', permission: 'accounts.manage', count: useWaitingTakeovers },
      { label: '变更提醒', to: '/alerts', permission: 'members.read', count: useUnseenCount, here: useAlertsHere },
      { label: '短信与邮件', to: '/messages', permission: 'notifications.read' },
    ],
  },
  {
    label: '会费与票据',
    items: [
      { label: '待确认到账', to: '/dues/orders', permission: 'dues.read', count: useVouchedCount },
      { label: '银行流水', to: '/bank', permission: 'dues.read', count: useUnclaimedCount },
      { label: '会费', to: '/dues', permission: 'dues.read' },
      { label: '其他应缴', to: '/dues/services', permission: 'dues.read', here: useServicesHere },
      { label: '缴费提醒', to: '/dues/reminders', permission: 'dues.read', count: useMembersToCall, here: useRemindersHere },
      { label: '欠费处理', to: '/dues/arrears', permission: 'dues.read', count: useArrearsWaiting, here: useArrearsHere },
      { label: '账簿', to: '/ledger', permission: 'dues.read', count: useLedgerWaiting },
      { label: '在线支付', to: '/online', permission: 'dues.read', here: useOnlineHere },
      { label: '会费标准', to: '/dues/standards', permission: 'dues.read' },
      { label: '待开票据', to: '/receipts', permission: 'receipts.read', count: useDueReceipts },
      { label: '票据文件', to: '/receipts/files', permission: 'receipts.read', count: useWaitingFiles },
    ],
  },
  {
    label: '管理',
    items: [
      { label: '工作人员', to: '/staff', permission: 'staff.manage' },
      { label: '角色与权限', to: '/roles', permission: 'staff.manage' },
      { label: '操作日志', to: '/audit', permission: 'audit.read' },
    ],
  },
]

/** Where the search box of the head leads, with `?q=`. */
export const searchPath = '/members'
