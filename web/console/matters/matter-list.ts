import { computed, watch } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useListKeys } from '../../ui/list-keys.ts'
import { useAddress } from '../lists/address.ts'
import { useKeyset } from '../lists/keyset.ts'
import { layTrail } from '../lists/trail.ts'

export interface MatterFilters {
  scope: 'mine' | 'all'
  kind: string | undefined
  stage: string | undefined
  branch: string | undefined
  q: string | undefined
  /** The filter that only this list has, as it stands in the address. */
  own: string | undefined
}

interface Plan<Row> {
  /** Its place under /matters in the cache, and its heading. */
  of: 'to-do' | 'done'
  label: string
  /** The name of its own filter. */
  own: string
  matterOf: (row: Row) => string
  read: (filters: MatterFilters, after: string | undefined, signal: AbortSignal) => Promise<{ rows: Row[]; next: string | null }>
}

/** 待办 and 已办 are one list with other rows: filters in the address, keys, and the trail for the next and previous matter. */
export function useMatterList<Row>(plan: Plan<Row>) {
  const filters = ['kind', 'stage', 'branch', 'q', plan.own]
  const route = useRoute()
  const router = useRouter()
  const address = useAddress([...filters, 'scope'])
  const kind = address.text('kind')
  const stage = address.text('stage')
  const branch = address.text('branch')
  const words = address.text('q')
  const own = address.text(plan.own)
  const scopeText = address.text('scope')
  const scope = computed<string>({
    get: () => (scopeText.value === 'all' ? 'all' : 'mine'),
    set: (value) => {
      scopeText.value = value === 'all' ? value : ''
    },
  })
  const asked = (): MatterFilters => ({
    scope: scope.value === 'all' ? 'all' : 'mine',
    kind: kind.value || undefined,
    stage: stage.value || undefined,
    branch: branch.value || undefined,
    q: words.value || undefined,
    own: own.value || undefined,
  })
  const list = useKeyset<Row>(
    () => ['matters', plan.of, address.query.value],
    (after, signal) => plan.read(asked(), after, signal),
  )
  const open = (row: Row) => void router.push(`/matters/${plan.matterOf(row)}`)
  const clear = () => address.clear(filters)
  const { active } = useListKeys({ rows: list.rows, open, more: list.more, leave: clear })
  watch(list.rows, (now) => layTrail('matters', { back: route.fullPath, label: plan.label, ids: [...new Set(now.map(plan.matterOf))] }))
  return { ...list, kind, stage, branch, words, own, scope, active, open, clear, set: address.count(filters), query: address.query }
}
