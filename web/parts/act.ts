import { computed, ref } from 'vue'
import { errorMessage, fieldErrors } from '../api/index.ts'

/**
 * One press: busy, what failed, which fields are wrong; pressed again while it runs, it does nothing. `unplaced` is the failure
 * that no field shows. A dialog that closes emits within `work`: afterwards it is gone, and nobody hears it. Forms that check before
 * they send have `useSubmit`.
 */
export function useAct<Said extends unknown[]>(
  work: (...said: Said) => Promise<unknown>,
  after: { failed?: (error: unknown) => unknown; ended?: () => unknown } = {},
) {
  const busy = ref(false)
  const failure = ref<string | null>(null)
  const wrong = ref<Record<string, string>>({})
  const unplaced = computed(() => (Object.keys(wrong.value).length > 0 ? null : failure.value))
  function forget(): void {
    failure.value = null
    wrong.value = {}
  }
  async function run(...said: Said): Promise<void> {
    if (busy.value) return
    busy.value = true
    forget()
    try {
      await work(...said)
    } catch (error) {
      wrong.value = fieldErrors(error)
      failure.value = errorMessage(error)
      await after.failed?.(error)
    } finally {
      busy.value = false
      await after.ended?.()
    }
  }
  return { busy, failure, unplaced, wrong, run, forget }
}

/** Why an act on record can't be done yet: a reason is two characters at least. */
export const unsaid = (reason: string): string | null => (reason.trim().length < 2 ? '请写明原因' : null)
