import { nextTick, type Ref, ref, watch } from 'vue'
import { useShortcuts } from './shortcuts.ts'

interface ListKeys<Row> {
  rows: Ref<readonly Row[]>
  open: (row: Row) => void
  /** Esc: leave the detail, or the filter. */
  leave?: () => void
  /** Reached the end by j: load more. */
  more?: () => void
}

/** j / k / Enter / Esc over a list. Give `active` to DataTable. */
export function useListKeys<Row>(plan: ListKeys<Row>): { active: Ref<number> } {
  const active = ref(-1)
  const move = async (step: number) => {
    const end = plan.rows.value.length - 1
    if (step > 0 && active.value >= end) plan.more?.()
    // Else Enter would press the button one came from, instead of opening the row.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur()
    active.value = Math.min(end, Math.max(0, active.value + step))
    await nextTick()
    document.querySelector(`[data-row="${active.value}"]`)?.scrollIntoView({ block: 'nearest' })
  }
  const open = () => {
    const row = plan.rows.value[active.value]
    if (row !== undefined) plan.open(row)
  }
  watch(plan.rows, (rows) => {
    if (active.value >= rows.length) active.value = rows.length - 1
  })
  useShortcuts([
    { key: 'j', label: '下一条', run: () => void move(1) },
    { key: 'k', label: '上一条', run: () => void move(-1) },
    { key: 'Enter', label: '打开所选的一条', run: open },
    { key: 'Escape', label: '返回', run: () => plan.leave?.() },
  ])
  return { active }
}
