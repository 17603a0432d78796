import { unzipSync } from 'fflate'
import { Refusal } from '../errors.ts'
import { parseSeparated } from './separated.ts'

/** One sheet as text, as a person reads it: rows from the top, empty ones between kept so that row numbers are those of the file. */
export interface Grid {
  name: string
  rows: string[][]
}

export interface ReadSheets {
  kind: 'xlsx' | 'xls' | 'html' | 'text'
  /** Of a text file. */
  encoding: 'UTF-8' | 'GBK' | 'UTF-16' | null
  grids: Grid[]
}

/** What the largest sheet may unfold to; a file of a hundred thousand rows has a third of it. */
const mostUnfolded = 200_000_000
const mostSheetRows = 120_000

/**
 * XLSX, XLS, an HTML table under the name .xls, or separated text in UTF-8, UTF-16 or GBK: told by the bytes, never by the name. Numbers,
 * days and times come as text. Refuses what is none of these, what is broken, and what unfolds too far.
 */
export async function readSheets(bytes: Buffer, name: string): Promise<ReadSheets> {
  if (bytes.length === 0) throw new Refusal('wrong-file', `“${name}”是空文件，请重新选择`)
  const read = await readKind(bytes).catch((error: unknown) => {
    if (error instanceof Refusal) throw error
    throw new Refusal('wrong-file', `“${name}”打不开：文件不完整、设了密码，或者不是表格。请从网上银行重新导出后再试`)
  })
  if (read.grids.some((grid) => grid.rows.length > mostSheetRows))
    throw new Refusal('too-large', `“${name}”超过 ${mostSheetRows} 行，请按月份分开导出`)
  return { ...read, grids: read.grids.map(({ name, rows }) => ({ name, rows: withoutTail(rows) })).filter((grid) => grid.rows.length > 0) }
}

async function readKind(bytes: Buffer): Promise<ReadSheets> {
  if (bytes.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'))) {
    checkUnfolded(bytes)
    const { readXlsx } = await import('hucre/xlsx')
    return fromWorkbook('xlsx', await readXlsx(bytes))
  }
  if (bytes.subarray(0, 4).equals(Buffer.from([0xd0, 0xcf, 0x11, 0xe0]))) {
    const { readXls } = await import('hucre/xlsx')
    return fromWorkbook('xls', await readXls(bytes))
  }
  if (bytes.subarray(0, 4096).includes(0) && !isUtf16(bytes)) throw new Error('neither a sheet nor text')
  const { text, encoding } = decode(bytes)
  if (/^\s*<(!doctype|html|table|meta|\?xml)/i.test(text)) {
    const { fromHtml } = await import('hucre')
    return { ...fromWorkbook('html', { sheets: [fromHtml(text, { typeInference: false })] }), encoding }
  }
  return { kind: 'text', encoding, grids: [{ name: '', rows: parseSeparated(text).map((row) => row.map(cellText)) }] }
}

/** Before anything is unfolded: what the directory says. Who lies there meets the workbook module's own cap. */
function checkUnfolded(bytes: Buffer): void {
  let unfolded = 0
  unzipSync(bytes, {
    filter: ({ originalSize }) => {
      unfolded += originalSize
      return false
    },
  })
  if (unfolded > mostUnfolded) throw new Refusal('too-large', '这个表格展开后太大，请按月份分开导出')
}

type CellValue = string | number | boolean | Date | null | undefined | object

function fromWorkbook(
  kind: ReadSheets['kind'],
  book: { sheets: { name?: string; rows: readonly (readonly CellValue[])[] }[] },
): ReadSheets {
  const grids = book.sheets.map(({ name, rows }) => ({ name: name ?? '', rows: rows.map((row) => [...row].map(cellText)) }))
  return { kind, encoding: null, grids }
}

const isUtf16 = (bytes: Buffer) => (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)

function decode(bytes: Buffer): { text: string; encoding: NonNullable<ReadSheets['encoding']> } {
  if (isUtf16(bytes)) return { text: new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes), encoding: 'UTF-16' }
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'UTF-8' }
  } catch {
    return { text: new TextDecoder('gb18030').decode(bytes), encoding: 'GBK' }
  }
}

/** Without what exports wrap around a cell so that a spreadsheet leaves it alone: ="…", a leading apostrophe, trailing tabs. */
export function cellText(value: CellValue): string {
  if (value === null || value === undefined) return ''
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? '' : dateText(value)
  if (typeof value === 'number') return numberText(value)
  if (typeof value === 'object') return 'text' in value && typeof value.text === 'string' ? cellText(value.text) : ''
  const text = String(value)
    .replace(/[\u00a0\u3000]/g, ' ')
    .replace(/[\p{Cf}\p{Cs}\0]/gu, '')
    .trim()
  const wrapped = /^="(.*)"$/s.exec(text)
  return (wrapped?.[1] ?? text).replace(/^'(?=[\d+-])/, '').trim()
}

const dateText = (value: Date) =>
  value
    .toISOString()
    .replace('T', ' ')
    .slice(0, 19)
    .replace(/ 00:00:00$/, '')

// A spreadsheet keeps binary fractions: 15 digits are what it shows.
function numberText(value: number): string {
  if (!Number.isFinite(value)) return ''
  return Number.isInteger(value) ? BigInt(value).toString() : String(Number(value.toPrecision(15)))
}

function withoutTail(rows: string[][]): string[][] {
  let length = rows.length
  while (length > 0 && rows[length - 1]?.every((cell) => cell === '')) length -= 1
  return rows.slice(0, length)
}
