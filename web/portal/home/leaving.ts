import { onScopeDispose, type Ref, ref } from 'vue'
import { useRouter } from 'vue-router'

/** Somebody pressed a link and its page is on the way: to go elsewhere now would undo the press. */
export function useLeaving(): Ref<boolean> {
  const router = useRouter()
  const leaving = ref(false)
  const offs = [
    router.beforeEach(() => {
      leaving.value = true
    }),
    router.afterEach(() => {
      leaving.value = false
    }),
    router.onError(() => {
      leaving.value = false
    }),
  ]
  onScopeDispose(() => {
    for (const off of offs) off()
  })
  return leaving
}
