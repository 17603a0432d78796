import { useQueryClient } from '@tanstack/vue-query'
import { ref } from 'vue'
import { useRouter } from 'vue-router'
import { api } from '../../api/index.ts'
import { useAct } from '../../parts/act.ts'

/** Begins a matter of a kind, in a branch where one is named, and goes there. `beginning`: kind and branch under way, '' for none. */
export function useBegin() {
  const router = useRouter()
  const client = useQueryClient()
  const beginning = ref('')
  const { failure, run } = useAct(async (kind: string, branch?: string) => {
    beginning.value = kind + (branch ?? '')
    try {
      const { id } = await api('POST /portal/matters', { body: { kind, branch } })
      for (const of of ['branches', 'matters']) void client.invalidateQueries({ queryKey: [of] })
      await router.push(`/matters/${id}`)
    } finally {
      beginning.value = ''
    }
  })
  return { beginning, failure, begin: run }
}
