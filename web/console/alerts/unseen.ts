import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, useSession } from '../../api/index.ts'

/** Changes are told to the whole association's staff. */
export function useAlertsHere(): Ref<boolean> {
  const { may, whole } = useSession()
  return computed(() => may('members.read') && whole.value)
}

/** The newest changes nobody has dealt with; a page of them, for the number and the home. */
export function useUnseenAlerts() {
  const here = useAlertsHere()
  return useQuery({
    queryKey: ['alerts', 'unseen'],
    queryFn: () => api('GET /console/alerts', { query: { seen: false } }),
    enabled: here,
    refetchInterval: 120_000,
  })
}

export function useUnseenCount(): Ref<number | undefined> {
  const { data } = useUnseenAlerts()
  return computed(() => data.value?.rows.length)
}
