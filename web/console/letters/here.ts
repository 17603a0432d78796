import { computed, type Ref } from 'vue'
import { useSession } from '../../api/index.ts'

/** Whether this association hands accounts out by letter. */
export function useLettersHere(): Ref<boolean> {
  const { association } = useSession()
  return computed(() => association.value?.features.letters != null)
}
