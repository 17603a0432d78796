import { onBeforeUnmount, onMounted, shallowReactive } from 'vue'

export interface Shortcut {
  /** As `KeyboardEvent.key`: `j`, `/`, `Enter`, `Escape`. */
  key: string
  /** What it does, for the list under `?`. */
  label: string
  run: (event: KeyboardEvent) => void
  /** Also while typing in a box (Escape usually). */
  whileTyping?: boolean
}

/** Everything that works now, newest first: the screen on top wins. */
export const activeShortcuts = shallowReactive<Shortcut[]>([])
let listeners = 0

/** Works while the component is on screen. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  // While setting up, parents come before children; mounted, they come after: the screen on top must win.
  activeShortcuts.unshift(...shortcuts)
  onMounted(() => {
    if (listeners++ === 0) document.addEventListener('keydown', answer)
  })
  onBeforeUnmount(() => {
    for (const shortcut of shortcuts) activeShortcuts.splice(activeShortcuts.indexOf(shortcut), 1)
    if (--listeners === 0) document.removeEventListener('keydown', answer)
  })
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) && !isTick(target)

const isTick = (target: HTMLElement): boolean => target instanceof HTMLInputElement && /^(checkbox|radio)$/.test(target.type)

/** Enter on a link or button is that control's own. */
const isPressing = (event: KeyboardEvent): boolean =>
  event.key === 'Enter' && event.target instanceof Element && event.target.closest('a,button,summary') !== null

function answer(event: KeyboardEvent): void {
  // While an input method composes Chinese, its keys are its own.
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
  if (isPressing(event) || document.querySelector('dialog[open]')) return
  const typing = isTyping(event.target)
  const found = activeShortcuts.find((each) => each.key === event.key && (!typing || each.whileTyping))
  if (!found) return
  event.preventDefault()
  found.run(event)
}
