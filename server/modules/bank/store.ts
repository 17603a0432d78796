import type { Selectable } from 'kysely'
import type { BankColumns, BankReading, Candidate } from '../../../contract/bank.ts'
import type { BankLineState, Verdict } from '../../../contract/bank-words.ts'
import type { Context } from '../../kernel/context.ts'
import type { DB } from '../../kernel/database/schema.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'

export type StatementRow = Omit<Selectable<DB['bank_statements']>, 'columns' | 'reading'> & {
  columns: BankColumns
  reading: BankReading | null
}
export type LineRow = Omit<Selectable<DB['bank_lines']>, 'candidates' | 'cells' | 'state' | 'verdict'> & {
  candidates: Candidate[]
  cells: string[]
  state: BankLineState
  verdict: Verdict
}

export async function findStatement(tx: Tx, ctx: Context, id: string, state: 'draft' | 'imported'): Promise<StatementRow> {
  const row = await tx
    .selectFrom('bank_statements')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .where('state', '=', state)
    .executeTakeFirst()
  return found(row) as StatementRow
}

/** `lock`: others wait until this transaction ends. */
export async function findLine(tx: Tx, ctx: Context, id: string, options: { lock?: boolean } = {}): Promise<LineRow> {
  let query = tx.selectFrom('bank_lines').selectAll().where('association_id', '=', ctx.association.id).where('id', '=', id)
  if (options.lock) query = query.forUpdate()
  return found(await query.executeTakeFirst()) as LineRow
}

export const subjectOfLine = (line: Pick<LineRow, 'id' | 'day' | 'payer_name' | 'serial'>) => ({
  kind: 'bank-line',
  id: line.id,
  label: [line.day, line.payer_name, line.serial].filter(Boolean).join(' · '),
})
