import { computed, type Ref } from 'vue'
import { useSession } from '../../api/index.ts'

/** Whether this association takes money online. */
export function useOnlineHere(): Ref<boolean> {
  const { association } = useSession()
  return computed(() => association.value?.features.online === true)
}
