import type { BankColumns } from '../../../../contract/bank.ts'
import type { Grid } from '../../../kernel/sheets/index.ts'
import { findHead, headKey } from './columns.ts'

/** How a head was read before, by somebody's hand. */
export interface Format {
  bank: string
  head: string
  columns: BankColumns
}

export interface Recognised {
  sheet: number
  headRow: number
  columns: BankColumns
  bank: string
  /** '' when the columns are a guess by their names. */
  template: string
}

const searched = 60

/** Which sheet and row hold the head: as remembered, as a template knows it, or by the names of the columns; null: a person has to say. */
export function recognise(grids: readonly Grid[], formats: readonly Format[]): Recognised | null {
  const known = new Map(formats.map((format) => [format.head, format]))
  for (const [sheet, grid] of grids.entries()) {
    for (const [headRow, row] of grid.rows.slice(0, searched).entries()) {
      const format = known.get(headKey(row))
      if (format) return { sheet, headRow, columns: format.columns, bank: format.bank, template: 'remembered' }
    }
  }
  for (const [sheet, grid] of grids.entries()) {
    const head = findHead(grid.rows)
    if (head)
      return { sheet, headRow: head.headRow, columns: head.columns, bank: head.template?.bank ?? '', template: head.template?.id ?? '' }
  }
  return null
}
