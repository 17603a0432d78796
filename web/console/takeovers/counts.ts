import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, useSession } from '../../api/index.ts'

/** How many claims on accounts wait. */
export function useWaitingTakeovers(): Ref<number | undefined> {
  const { may } = useSession()
  const { data } = useQuery({
    queryKey: ['takeovers', 'count'],
    queryFn: () => api('GET /console/takeovers/count'),
    enabled: computed(() => may('accounts.manage')),
    refetchInterval: 60_000,
  })
  return computed(() => data.value?.waiting || undefined)
}
