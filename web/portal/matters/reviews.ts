import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api, useSession } from '../../api/index.ts'

/** GSJL-07: what this unit reviews as employer: waiting for it, or passed on and not yet decided by the association. */
export function useReviews(scope: () => 'waiting' | 'passed') {
  const { association, members } = useSession()
  const enabled = computed(
    () => association.value?.features.people === true && members.value[0]?.kind === 'unit' && members.value[0].standing !== null,
  )
  return useQuery({
    queryKey: computed(() => ['matters', 'reviews', scope()]),
    queryFn: () => api('GET /portal/reviews', { query: { scope: scope() } }),
    enabled,
  })
}
