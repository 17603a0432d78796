import { ref } from 'vue'
import { errorMessage, fieldErrors } from '../../api/index.ts'

/** One press of a dialog: busy, what failed, which fields are wrong. */
export function useAct(work: () => Promise<unknown>, done: () => void) {
  const busy = ref(false)
  const failure = ref<string | null>(null)
  const wrong = ref<Record<string, string>>({})
  async function run(): Promise<void> {
    busy.value = true
    failure.value = null
    wrong.value = {}
    try {
      await work()
      done()
    } catch (error) {
      wrong.value = fieldErrors(error)
      failure.value = errorMessage(error)
    } finally {
      busy.value = false
    }
  }
  return { busy, failure, wrong, run }
}
