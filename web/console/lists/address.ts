import { computed, type WritableComputedRef } from 'vue'
import { type LocationQueryValue, useRoute, useRouter } from 'vue-router'

const all = (value: LocationQueryValue | LocationQueryValue[] | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).filter((each): each is string => typeof each === 'string' && each !== '')

/** Filters that live in the address: reload, back and a sent link show the same list. */
export function useAddress(names: readonly string[]) {
  const route = useRoute()
  const router = useRouter()
  const here = route.matched.at(-1)
  let last: Record<string, string[]> = {}

  /** While the page is being left, the next page's address must not be taken for ours. */
  const values = computed(() => {
    if (route.matched.at(-1) === here) last = Object.fromEntries(names.map((name) => [name, all(route.query[name])]))
    return last
  })
  const write = (changes: Record<string, string[]>) => {
    const query = Object.fromEntries(Object.entries({ ...values.value, ...changes }).filter(([, list]) => list.length > 0))
    void router.replace({ path: route.path, query })
  }
  const list = (name: string): WritableComputedRef<string[]> =>
    computed({ get: () => values.value[name] ?? [], set: (value) => write({ [name]: value }) })
  const text = (name: string): WritableComputedRef<string> =>
    computed({ get: () => values.value[name]?.[0] ?? '', set: (value) => write({ [name]: value ? [value] : [] }) })

  return {
    text,
    list,
    write,
    /** What is set, for the address of a detail page. */
    query: computed(() => Object.fromEntries(Object.entries(values.value).filter(([, value]) => value.length > 0))),
    /** How many of these filters are set. */
    count: (of: readonly string[]) => computed(() => of.filter((name) => (values.value[name]?.length ?? 0) > 0).length),
    clear: (of: readonly string[]) => write(Object.fromEntries(of.map((name) => [name, []]))),
  }
}
