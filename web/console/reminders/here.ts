import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, useSession } from '../../api/index.ts'

/** Whether this association reminds who owes, by a ladder of steps. */
export function useRemindersHere(): Ref<boolean> {
  const { association } = useSession()
  return computed(() => association.value?.features.reminders ?? false)
}

/** Steps, runs and pauses. Asked once for navigation and page. */
export function useLadder() {
  const { may } = useSession()
  const here = useRemindersHere()
  return useQuery({
    queryKey: ['reminders', 'ladder'],
    queryFn: ({ signal }) => api('GET /console/reminders/ladder', { signal }),
    enabled: computed(() => may('dues.read') && here.value),
    refetchInterval: 120_000,
  })
}

/** Members whom no reminder reached: somebody has to call. */
export function useMembersToCall(): Ref<number | undefined> {
  const { data } = useLadder()
  return computed(() => data.value?.toCall)
}
