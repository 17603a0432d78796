import { useMutation, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref, ref } from 'vue'
import type { FormDefinition } from '../../../contract/forms/schema.ts'
import type { MemberStory as Told } from '../../../contract/members.ts'
import { api, errorMessage } from '../../api/index.ts'

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

/**
 * Something done to a member: the story is read anew, and every list that might show it. `run` ends with `done`, or with the words of
 * what stood in the way in `failure`.
 */
export function useMemberAct<Input>(act: (input: Input) => Promise<unknown>, done: (input: Input) => unknown = () => {}) {
  const client = useQueryClient()
  const { isPending, mutateAsync } = useMutation({
    mutationFn: act,
    onSuccess: () => client.invalidateQueries({ queryKey: ['members'] }),
  })
  const failure = ref<string | null>(null)
  async function run(input: Input): Promise<void> {
    failure.value = null
    try {
      await mutateAsync(input)
      await done(input)
    } catch (error) {
      failure.value = errorMessage(error)
    }
  }
  return { isPending, mutateAsync, failure, run }
}

export const why = (story: MemberStory, act: string): string | null => story.can[act] ?? null
