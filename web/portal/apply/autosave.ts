import { onBeforeUnmount, onMounted, ref } from 'vue'
import { rowsOf } from '../../../contract/forms/fields.ts'
import type { DraftConflict, DraftConflictDetail } from '../../../contract/matters.ts'
import { ApiError, api, errorMessage } from '../../api/index.ts'
import type { FormState } from '../../parts/forms/form-state.ts'

const pauseMs = 900
const againMs = 6000

/** Random, per open page: the server tells two pages apart by it, so that one never clashes with itself. */
const device = Array.from(crypto.getRandomValues(new Uint8Array(9)), (byte) => byte.toString(16).padStart(2, '0')).join('')

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed'

/**
 * Saves a form while it is typed, field by field. What could not be sent stays pending and is tried again; what another
 * page wrote into other fields is taken over; what it wrote into the same field is a conflict that a person decides.
 */
export function useAutosave(matterId: string, start: { revision: number; savedAt: string }, state: () => FormState | undefined) {
  const pending = new Set<string>()
  let base = start.revision
  let timer: ReturnType<typeof setTimeout> | undefined
  let running: Promise<void> | undefined
  const savedAt = ref(start.savedAt)
  const status = ref<SaveState>('saved')
  const failure = ref('')
  const conflicts = ref<DraftConflict[]>([])

  const schedule = (ms: number) => {
    clearTimeout(timer)
    timer = setTimeout(() => void save(), ms)
  }

  function touch(path: string): void {
    for (const other of [...pending]) if (other.startsWith(`${path}.`)) pending.delete(other)
    if (![...pending].some((other) => path.startsWith(`${other}.`))) pending.add(path)
    status.value = 'waiting'
    schedule(pauseMs)
  }

  /** Everything typed so far is on the server when this resolves to true. */
  async function save(): Promise<boolean> {
    clearTimeout(timer)
    while (running) await running
    const form = state()
    const open = new Set(conflicts.value.map((conflict) => conflict.path))
    const paths = [...pending].filter((path) => !open.has(path))
    if (!form || paths.length === 0) return pending.size === 0
    running = send(form, paths).finally(() => {
      running = undefined
    })
    await running
    return pending.size === 0
  }

  async function send(form: FormState, paths: string[]): Promise<void> {
    const changes = Object.fromEntries(paths.map((path) => [path, form.get(path)]))
    for (const path of paths) pending.delete(path)
    status.value = 'saving'
    try {
      const saved = await api('PATCH /portal/matters/:id/draft', { params: { id: matterId }, body: { base, device, changes }, stay: true })
      took(form, saved)
    } catch (error) {
      if (error instanceof ApiError && error.code === 'draft-conflict') {
        const detail = error.detail as unknown as DraftConflictDetail
        took(form, detail)
        conflicts.value = [...conflicts.value, ...detail.conflicts]
        return
      }
      for (const path of paths) if (![...pending].some((other) => path.startsWith(`${other}.`))) pending.add(path)
      status.value = 'failed'
      failure.value = errorMessage(error)
      if (error instanceof ApiError && error.retryable) schedule(againMs)
    }
  }

  function took(form: FormState, saved: { revision: number; savedAt: string; elsewhere: Record<string, unknown> }): void {
    savedAt.value = saved.savedAt
    const places = Object.entries(saved.elsewhere)
    // What is being typed here and was changed there must still clash: then the old base stays.
    const unseen = places.some(([path]) => [...pending].some((own) => overlap(own, path)))
    if (!unseen) {
      for (const [path, value] of places) acceptAt(form, path, value)
      base = saved.revision
    }
    status.value = pending.size > 0 ? 'waiting' : 'saved'
    failure.value = ''
    if (pending.size > 0) schedule(pauseMs)
  }

  function settle(conflict: DraftConflict, keep: 'mine' | 'theirs'): void {
    conflicts.value = conflicts.value.filter((one) => one !== conflict)
    const form = state()
    if (keep === 'mine') touch(conflict.path)
    else if (form) {
      acceptAt(form, conflict.path, conflict.theirs)
      pending.delete(conflict.path)
    }
  }

  const flush = () => {
    if (document.visibilityState === 'hidden') void save()
  }
  const retry = () => void save()
  const warn = (event: BeforeUnloadEvent) => {
    if (pending.size > 0) event.preventDefault()
  }
  onMounted(() => {
    document.addEventListener('visibilitychange', flush)
    window.addEventListener('online', retry)
    window.addEventListener('beforeunload', warn)
  })
  onBeforeUnmount(() => {
    clearTimeout(timer)
    void save()
    document.removeEventListener('visibilitychange', flush)
    window.removeEventListener('online', retry)
    window.removeEventListener('beforeunload', warn)
  })

  return { touch, save, settle, status, savedAt, failure, conflicts }
}

export type Autosave = ReturnType<typeof useAutosave>

const overlap = (one: string, other: string): boolean => one === other || one.startsWith(`${other}.`) || other.startsWith(`${one}.`)

/** Takes a value from elsewhere into the form without calling it a change. */
export function acceptAt(form: FormState, path: string, value: unknown): void {
  const [id = '', index, inner] = path.split('.')
  if (inner === undefined) {
    form.accept(id, value)
    return
  }
  const rows = rowsOf(form.data[id]).map((row, at) => (at === Number(index) ? { ...row, [inner]: value } : row))
  form.accept(id, rows)
}
