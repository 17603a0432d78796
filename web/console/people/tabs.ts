import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, useSession } from '../../api/index.ts'

/** Whether this association has people and employers: without them there is no such list. */
export function usePeopleHere(): Ref<boolean> {
  const { association } = useSession()
  return computed(() => association.value?.features.people === true)
}

export const usePeopleTabs = (unit: Ref<string>) =>
  useQuery({
    queryKey: computed(() => ['people', 'tabs', unit.value]),
    queryFn: () => api('GET /console/people/tabs', { query: unit.value ? { unit: unit.value } : {} }),
  })
