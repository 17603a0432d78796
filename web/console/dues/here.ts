import { computed, type Ref } from 'vue'
import { useSession } from '../../api/index.ts'

/** Whether this association charges its members for anything besides dues. */
export function useServicesHere(): Ref<boolean> {
  const { association } = useSession()
  return computed(() => association.value?.features.services === true)
}
