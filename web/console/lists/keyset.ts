import { keepPreviousData, useInfiniteQuery } from '@tanstack/vue-query'
import { computed } from 'vue'
import { errorMessage } from '../../api/index.ts'

interface PageOf<Row> {
  rows: Row[]
  next: string | null
}

/** A list that grows by key. `table` is what DataTable is told; while a filter changes, the old rows stay, dimmed. */
export function useKeyset<Row>(
  key: () => readonly unknown[],
  read: (after: string | undefined, signal: AbortSignal) => Promise<PageOf<Row>>,
) {
  const query = useInfiniteQuery({
    queryKey: computed(key),
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: PageOf<Row>) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  })
  const rows = computed<Row[]>(() => query.data.value?.pages.flatMap((page) => page.rows) ?? [])
  const failure = computed(() => (query.error.value ? errorMessage(query.error.value) : null))
  return {
    rows,
    table: computed(() => ({
      loading: query.isFetching.value && !query.isFetchingNextPage.value && (rows.value.length === 0 || query.isPlaceholderData.value),
      error: rows.value.length === 0 ? failure.value : null,
      hasMore: query.hasNextPage.value,
      loadingMore: query.isFetchingNextPage.value,
      moreError: rows.value.length > 0 ? failure.value : null,
    })),
    more: () => {
      if (query.hasNextPage.value && !query.isFetching.value) void query.fetchNextPage()
    },
    retry: () => void query.refetch(),
  }
}
