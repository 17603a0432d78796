import { computed } from 'vue'
import type { MenuEntry, MenuPlace } from '../../contract/preset/menu.ts'
import type { AssociationFace, SessionMember } from '../../contract/session.ts'
import { useSession } from '../api/index.ts'
import type { IconName } from '../ui/Icon.vue'

export interface NavItem {
  id: string
  label: string
  icon: IconName
  to: string
  /** The heading it stands under. */
  group: string
}

interface Place {
  icon: IconName
  to: string
  label: string
  /** The association's own word for it, where it has one, for units and for persons. */
  word?: { unit?: string; person?: string }
  /** What a person's page is called when that differs. */
  person?: string
  /** Left out where it holds not. */
  shown?: (of: Whose) => boolean
}
interface Whose {
  features: AssociationFace['features']
  me: SessionMember | undefined
}

const mine = ({ features, me }: Whose, effects: readonly string[]) =>
  features.kinds.some((kind) => kind.for === (me?.kind ?? 'unit') && effects.includes(kind.effect))
/** Only members have something to change or to leave. */
const offers =
  (...effects: string[]) =>
  (of: Whose) =>
    of.me?.standing != null && mine(of, effects)
const isUnit = ({ me }: Whose) => me?.kind !== 'person'

const places: Record<MenuPlace, Place> = {
  home: { label: '首页', icon: 'home', to: '/' },
  matters: { label: '我的事项', icon: 'list', to: '/matters' },
  'to-do': { label: '待办事项', icon: 'bell', to: '/to-do' },
  done: { label: '已办事项', icon: 'check', to: '/done' },
  company: { label: '单位信息', person: '我的信息', word: { unit: 'unitInfo' }, icon: 'unit', to: '/company' },
  contacts: { label: '联系人管理', icon: 'user', to: '/company/contacts', shown: isUnit },
  change: { label: '信息变更', word: { unit: 'change', person: 'change' }, icon: 'again', to: '/apply/change', shown: offers('change') },
  branches: {
    label: '分支机构',
    word: { unit: 'branch', person: 'branch' },
    icon: 'pin',
    to: '/branches',
    shown: (of) => of.features.branches && mine(of, ['branch-join', 'branch-change', 'branch-leave']),
  },
  leave: { label: '退会申请', icon: 'cross', to: '/apply/leave', shown: offers('leave') },
  records: { label: '资料填报', icon: 'file', to: '/apply/record', shown: offers('record') },
  people: {
    label: '会员列表',
    word: { unit: 'people' },
    icon: 'user',
    to: '/people',
    shown: (of) => of.features.people && isUnit(of) && of.me?.standing != null,
  },
  dues: { label: '会费交纳', icon: 'money', to: '/dues' },
  orders: { label: '订单管理', icon: 'list', to: '/dues/orders' },
  receipts: { label: '电子票据', icon: 'file', to: '/dues/receipts' },
  advance: { label: '申请先开票', icon: 'file', to: '/apply/advance-receipt', shown: offers('advance-receipt') },
  history: { label: '历史动态', icon: 'clock', to: '/history' },
  account: { label: '账号管理', icon: 'lock', to: '/settings/password' },
}

/** Where a preset says nothing. */
const usual: Record<SessionMember['kind'], readonly MenuEntry[]> = {
  unit: [{ id: 'home' }, { id: 'matters' }, { id: 'people' }, { id: 'company' }, { id: 'branches' }, { id: 'dues' }],
  person: [{ id: 'home' }, { id: 'matters' }, { id: 'company' }, { id: 'dues' }],
}

/** What the bar at the foot of a phone has room for, in the order in which it is missed most; the rest is under 更多. */
const atFoot: readonly MenuPlace[] = ['home', 'to-do', 'matters', 'people', 'company', 'dues', 'branches', 'history']
const room = 4

export function menuOf(association: AssociationFace, me: SessionMember | undefined): NavItem[] {
  const kind = me?.kind ?? 'unit'
  const dues = association.words.dues ?? '会费'
  return (association.menu[kind] ?? usual[kind]).flatMap((entry) => {
    const place = places[entry.id]
    if (place.shown && !place.shown({ features: association.features, me })) return []
    const word = place.word?.[kind]
    const label =
      entry.label ??
      (word && association.words[word]) ??
      (kind === 'person' ? (place.person ?? place.label) : place.label).replace('会费', dues)
    return [{ id: entry.id, label, icon: place.icon, to: place.to, group: entry.group ?? '' }]
  })
}

export function footOf(items: readonly NavItem[]): NavItem[] {
  if (items.length <= room) return [...items]
  const ranked = [...atFoot, ...items.map((item) => item.id)].filter((id, at, all) => all.indexOf(id) === at)
  const chosen = ranked.filter((id) => items.some((item) => item.id === id)).slice(0, room)
  return items.filter((item) => chosen.includes(item.id))
}

/** Neighbours under one heading; what has none stands alone. */
export function groupsOf(items: readonly NavItem[]): { label: string; items: NavItem[] }[] {
  const groups: { label: string; items: NavItem[] }[] = []
  for (const item of items) {
    const last = groups.at(-1)
    if (last && last.label === item.group) last.items.push(item)
    else groups.push({ label: item.group, items: [item] })
  }
  return groups
}

/** The navigation of whom one acts for: the association's menu, without what it has not. */
export function useNav() {
  const { association, members } = useSession()
  const items = computed(() => (association.value ? menuOf(association.value, members.value[0]) : []))
  const foot = computed(() => footOf(items.value))
  return {
    items,
    /** What a page is called: as the association's menu has it, even for whom it is not in there. */
    nameOf: (id: MenuPlace) =>
      items.value.find((item) => item.id === id)?.label ?? places[id].label.replace('会费', association.value?.words.dues ?? '会费'),
    groups: computed(() => groupsOf(items.value)),
    foot,
    rest: computed(() => items.value.filter((item) => !foot.value.includes(item))),
  }
}

/** The menu at the top right, before 退出登录: 修改密码, 更换手机 … */
export const accountNav: readonly Pick<NavItem, 'label' | 'icon' | 'to'>[] = [
  { label: '修改密码', icon: 'lock', to: '/settings/password' },
  { label: '更换手机号', icon: 'gear', to: '/settings/mobile' },
  { label: '登录设备', icon: 'eye', to: '/settings/devices' },
]
