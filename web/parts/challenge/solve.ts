import type { Challenge } from '../../../contract/challenges.ts'

type Work = NonNullable<Challenge['work']>

/** Does the work in a worker, so that the page stays quick; resolves to the answer to send. */
export async function solveWork(work: Work, signal: AbortSignal): Promise<string> {
  // Web Crypto exists on https and on localhost only.
  if (!window.isSecureContext) throw new Error('insecure')
  const worker = new Worker(new URL('./solve.worker.ts', import.meta.url), { type: 'module' })
  try {
    const solution = await new Promise<unknown>((resolve, reject) => {
      worker.onmessage = (event) => (event.data && !event.data.error ? resolve(event.data) : reject(new Error('unsolved')))
      worker.onerror = () => reject(new Error('unsolved'))
      signal.addEventListener('abort', () => reject(new Error('aborted')))
      worker.postMessage({ challenge: work, timeout: 60_000 })
    })
    return btoa(JSON.stringify({ challenge: work, solution }))
  } finally {
    worker.terminate()
  }
}
