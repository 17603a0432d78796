import type { BankColumns, BankReading } from '../../../../contract/bank.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { type Grid, type ReadSheets, readSheets } from '../../../kernel/sheets/index.ts'
import { headKey, whatIsMissing } from './columns.ts'
import { type Format, recognise } from './recognise.ts'
import { readStatement, type StatementRead } from './statement.ts'

/** Where the head stands and what the columns hold; `headRow` is -1 while nobody knows. */
export interface Head {
  sheet: number
  headRow: number
  columns: BankColumns
}

/** What is asked of the reading process. */
export interface SheetJob {
  bytes: Uint8Array
  name: string
  /** As a person said it; else it is recognised, by what was remembered first. */
  head?: Head
  formats?: readonly Format[]
  /** The lines too, to be taken in. */
  lines?: boolean
}

export interface SheetRead {
  kind: ReadSheets['kind']
  encoding: ReadSheets['encoding']
  grids: number
  head: (Head & { bank: string; template: string }) | null
  /** As it is remembered. */
  headKey: string
  width: number
  /** The first rows as they stand in the file. */
  top: string[][]
  /** Null while the columns are unknown; what came with an earlier file is not known here. */
  reading: Omit<BankReading, 'known'> | null
  ownAccount: string
}

/** Texts of JSON, so that whoever passes them on need not take them apart: keys of lines, and the lines as they are inserted. */
export type SheetAnswer =
  | { refused: { code: Refusal['code']; message: string } }
  | { read: SheetRead }
  | { keys: string }
  | { lines: string }

const linesAtOnce = 1000
const keysAtOnce = 10_000
const shownRows = 30

export async function readSheet(job: SheetJob, tell: (answer: SheetAnswer) => Promise<void>): Promise<void> {
  try {
    const bytes = Buffer.from(job.bytes.buffer, job.bytes.byteOffset, job.bytes.byteLength)
    const sheets = await readSheets(bytes, job.name)
    const found = recognised(job, sheets.grids)
    const rows = sheets.grids[found?.sheet ?? 0]?.rows ?? []
    const read =
      found && found.headRow >= 0 && whatIsMissing(found.columns) === null ? readStatement(rows, found.headRow, found.columns) : null
    await tell({ read: summaryOf(sheets, found, rows, read) })
    if (read) await tellLines(read, job.lines === true, tell)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await tell({ refused: { code: error.code, message: error.message } })
  }
}

function recognised({ head, formats }: SheetJob, grids: readonly Grid[]): SheetRead['head'] {
  return head ? { ...head, bank: '', template: '' } : recognise(grids, formats ?? [])
}

function summaryOf(sheets: ReadSheets, head: SheetRead['head'], rows: readonly string[][], read: StatementRead | null): SheetRead {
  return {
    kind: sheets.kind,
    encoding: sheets.encoding,
    grids: sheets.grids.length,
    head,
    headKey: headKey(rows[head?.headRow ?? -1] ?? []),
    width: rows.reduce((most, cells) => Math.max(most, cells.length), 0),
    top: rows.slice(0, Math.max(shownRows, (head?.headRow ?? 0) + 8)).map((cells) => cells.map((cell) => cell.slice(0, 80))),
    reading: read && readingOf(read),
    ownAccount: read?.ownAccount ?? '',
  }
}

function readingOf(read: StatementRead): Omit<BankReading, 'known'> {
  const days = read.lines.map((line) => line.day).sort()
  return {
    rows: read.lines.length + read.out.count + read.problemRows,
    in: read.lines.length,
    inFen: read.lines.reduce((sum, line) => sum + line.amountFen, 0),
    out: read.out.count,
    outFen: Math.max(0, read.out.fen),
    problemRows: read.problemRows,
    problems: read.problems,
    passed: read.passed,
    totalAgrees: read.totalAgrees,
    from: days[0] ?? null,
    to: days.at(-1) ?? null,
  }
}

async function tellLines({ lines }: StatementRead, whole: boolean, tell: (answer: SheetAnswer) => Promise<void>): Promise<void> {
  for (let from = 0; from < lines.length; from += keysAtOnce)
    await tell({ keys: JSON.stringify(lines.slice(from, from + keysAtOnce).map((line) => line.key)) })
  if (!whole) return
  for (let from = 0; from < lines.length; from += linesAtOnce)
    await tell({ lines: JSON.stringify(lines.slice(from, from + linesAtOnce).map((line) => ({ id: newId(), ...line }))) })
}
