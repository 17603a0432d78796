import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, useSession } from '../../api/index.ts'

/** Terms, papers and requests. Asked once for navigation and page; an association without a council has neither. */
export function useCouncil() {
  const { may } = useSession()
  return useQuery({
    queryKey: ['council', 'all'],
    queryFn: ({ signal }) => api('GET /console/council', { signal }),
    enabled: computed(() => may('members.read')),
    staleTime: 60_000,
    retry: false,
  })
}

/** Whether there is a council at all: a level with a seat in it, or a term. */
export function useCouncilHere(): Ref<boolean> {
  const { data } = useCouncil()
  return computed(() => (data.value ? data.value.usualPosts.length + data.value.terms.length > 0 : false))
}

/** Requests whose day has passed while somebody still owes. */
export function useLateRequests(): Ref<number | undefined> {
  const { data } = useCouncil()
  return computed(() => data.value?.requests.filter((one) => one.lateDays > 0 && one.owing > 0).length)
}

export function useRefreshCouncil(): () => Promise<void> {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['council'] })
}
