import { reactive } from 'vue'

export interface Toast {
  id: number
  kind: 'good' | 'bad' | 'info'
  text: string
}

export const toasts = reactive<Toast[]>([])
let last = 0

/** Says in passing that something was done. What a person must act on belongs in a Notice, not here. */
export function toast(text: string, kind: Toast['kind'] = 'good'): void {
  const id = ++last
  toasts.push({ id, kind, text })
  setTimeout(() => dismiss(id), kind === 'bad' ? 8000 : 4000)
}

export function dismiss(id: number): void {
  const at = toasts.findIndex((each) => each.id === id)
  if (at >= 0) toasts.splice(at, 1)
}
