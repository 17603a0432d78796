import { keepPreviousData, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { type LocationQueryValue, useRoute, useRouter } from 'vue-router'
import type { Person } from '../../../contract/people.ts'
import { type PersonState, personStates } from '../../../contract/people-words.ts'
import { api } from '../../api/index.ts'

const first = (value: LocationQueryValue | LocationQueryValue[] | undefined) => (Array.isArray(value) ? value[0] : value) ?? ''
const isState = (value: string): value is PersonState => personStates.some((state) => state === value)

/** Which tab and which words: in the address, so that reload and back show the same list. */
export function usePeopleAddress() {
  const route = useRoute()
  const router = useRouter()
  const state = computed<PersonState>({
    get: () => {
      const asked = first(route.query.state)
      return isState(asked) ? asked : 'submitted'
    },
    set: (value) => void router.replace({ path: '/people', query: { state: value } }),
  })
  const q = computed<string>({
    get: () => first(route.query.q),
    set: (value) => void router.replace({ path: '/people', query: { state: state.value, ...(value && { q: value }) } }),
  })
  return { state, q }
}

export const useTabs = () => useQuery({ queryKey: ['people', 'tabs'], queryFn: () => api('GET /portal/people/tabs') })

export function usePeople(state: Ref<PersonState>, q: Ref<string>) {
  const query = useInfiniteQuery({
    queryKey: computed(() => ['people', 'list', state.value, q.value]),
    queryFn: ({ pageParam, signal }) =>
      api('GET /portal/people', { query: { state: state.value, q: q.value || undefined, after: pageParam, limit: 50 }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: { next: string | null }) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  return { query, rows: computed<Person[]>(() => query.data.value?.pages.flatMap((page) => page.rows) ?? []) }
}

/** After any act the tabs, the lists and what waits are read afresh. */
export function usePeopleRefresh() {
  const client = useQueryClient()
  return async () => {
    await Promise.all([client.invalidateQueries({ queryKey: ['people'] }), client.invalidateQueries({ queryKey: ['matters', 'reviews'] })])
  }
}

export type Bulk = 'recommend' | 'renew' | 'takeBack'

/** What may be done to many at once in each state, and how the list words it. */
export const bulkOf: Partial<Record<PersonState, { act: Bulk; verb: string; done: string; help: string }>> = {
  submitted: {
    act: 'recommend',
    verb: '批量推荐',
    done: '已推荐',
    help: '请核对本人信息。推荐后由协会审核，审核之前可以回退。',
  },
  recommended: { act: 'takeBack', verb: '回退', done: '已回退', help: '协会审核之前可以回退到上一步。' },
  renewing: { act: 'takeBack', verb: '回退', done: '已回退', help: '协会审核之前可以回退。' },
  expired: { act: 'renew', verb: '推荐续期', done: '已推荐续期', help: '推荐续期后可以参加继续教育；协会审核之前可以回退。' },
}

const addresses = {
  recommend: 'POST /portal/people/recommend',
  renew: 'POST /portal/people/renew',
  takeBack: 'POST /portal/people/take-back',
} as const
export const actOnMany = (act: Bulk, ids: string[]) => api(addresses[act], { body: { ids } })
