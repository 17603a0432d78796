import { sql } from 'kysely'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { compare } from './compare.ts'
import { openDraft } from './draft.ts'

/**
 * Takes the lines of a draft in and compares them with what is open, all or nothing. A line that came with an earlier file is left out, so the
 * same file, or one that overlaps, may come again.
 */
export async function importStatement(ctx: StaffContext, id: string, said: { bank: string; remember: boolean }): Promise<void> {
  authorize(ctx, 'dues.confirm')
  const { row, read } = await openDraft(ctx, id, ({ sheet, head_row: headRow, columns }) => ({
    head: { sheet, headRow, columns },
    lines: true,
  }))
  const { reading: lines } = read
  if (!lines) throw new Refusal('not-ready', '请先指定表头和各列，再导入')
  await inTx(ctx, async (tx, ctx) => {
    const now = ctx.kernel.clock.now()
    const taken = await tx
      .updateTable('bank_statements')
      .set({
        state: 'imported',
        imported_by: ctx.account.id,
        imported_at: now,
        bank: said.bank.trim(),
        own_account: read.ownAccount,
        from_on: lines.from,
        to_on: lines.to,
      })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('state', '=', 'draft')
      .returning('id')
      .executeTakeFirst()
    if (!taken) throw new Refusal('already-done', '这份流水已经导入')
    const fresh = await insertLines(tx, ctx, id, read.lines)
    if (fresh === 0) throw new Refusal('already-done', '这份流水里的到账以前都已导入，无需再次导入')
    const reading = { ...lines, known: lines.in - fresh }
    await tx
      .updateTable('bank_statements')
      .set({ reading: JSON.stringify(reading) })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .execute()
    if (said.remember && row.template === 'by-hand') await remember(tx, ctx, said.bank.trim(), read.headKey, JSON.stringify(row.columns))
    await compare(tx, ctx, id)
    await audit(tx, ctx, {
      action: 'bank.imported',
      subject: { kind: 'bank-statement', id, label: `${said.bank} ${row.file_name}` },
      after: { fresh, known: reading.known, in: reading.in, inFen: reading.inFen, out: reading.out, problems: reading.problems.length },
    })
  })
}

/** How many were new. Each part is a JSON array, as the reading process wrote it. */
async function insertLines(tx: Tx, ctx: Context, statementId: string, parts: readonly string[]): Promise<number> {
  let fresh = 0
  for (const part of parts) {
    const done = await sql`
      insert into bank_lines (association_id, id, statement_id, row_no, key, day, at_time, amount_fen, payer_name, payer_account, payer_bank, note,
        serial, balance_fen, cells)
      select ${ctx.association.id}, x.id, ${statementId}, x.row, x.key, x.day, x.time, x."amountFen", x."payerName", x."payerAccount", x."payerBank",
        x.note, x.serial, x."balanceFen", x.cells
      from jsonb_to_recordset(${part}::jsonb) as x(id uuid, row int, key text, day date, time text, "amountFen" bigint,
        "payerName" text, "payerAccount" text, "payerBank" text, note text, serial text, "balanceFen" bigint, cells jsonb)
      on conflict (association_id, key) do nothing`.execute(tx)
    fresh += Number(done.numAffectedRows ?? 0)
  }
  return fresh
}

async function remember(tx: Tx, ctx: StaffContext, bank: string, head: string, columns: string): Promise<void> {
  const saved = { bank, columns, saved_by: ctx.account.id, saved_at: ctx.kernel.clock.now() }
  await tx
    .insertInto('bank_formats')
    .values({ association_id: ctx.association.id, id: newId(), head, ...saved })
    .onConflict((conflict) => conflict.columns(['association_id', 'head']).doUpdateSet(saved))
    .execute()
  await audit(tx, ctx, { action: 'bank.format-saved', subject: { kind: 'bank-format', label: bank }, after: { head } })
}
