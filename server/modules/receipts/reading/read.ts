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

/** Null when it can't be read, or is no receipt. As many at a time as there are processors, in processes of their own. */
export async function readPaper(bytes: Uint8Array, media: string): Promise<Paper | null> {
  let paper: Paper | null = null
  await readers.ask({ bytes, media }, patienceMs, (found) => {
    paper = found
  })
  return paper
}
