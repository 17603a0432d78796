import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, useSession } from '../../api/index.ts'

/** How many vouchers wait, and how many payments are to be paid back. Asked once for navigation, lists and home. */
export function useDuesCounts() {
  const { may } = useSession()
  return useQuery({
    queryKey: ['dues', 'counts'],
    queryFn: () => api('GET /console/dues/counts'),
    enabled: computed(() => may('dues.read')),
    refetchInterval: 60_000,
  })
}

export function useVouchedCount(): Ref<number | undefined> {
  const { data } = useDuesCounts()
  return computed(() => data.value?.vouched)
}
