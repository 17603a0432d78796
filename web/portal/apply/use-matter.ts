import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'
import { api } from '../../api/index.ts'

const keyOf = (id: string) => ['matter', id] as const

/** One's own matter, and how to read it again after an act. */
export function useMatter(id: MaybeRefOrGetter<string>) {
  const client = useQueryClient()
  const query = useQuery({
    queryKey: computed(() => keyOf(toValue(id))),
    queryFn: () => api('GET /portal/matters/:id', { params: { id: toValue(id) } }),
    // A form that is being filled in must not be swapped under the typing hand.
    refetchOnWindowFocus: (asked) => !['draft', 'returned'].includes(asked.state.data?.state ?? ''),
    staleTime: 0,
  })
  return {
    query,
    matter: computed(() => query.data.value),
    refresh: async () => {
      void client.invalidateQueries({ queryKey: ['matters'] })
      await client.invalidateQueries({ queryKey: keyOf(toValue(id)) })
    },
  }
}
