import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import type { MemberStory } from '../../../contract/members.ts'
import { api } from '../../api/index.ts'

export function useStory(id: Ref<string>) {
  return useQuery({
    queryKey: computed(() => ['members', 'one', id.value]),
    queryFn: ({ signal }) => api('GET /console/members/:id', { params: { id: id.value }, signal }),
  })
}

/** Something done to a member: the story is read anew, and every list that might show it. */
export function useMemberAct<Input>(act: (input: Input) => Promise<unknown>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: act, onSuccess: () => client.invalidateQueries({ queryKey: ['members'] }) })
}

export const why = (story: MemberStory, act: string): string | null => story.can[act] ?? null
