import type { FormDocument, FormItem, Prepared } from '../documents.ts'
import { qrSvg } from '../qr.ts'
import { breakable } from './text.ts'

/** A row of the printed table: one wide item, or one or two narrow ones side by side. */
type Row =
  | { kind: 'cells'; cells: FormItem[] }
  | Extract<FormItem, { kind: 'long' }>
  | (Extract<FormItem, { kind: 'list' }> & { widths: number[] })
  /** `file` is '' where a photo is to be glued. */
  | { kind: 'photo'; label: string; file: string }

export async function prepareForm(form: FormDocument): Promise<Prepared> {
  const code = form.code ?? [form.matterNumber, form.version].filter(Boolean).join(' ')
  const photos = form.sections
    .flatMap((section) => section.items)
    .flatMap((item) => (item.kind === 'photo' && item.jpeg ? [item.jpeg] : []))
  return {
    files: { 'code.svg': await qrSvg(code, 'Q'), ...Object.fromEntries(photos.map((jpeg, n) => [`photo-${n}.jpg`, jpeg])) },
    data: {
      title: form.title,
      association: form.association.name,
      accent: form.association.accent,
      notes: form.notes ?? [],
      sections: form.sections.map((section) => ({ title: section.title, rows: rowsOf(section.items.map(breakableItem), photos) })),
      declaration: form.declaration ?? '',
      signatures: form.signatures ?? [],
      opinions: form.opinions ?? [],
      version: form.version,
      matterNumber: form.matterNumber ?? '',
      code: form.code ?? '',
    },
  }
}

/** Narrow items stand two in a row; a wide one closes the row before it. */
export function rowsOf(items: FormItem[], photos: readonly Uint8Array[] = []): Row[] {
  const rows: Row[] = []
  for (const item of items) {
    if (item.kind === 'photo') {
      rows.push({ kind: 'photo', label: item.label, file: item.jpeg ? `photo-${photos.indexOf(item.jpeg)}.jpg` : '' })
      continue
    }
    if (item.kind === 'long' || item.kind === 'list') {
      rows.push(item.kind === 'long' ? item : { ...item, widths: widthsOf(item) })
      continue
    }
    const last = rows.at(-1)
    const first = last?.kind === 'cells' && last.cells.length === 1 ? last.cells[0] : undefined
    if (last?.kind === 'cells' && first && !isWide(first) && !isWide(item)) last.cells.push(item)
    else rows.push({ kind: 'cells', cells: [item] })
  }
  return rows
}

/** Columns share the width by the longest thing in them, so that an address of e-mail gets more than a name; a blank to write on is even. */
function widthsOf(item: Extract<FormItem, { kind: 'list' }>): number[] {
  const blank = item.rows.every((row) => row.every((cell, n) => cell === '' || (n === 0 && item.columns[0] === '')))
  return item.columns.map((column, n) => {
    if (blank) return column === '' ? 7 : 10
    const longest = Math.max(...[column, ...item.rows.map((row) => row[n] ?? '')].map(ems))
    return Math.min(Math.max(longest + 1.5, 4), 14)
  })
}

/** Rough width in full-width characters. */
const ems = (text: string) => [...text].reduce((sum, character) => sum + (character < '\u0300' ? 0.56 : character === '\u200b' ? 0 : 1), 0)

const isWide = (item: FormItem) => (item.kind === 'value' || item.kind === 'choice') && item.wide === true

function breakableItem(item: FormItem): FormItem {
  if (item.kind === 'choice' || item.kind === 'photo') return item
  if (item.kind === 'list') return { ...item, rows: item.rows.map((row) => row.map((cell) => breakable(cell, 20))) }
  return { ...item, value: breakable(item.value, 28) }
}
