import { ChildPool } from '../../../kernel/children/index.ts'
import { Refusal } from '../../../kernel/errors.ts'
import type { SheetAnswer, SheetJob, SheetRead } from './work.ts'

// A sheet of a hundred thousand rows unfolds to a gigabyte of cells; it is gone with the process.
const reader = new ChildPool<SheetJob, SheetAnswer>({ beside: import.meta.url, size: 1, mostMb: 3072 })

/** A clerk waits for it. */
const patienceMs = 60_000

export interface ReadFile extends SheetRead {
  /** JSON arrays of texts. */
  keys: string[]
  /** JSON arrays of lines; empty when they were not asked for. */
  lines: string[]
}

/** A bank's export, read in a process of its own: what it holds, and its lines as they will be inserted. */
export async function readBankFile(job: SheetJob): Promise<ReadFile> {
  const got: { read?: SheetRead; refused?: Refusal } = {}
  const [keys, lines]: [string[], string[]] = [[], []]
  const ending = await reader.ask(job, patienceMs, (answer) => {
    if ('refused' in answer) got.refused = new Refusal(answer.refused.code, answer.refused.message)
    else if ('read' in answer) got.read = answer.read
    else if ('keys' in answer) keys.push(answer.keys)
    else lines.push(answer.lines)
  })
  if (got.refused) throw got.refused
  if (ending !== 'done' || !got.read) throw new Refusal('too-large', `“${job.name}”太大或已损坏，读不完。请按月份分开导出后再试`)
  return { ...got.read, keys, lines }
}
