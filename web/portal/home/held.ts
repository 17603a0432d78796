import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { api, useSession } from '../../api/index.ts'

/**
 * GSJL-02: who registered as a person waits until the employer has reviewed it, and until then sees nothing else.
 * Undefined while it is not known yet; null: not held.
 */
export function useHeld() {
  const { members } = useSession()
  const asked = computed(() => members.value[0]?.kind === 'person' && members.value[0].standing === null)
  const { data, isError } = useQuery({ queryKey: ['matters'], queryFn: () => api('GET /portal/matters'), enabled: asked })
  return computed(() => {
    if (!asked.value || isError.value) return null
    if (!data.value) return undefined
    return data.value.rows.find((row) => row.effect === 'admission' && row.state === 'submitted' && row.review === 'employer') ?? null
  })
}
