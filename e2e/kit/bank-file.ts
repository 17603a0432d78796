import { workbook } from '../../server/kernel/sheets/workbook.ts'
import { templates } from '../../server/modules/bank/reading/templates.ts'

export interface BankLine {
  day: string
  amountFen: number
  payer: string
  note: string
  serial: string
}

/** An .xlsx as the corporate portal of a bank exports it: its own head, a preamble above, a total and a payment out below. */
export async function bankFile(id: string, lines: readonly BankLine[]): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const template = templates.find((one) => one.id === id)
  if (!template) throw new Error(`no such bank: ${id}`)
  const { columns } = template
  const label = (field: keyof typeof columns) => columns[field]?.[0] ?? ''
  const labels = [...new Set([...Object.values(columns).flatMap((names) => names.slice(0, 1)), ...template.marks])]
  const yuan = (fen: number) => (fen / 100).toFixed(2)
  const cellsOf = (line: BankLine) =>
    labels.map((name) => {
      if (name === label('payerName')) return line.payer
      if (name === label('note')) return line.note
      if (name === label('serial')) return line.serial
      if (name === label('amount') || name === label('credit')) return yuan(line.amountFen)
      if (name === label('direction')) return '贷'
      return name === label('day') ? `${line.day} 10:20:30` : ''
    })
  const buffer = await workbook({
    title: `${template.bank}账户明细（示例）`,
    notes: ['账号：6200000000000000000', `共 ${lines.length} 笔`],
    columns: labels.map((name) => ({ label: name })),
    rows: [...lines.map(cellsOf), labels.map((_, at) => (at === 0 ? '合计' : ''))],
  })
  return { name: `${template.bank}.xlsx`, mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', buffer }
}
