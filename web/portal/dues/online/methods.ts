import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api } from '../../../api/index.ts'

/** What can be paid with online here; empty while it is not known, and where nothing is set up. */
export function useOnlineMethods() {
  const { data } = useQuery({ queryKey: ['online', 'methods'], queryFn: () => api('GET /portal/online'), staleTime: 60_000 })
  return computed(() => data.value?.methods ?? [])
}
