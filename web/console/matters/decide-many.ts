import { useQueryClient } from '@tanstack/vue-query'
import { computed, ref } from 'vue'
import type { StaffMatterRow } from '../../../contract/matters.ts'
import { api, errorMessage } from '../../api/index.ts'

export type ManyAct = 'pass' | 'return' | 'reject'
export interface ManyResult {
  row: StaffMatterRow
  ok: boolean
  message: string
}

const chunk = 20

/** STAFF-01: decides many, a chunk at a time; what fails is told and stops nothing, stopping lets the running chunk end. */
export function useDecideMany(rows: readonly StaffMatterRow[]) {
  const client = useQueryClient()
  const results = ref<ManyResult[]>([])
  const state = ref<'asking' | 'running' | 'stopping' | 'done'>('asking')

  async function send(part: readonly StaffMatterRow[], act: ManyAct, message: string): Promise<ManyResult[]> {
    try {
      const items = part.map(({ id, stage, revision }) => ({ id, stage, revision }))
      const { results } = await api('POST /console/matters/decide-many', { body: { act, items, message: message || undefined } })
      return part.map((row) => {
        const one = results.find((result) => result.id === row.id)
        return { row, ok: one?.ok ?? false, message: one?.message ?? '没有收到结果，请刷新后查看' }
      })
    } catch (error) {
      return part.map((row) => ({ row, ok: false, message: errorMessage(error) }))
    }
  }

  async function run(act: ManyAct, message: string): Promise<void> {
    state.value = 'running'
    for (let at = 0; at < rows.length && state.value === 'running'; at += chunk) {
      results.value = [...results.value, ...(await send(rows.slice(at, at + chunk), act, message))]
    }
    const left = rows.slice(results.value.length)
    results.value = [...results.value, ...left.map((row) => ({ row, ok: false, message: '已停止，没有办理' }))]
    state.value = 'done'
    void client.invalidateQueries({ queryKey: ['matters'] })
  }

  return {
    results,
    state,
    failed: computed(() => results.value.filter((result) => !result.ok)),
    run,
    stop: () => {
      if (state.value === 'running') state.value = 'stopping'
    },
  }
}

/** 「入会申请 · 会员部初审：12 件」, for the preview. */
export function groupsOf(rows: readonly StaffMatterRow[]): { label: string; count: number }[] {
  const groups = new Map<string, number>()
  for (const { kindName, stageTitle } of rows) {
    const label = `${kindName} · ${stageTitle}`
    groups.set(label, (groups.get(label) ?? 0) + 1)
  }
  return [...groups].map(([label, count]) => ({ label, count }))
}
