import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, useSession } from '../../api/index.ts'

export function useReceiptCounts() {
  const { may } = useSession()
  return useQuery({
    queryKey: ['receipts', 'counts'],
    queryFn: () => api('GET /console/receipts/counts'),
    enabled: computed(() => may('receipts.read')),
    refetchInterval: 60_000,
  })
}

export function useDueReceipts(): Ref<number | undefined> {
  const { data } = useReceiptCounts()
  return computed(() => data.value?.due)
}

export function useWaitingFiles(): Ref<number | undefined> {
  const { data } = useReceiptCounts()
  return computed(() => data.value?.waiting)
}
