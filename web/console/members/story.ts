import { useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { FormDefinition } from '../../../contract/forms/schema.ts'
import type { MemberStory as Told } from '../../../contract/members.ts'
import { api } from '../../api/index.ts'
import { useAct } from '../../parts/act.ts'

/** A member's story with the form that its data is of. */
export type MemberStory = Told & { form: FormDefinition }

export function useStory(id: Ref<string>) {
  const client = useQueryClient()
  const formOf = (kind: Told['kind']) =>
    client.ensureQueryData({
      queryKey: ['member-form', kind],
      queryFn: () => api('GET /console/members/forms/:kind', { params: { kind } }),
      staleTime: 600_000,
    })
  return useQuery({
    queryKey: computed(() => ['members', 'one', id.value]),
    queryFn: async ({ signal }): Promise<MemberStory> => {
      const told = await api('GET /console/members/:id', { params: { id: id.value }, signal })
      return { ...told, ...(await formOf(told.kind)) }
    },
  })
}

/** Something done to a member: the story is read anew, and every list that might show it, before `done`. */
export function useMemberAct<Said extends unknown[]>(
  act: (...said: Said) => Promise<unknown>,
  done: (...said: Said) => unknown = () => {},
  failed: (error: unknown) => unknown = () => {},
) {
  const client = useQueryClient()
  return useAct(
    async (...said: Said) => {
      await act(...said)
      await client.invalidateQueries({ queryKey: ['members'] })
      await done(...said)
    },
    { failed },
  )
}

export const why = (story: MemberStory, act: string): string | null => story.can[act] ?? null
