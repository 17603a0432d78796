import { type WriteSheet, writeXlsx, writeXlsxStream } from 'hucre/xlsx'

/** One table on one sheet. Text stays text: an ID card or a number with leading noughts stays what it is. A number is an amount in yuan. */
export interface Table {
  /** Of the tab and of the printed head. */
  title: string
  /** Under the title, one line each. */
  notes?: readonly string[]
  columns: readonly { label: string /** In characters of a spreadsheet. */; width?: number }[]
  rows: readonly (readonly (string | number)[])[]
}

/**
 * A table as .xlsx that prints on A4 landscape: title, notes, head and rows; the head is repeated on every page, the
 * page says x of y. A text that looks like a formula stays text.
 */
export async function workbook(table: Table): Promise<Buffer> {
  const wide = Math.max(1, table.columns.length)
  const above = [[table.title], ...(table.notes ?? []).map((note) => [note])]
  const head = above.length
  const sheet: WriteSheet = {
    name: sheetName(table.title),
    rows: [...above, table.columns.map((column) => column.label), ...table.rows.map((row) => [...row])].map((row) =>
      row.map((cell) => (typeof cell === 'number' ? cell : plainText(cell))),
    ),
    columns: table.columns.map((column) => ({ width: column.width ?? widthOf(column.label) })),
    merges: above.map((_, row) => ({ startRow: row, startCol: 0, endRow: row, endCol: wide - 1 })),
    cells: stylesOf(table, head),
    freezePane: { rows: head + 1 },
    pageSetup: {
      paperSize: 'a4',
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      printTitlesRow: `$${head + 1}:$${head + 1}`,
    },
    headerFooter: { oddFooter: '&C第 &P 页，共 &N 页' },
  }
  return Buffer.from(await writeXlsx({ sheets: [sheet], activeSheet: 0 }))
}

/** A long list as .xlsx to work on: a head that stays, one row after the other, written while they are read. Every cell is text. */
export async function longWorkbook(
  title: string,
  columns: readonly { label: string; width?: number }[],
  rows: AsyncIterable<readonly string[]>,
): Promise<Buffer> {
  async function* plain() {
    for await (const row of rows) yield row.map(plainText)
  }
  const stream = writeXlsxStream(plain(), {
    name: sheetName(title),
    columns: columns.map(({ label, width }) => ({ header: label, width: width ?? widthOf(label) })),
    freezePane: { rows: 1 },
  })
  const chunks: Uint8Array[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export const xlsxMedia = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

/** Title, head and body each in their own dress, by 'row,column'. */
function stylesOf(table: Table, head: number): NonNullable<WriteSheet['cells']> {
  const styles: NonNullable<WriteSheet['cells']> = new Map()
  styles.set('0,0', { style: { font: { bold: true, size: 16 }, alignment: { horizontal: 'center' } } })
  table.columns.forEach((_, column) => {
    styles.set(`${head},${column}`, { style: { font: { bold: true }, alignment: { horizontal: 'center', vertical: 'center' }, border } })
    table.rows.forEach((cells, row) => {
      const style = typeof cells[column] === 'number' ? amount : { alignment: { vertical: 'center' as const, wrapText: true }, border }
      styles.set(`${head + 1 + row},${column}`, { style })
    })
  })
  return styles
}

const line = { style: 'thin', color: { rgb: '8B9098' } } as const
const border = { top: line, bottom: line, left: line, right: line }
const amount = { numFmt: '#,##0.00', alignment: { horizontal: 'right' as const, vertical: 'center' as const }, border }

/** Control characters can't be written in XML. */
const plainText = (text: string) => text.replace(/[^\P{Cc}\n\t]/gu, '')
/** At most 31 characters, and none of those a tab refuses. */
const sheetName = (title: string) => title.replace(/[\\/?*[\]:]/g, ' ').slice(0, 31)
const widthOf = (label: string) => Math.max(10, label.length * 2.4)
