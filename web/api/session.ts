import { type QueryClient, queryOptions, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed } from 'vue'
import type { Permission } from '../../contract/permissions.ts'
import { api } from './client.ts'

const sessionQuery = queryOptions({ queryKey: ['session'], queryFn: () => api('GET /session'), staleTime: 60_000 })

/** Who is here and whose house this is. Guards have loaded it before any screen is shown. */
export function useSession() {
  const query = useQuery(sessionQuery)
  const session = computed(() => query.data.value)
  return {
    session,
    association: computed(() => session.value?.association),
    account: computed(() => session.value?.account ?? null),
    members: computed(() => session.value?.members ?? []),
    staff: computed(() => session.value?.staff ?? null),
    /** Staff of the whole association, not of branches only: meetings, alerts and money are none of a branch's. */
    whole: computed(() => session.value?.staff?.branchOnly === false),
    may: (permission: Permission) => session.value?.staff?.permissions.includes(permission) ?? false,
    /** The association's own word for one of ours, e.g. `word('contact', '联系人')`. */
    word: (key: string, usual: string) => session.value?.association.words[key] ?? usual,
  }
}

export const loadSession = (client: QueryClient) => client.ensureQueryData(sessionQuery)

/** After signing in or out, or a change of one's own name. */
export function useSessionRefresh() {
  const client = useQueryClient()
  return () => client.invalidateQueries({ queryKey: ['session'] })
}
