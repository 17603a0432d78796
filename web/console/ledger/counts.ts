import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, useSession } from '../../api/index.ts'

export function useLedgerCounts() {
  const { may } = useSession()
  return useQuery({
    queryKey: ['dues', 'ledger-counts'],
    queryFn: () => api('GET /console/ledger/counts'),
    enabled: computed(() => may('dues.read')),
    refetchInterval: 60_000,
  })
}

/** Proposals that wait for a second person, and refunds that wait for the bank. */
export function useLedgerWaiting(): Ref<number | undefined> {
  const { data } = useLedgerCounts()
  return computed(() => data.value && data.value.toDecide + data.value.toSend)
}
