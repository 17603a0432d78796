import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, useSession } from '../../api/index.ts'

/** Whether something may follow from unpaid dues in this association. */
export function useArrearsHere(): Ref<boolean> {
  const { association } = useSession()
  return computed(() => association.value?.features.arrears ?? false)
}

/** Rules and numbers. Asked once for navigation and page. */
export function useArrearsSummary() {
  const { may } = useSession()
  const here = useArrearsHere()
  return useQuery({
    queryKey: ['arrears', 'summary'],
    queryFn: ({ signal }) => api('GET /console/arrears/summary', { signal }),
    enabled: computed(() => may('dues.read') && here.value),
    refetchInterval: 120_000,
  })
}

/** Waits for a person: a notice to issue, or a decision. */
export function useArrearsWaiting(): Ref<number | undefined> {
  const { data } = useArrearsSummary()
  return computed(() => data.value?.waiting)
}
