import { formatDay } from '../../../../contract/rules/days.ts'
import type { Prepared, RosterData } from '../documents.ts'
import { qrSvg } from '../qr.ts'
import { breakable } from './text.ts'

export async function prepareRoster(roster: RosterData): Promise<Prepared> {
  return {
    files: { 'code.svg': await qrSvg(roster.number) },
    data: {
      title: roster.title,
      association: roster.association.name,
      unit: roster.unit,
      part: roster.part,
      number: roster.number,
      printed: formatDay(roster.date),
      count: roster.rows.length,
      columns: roster.columns.map((column) => ({
        label: column.label,
        share: Math.min(Math.max(column.wide, column.label.length + 1, 4), 20),
      })),
      rows: roster.rows.map((row, index) => [String(index + 1), ...row.map((cell) => breakable(cell, 18))]),
      note: roster.note ?? '',
    },
  }
}
