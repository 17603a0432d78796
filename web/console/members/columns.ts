import { ref, watch } from 'vue'
import type { MemberRow } from '../../../contract/members.ts'
import { throughWord } from '../../../contract/rules/days.ts'
import { slug } from '../../api/index.ts'
import type { Column } from '../../ui/DataTable.vue'
import { showTime } from '../../ui/times.ts'
import { dash } from './words.ts'

/** Every column there is; the name is always shown. */
export function memberColumns(words: { contact: string; branch: string | null; kinds: boolean }): Column<MemberRow>[] {
  return [
    { key: 'name', label: '名称', phone: 'title', sortable: true },
    ...(words.kinds
      ? [{ key: 'kind', label: '类型', tight: true, text: (row: MemberRow) => (row.kind === 'person' ? '个人' : '单位') }]
      : []),
    { key: 'number', label: '会员编号', tight: true, sortable: true, text: (row) => dash(row.number) },
    { key: 'level', label: '级别', tight: true },
    ...(words.branch === null ? [] : [{ key: 'branch', label: words.branch, text: (row: MemberRow) => dash(few(row.branches)) }]),
    { key: 'dues', label: '会费', tight: true },
    { key: 'region', label: '所在地', tight: true, text: (row) => dash(row.region) },
    { key: 'industry', label: '行业', phone: 'hide', text: (row) => dash(row.industryName) },
    { key: 'contact', label: words.contact, tight: true },
    { key: 'code', label: '信用代码', tight: true, phone: 'hide', text: (row) => dash(row.creditCode) },
    { key: 'joined', label: '入会日期', tight: true, text: (row) => row.joinedOn },
    {
      key: 'admitted',
      label: '登记时间',
      tight: true,
      sortable: true,
      phone: 'hide',
      text: (row) => showTime(row.admittedAt).slice(0, 10),
    },
    { key: 'paid', label: '会费交至', tight: true, phone: 'hide', text: (row) => dash(row.paidThrough && throughWord(row.paidThrough)) },
    { key: 'left', label: '退会日期', tight: true, phone: 'hide', text: (row) => dash(row.leftOn) },
  ]
}

const few = (all: readonly string[]) => (all.length > 2 ? `${all.slice(0, 2).join('、')}等 ${all.length} 个` : all.join('、'))

const usual = ['kind', 'number', 'level', 'branch', 'dues', 'region', 'contact', 'joined', 'admitted']

/** The columns this person chose, kept in this browser. */
export function useChosenColumns() {
  const key = `huiji-member-columns-${slug()}`
  const chosen = ref<string[]>(stored(key) ?? usual)
  watch(chosen, (now) => {
    try {
      localStorage.setItem(key, JSON.stringify(now))
    } catch {
      // Without storage the choice lasts as long as the page.
    }
  })
  return chosen
}

function stored(key: string): string[] | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? 'null')
    return Array.isArray(found) ? found.filter((each): each is string => typeof each === 'string') : null
  } catch {
    return null
  }
}
