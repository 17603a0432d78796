/** Awaited between two steps of long work. */
export type Breathe = () => Promise<void> | undefined

/**
 * For long work on the main thread: awaited between its steps, it lets the others have their turn as soon as this one has lasted `turnMs`.
 */
export function breather(turnMs = 20): Breathe {
  let since = performance.now()
  return () => {
    if (performance.now() - since < turnMs) return undefined
    return new Promise((next) => {
      setImmediate(() => {
        since = performance.now()
        next()
      })
    })
  }
}
