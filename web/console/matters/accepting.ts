import { type ComputedRef, computed, type InjectionKey, inject, ref } from 'vue'
import type { MatterForStaff } from '../../../contract/matters.ts'

/** Which fields of a change the reviewer accepts: all, unless a tick is taken away. */
export interface Accepting {
  /** How many fields may be chosen from here; 0: not a change, or not mine to decide. */
  open: ComputedRef<number>
  refused: ComputedRef<string[]>
  takes: (path: string) => boolean
  set: (path: string, take: boolean) => void
  /** What to send: undefined when all are accepted. */
  accepted: ComputedRef<string[] | undefined>
}

export const acceptingKey: InjectionKey<Accepting> = Symbol('accepting')
export const useAccepting = (): Accepting | null => inject(acceptingKey, null)

export function newAccepting(matter: () => MatterForStaff): Accepting {
  const left = ref<string[]>([])
  // A later reviewer may take fewer than the one before, never more.
  const rows = computed(() => (matter().can.pass === null ? matter().diff.filter((row) => row.accepted !== false) : []))
  const refused = computed(() => rows.value.map((row) => row.path).filter((path) => left.value.includes(path)))
  return {
    open: computed(() => rows.value.length),
    refused,
    takes: (path) => !left.value.includes(path),
    set(path, take) {
      left.value = take ? left.value.filter((one) => one !== path) : [...left.value, path]
    },
    accepted: computed(() =>
      refused.value.length > 0 ? rows.value.map((row) => row.path).filter((path) => !left.value.includes(path)) : undefined,
    ),
  }
}
