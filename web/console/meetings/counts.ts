import { useQuery } from '@tanstack/vue-query'
import { computed, type Ref } from 'vue'
import { api, useSession } from '../../api/index.ts'

/** The bodies that decide in meetings; most associations have none. Asked once for navigation, list and dialog. */
export function useMeetingBodies() {
  const { may, whole } = useSession()
  return useQuery({
    queryKey: ['meetings', 'bodies'],
    queryFn: () => api('GET /console/meetings/bodies'),
    enabled: computed(() => may('matters.read') && whole.value),
    refetchInterval: 60_000,
  })
}

export function useReadyForMeetings(): Ref<number | undefined> {
  const { data } = useMeetingBodies()
  return computed(() => data.value?.filter((body) => body.can.create === null).reduce((sum, body) => sum + body.ready, 0))
}

export function useMeetingsHere(): Ref<boolean> {
  const { data } = useMeetingBodies()
  return computed(() => (data.value?.length ?? 0) > 0)
}
