import { sql } from 'kysely'
import type { BankColumns, BankDraft, BankReading } from '../../../contract/bank.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { findFile, recordFile, type StoredFile, storeBytes } from '../../kernel/files/files.ts'
import type { Upload } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { whatIsMissing } from './reading/columns.ts'
import { type ReadFile, readBankFile } from './reading/read.ts'
import type { Format } from './reading/recognise.ts'
import type { SheetJob } from './reading/work.ts'
import { findStatement, type StatementRow } from './store.ts'

const media: Record<ReadFile['kind'], string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  xls: 'application/vnd.ms-excel',
  html: 'application/octet-stream',
  text: 'application/octet-stream',
}
const formatNames: Record<ReadFile['kind'], string> = {
  xlsx: 'Excel (.xlsx)',
  xls: 'Excel (.xls)',
  html: '网页表格 (.xls)',
  text: '文本',
}

/** A bank's export is read and shown; nothing is taken in yet. What one looked at before and left is forgotten. */
export async function readDraft(ctx: StaffContext, upload: Pick<Upload, 'name' | 'bytes'>): Promise<BankDraft> {
  authorize(ctx, 'dues.confirm')
  const read = await readBankFile({ bytes: upload.bytes, name: upload.name, formats: await inTx(ctx, formatsOf) })
  if (read.grids === 0) throw new Refusal('wrong-file', `“${upload.name}”里没有内容，请重新导出`)
  const file = await storeBytes(ctx, upload.bytes, upload.name, media[read.kind])
  return inTx(ctx, async (tx, ctx) => presentDraft(tx, ctx, await insertDraft(tx, ctx, file, read), read))
}

async function insertDraft(tx: Tx, ctx: StaffContext, file: StoredFile, { kind, encoding, head }: ReadFile): Promise<StatementRow> {
  await recordFile(tx, ctx, file)
  await tx
    .deleteFrom('bank_statements')
    .where('association_id', '=', ctx.association.id)
    .where('state', '=', 'draft')
    .where('uploaded_by', '=', ctx.account.id)
    .execute()
  const row = await tx
    .insertInto('bank_statements')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      file_id: file.id,
      file_name: file.name,
      format: [formatNames[kind], encoding].filter(Boolean).join('，'),
      uploaded_by: ctx.account.id,
      uploaded_at: ctx.kernel.clock.now(),
      ...(head && {
        bank: head.bank,
        template: head.template,
        sheet: head.sheet,
        head_row: head.headRow,
        columns: JSON.stringify(head.columns),
      }),
    })
    .returningAll()
    .executeTakeFirstOrThrow()
  return row as unknown as StatementRow
}

async function formatsOf(tx: Tx, ctx: Context): Promise<Format[]> {
  const rows = await tx
    .selectFrom('bank_formats')
    .select(['bank', 'head', 'columns'])
    .where('association_id', '=', ctx.association.id)
    .execute()
  return rows as unknown as Format[]
}

/** A person says where the head stands and what the columns hold. */
export async function setColumns(ctx: StaffContext, id: string, said: { headRow: number; columns: BankColumns }): Promise<BankDraft> {
  authorize(ctx, 'dues.confirm')
  const { read } = await openDraft(ctx, id, ({ sheet }) => ({ head: { sheet, ...said } }))
  const places = Object.values(said.columns)
  if (places.some((at) => at >= read.width) || new Set(places).size < places.length - 1)
    throw new Refusal('input-invalid', '同一列最多兼作日期和时间，请核对各列的指定')
  return inTx(ctx, async (tx, ctx) => {
    const changed = await tx
      .updateTable('bank_statements')
      .set({ head_row: said.headRow, columns: JSON.stringify(said.columns), template: 'by-hand' })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('state', '=', 'draft')
      .returningAll()
      .executeTakeFirst()
    if (!changed) throw new Refusal('already-done', '这份流水已经导入')
    return presentDraft(tx, ctx, changed as unknown as StatementRow, read)
  })
}

/** The draft and its file, read anew: what is kept of a file is its bytes. */
export async function openDraft(
  ctx: StaffContext,
  id: string,
  want: (row: StatementRow) => Pick<SheetJob, 'head' | 'lines'>,
): Promise<{ row: StatementRow; read: ReadFile }> {
  const { row, file } = await inTx(ctx, async (tx, ctx) => {
    const row = await findStatement(tx, ctx, id, 'draft')
    return { row, file: await findFile(tx, ctx, row.file_id) }
  })
  return { row, read: await readBankFile({ bytes: await ctx.kernel.files.get(file.key), name: row.file_name, ...want(row) }) }
}

async function presentDraft(tx: Tx, ctx: Context, row: StatementRow, read: ReadFile): Promise<BankDraft> {
  const reading = read.reading && { ...read.reading, known: await countKnown(tx, ctx, read.keys) }
  return {
    id: row.id,
    fileName: row.file_name,
    format: row.format,
    bank: row.bank,
    template: row.template,
    ownAccount: read.ownAccount,
    headRow: row.head_row,
    columns: row.columns,
    rows: read.top,
    reading,
    missing: missingOf(row, reading),
  }
}

function missingOf(row: StatementRow, reading: BankReading | null): string | null {
  if (row.head_row < 0) return '没有认出这份文件的表头，请指定表头在第几行、各列是什么'
  const columns = whatIsMissing(row.columns)
  if (columns) return columns
  if (reading?.in === 0) return '没有读到收入，请核对表头与各列'
  if (reading && reading.known === reading.in) return '这份流水里的到账以前都已导入，无需再次导入'
  return null
}

/** How many of the lines are in already, and repeats within the file. `keys` are JSON arrays. */
async function countKnown(tx: Tx, ctx: Context, keys: readonly string[]): Promise<number> {
  const { rows } = await sql<{ known: number }>`
    with said as (select key from unnest(${[...keys]}::jsonb[]) as part(keys) cross join jsonb_array_elements_text(part.keys) as key),
    once as (select distinct key from said)
    select ((select count(*) from said) - (select count(*) from once)
      + (select count(*) from once join bank_lines l on l.association_id = ${ctx.association.id} and l.key = once.key))::int as known`.execute(
    tx,
  )
  return rows[0]?.known ?? 0
}
