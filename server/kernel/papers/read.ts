import { ChildPool } from '../children/index.ts'

export interface Scan {
  bytes: Uint8Array
  /** 'application/pdf' or that of a picture. */
  mediaType: string
}

/** Who uploads waits for it, so it is short; what can't be read in it makes no claim. */
const patienceMs = 8_000
/** More in line than this would all run out of patience. */
const mostWaiting = 12

/** One scan at a time, in a process of its own that stays for the next. */
const scanner = new ChildPool<Scan, string>({ beside: import.meta.url, size: 1, recycleAfter: 200 })
let waiting = 0

/**
 * The codes of our prints on a scan, each once; [] when none can be read, whatever the reason. Strangers' files are opened in a
 * process of their own that is ended when the time is up; what it had found by then counts.
 */
export async function readPrintCodes(scan: Scan, limitMs = patienceMs): Promise<string[]> {
  if (waiting >= mostWaiting) return []
  waiting += 1
  const until = performance.now() + limitMs
  const codes = new Set<string>()
  try {
    await scanner
      .ask(
        scan,
        () => until - performance.now(),
        (code) => codes.add(code),
      )
      .catch(() => undefined)
    return [...codes]
  } finally {
    waiting -= 1
  }
}
