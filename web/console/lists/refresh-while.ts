import { onUnmounted } from 'vue'

/** What changes behind the page by itself is read again every `ms`, as long as it `holds`. */
export function refreshWhile(holds: () => boolean, refresh: () => unknown, ms = 2000): void {
  const timer = setInterval(() => holds() && void refresh(), ms)
  onUnmounted(() => clearInterval(timer))
}
