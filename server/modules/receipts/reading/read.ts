import { availableParallelism } from 'node:os'
import { ChildPool } from '../../../kernel/children/index.ts'
import type { Paper } from './paper.ts'

export interface PaperFile {
  bytes: Uint8Array
  media: string
}

/** A job waits for it, nobody at a screen. */
const patienceMs = 20_000

const readers = new ChildPool<PaperFile, Paper>({ beside: import.meta.url, size: availableParallelism(), mostMb: 768 })

/** Null when it can't be read, or is no receipt; 'late' when the time was up. As many at a time as there are processors, in processes of their own. */
export async function readPaper(bytes: Uint8Array, media: string, limitMs = patienceMs): Promise<Paper | 'late' | null> {
  let paper: Paper | null = null
  const ending = await readers.ask({ bytes, media }, limitMs, (found) => {
    paper = found
  })
  return paper ?? (ending === 'late' ? 'late' : null)
}
