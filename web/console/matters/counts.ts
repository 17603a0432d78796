import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, useSession } from '../../api/index.ts'

/** How many wait, how many are late, and which kinds and stages there are. Asked once for navigation, lists and home. */
export function useMatterCounts() {
  const { may } = useSession()
  return useQuery({
    queryKey: ['matters', 'counts'],
    queryFn: () => api('GET /console/matters/counts'),
    enabled: computed(() => may('matters.read')),
    refetchInterval: 60_000,
  })
}

export function useWaitingMatters(): Ref<number | undefined> {
  const { data } = useMatterCounts()
  return computed(() => data.value?.waiting)
}
