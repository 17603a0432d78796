import { computed, type MaybeRef, ref, unref, watch } from 'vue'
import type { Problem } from '../../../contract/errors.ts'
import { ApiError, errorMessage } from '../../api/index.ts'

/** The field a refusal without places is about. */
const placeOf: Record<string, string> = {
  'challenge-failed': 'challenge',
  'code-wrong': 'code',
  'name-not-unique': 'identifier',
}

/**
 * Sending a form: busy, what is wrong where, and what went wrong altogether. A field of `form` (reactive) that is
 * changed is no longer marked as wrong.
 */
export function useSubmit(form: MaybeRef<Record<string, unknown>> = {}) {
  const busy = ref(false)
  const problems = ref<Problem[]>([])
  const failure = ref('')
  /** The server's reason, for screens that offer a way on. */
  const refusal = ref<ApiError | null>(null)
  const errors = computed<Record<string, string | undefined>>(() =>
    Object.fromEntries(problems.value.map((problem) => [problem.path, problem.message])),
  )

  watch(
    () => ({ ...unref(form) }),
    (now, was) => {
      const agrees = 'again' in now && now.again === now.password
      const left = problems.value.filter(({ path }) => now[path] === was[path] && !(path === 'again' && agrees))
      if (left.length < problems.value.length) problems.value = left
    },
  )

  function fail(error: unknown): void {
    refusal.value = error instanceof ApiError ? error : null
    const place = refusal.value && placeOf[refusal.value.code]
    if (refusal.value && refusal.value.problems.length > 0) problems.value = refusal.value.problems
    else if (place) problems.value = [{ path: place, message: errorMessage(error) }]
    else failure.value = errorMessage(error)
  }

  /** Runs `act` unless `wrong` says what must be put right first. Undefined when it did not succeed. */
  async function run<T>(act: () => Promise<T>, wrong: readonly Problem[] = []): Promise<T | undefined> {
    if (busy.value) return undefined
    failure.value = ''
    refusal.value = null
    problems.value = [...wrong]
    if (wrong.length > 0) return undefined
    busy.value = true
    try {
      return await act()
    } catch (error) {
      fail(error)
      return undefined
    } finally {
      busy.value = false
    }
  }

  return { busy, problems, errors, failure, refusal, run, fail }
}

/** 请填写…, or what the rule says of what was filled in. */
export const needed = (value: string, label: string, check: (value: string) => string | null): string | null =>
  value.trim() === '' ? `请填写${label}` : check(value)

/** The places that are wrong out of `[path, label, message or null]`. */
export const wrongOf = (...checks: [path: string, label: string, message: string | null | undefined | false][]): Problem[] =>
  checks.flatMap(([path, label, message]) => (message ? [{ path, label, message }] : []))
