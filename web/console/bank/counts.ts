import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, useSession } from '../../api/index.ts'

/** How many lines of bank statements nobody has claimed, and what is in suspense. */
export function useBankCounts() {
  const { may } = useSession()
  return useQuery({
    queryKey: ['bank', 'counts'],
    queryFn: () => api('GET /console/bank/counts'),
    enabled: computed(() => may('dues.read')),
    refetchInterval: 60_000,
  })
}

export function useUnclaimedCount(): Ref<number | undefined> {
  const { data } = useBankCounts()
  return computed(() => data.value?.waiting)
}
