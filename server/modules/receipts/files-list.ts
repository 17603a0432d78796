import { sql } from 'kysely'
import type { FileQuery, ReceiptFile } from '../../../contract/receipts.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { findFile } from '../../kernel/files/files.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { serviceName } from '../dues/index.ts'
import { readBatch } from './batches.ts'

const select = sql`select f.id, f.name, f.state, f.verdict, f.document, f.code, f.number, f.check_code as "checkCode", f.title,
    f.credit_code as "creditCode", f.payee, f.amount_fen as "amountFen", f.issued_on as "issuedOn", f.evidence, f.note,
    case when r.id is null then null else json_build_object('id', r.id, 'orderId', r.order_id, 'orderNumber', o.number, 'memberName', m.name,
      'title', r.title, 'creditCode', r.credit_code, 'amountFen', r.amount_fen, 'dueOn', r.due_on, 'email', r.email, 'service', coalesce(o.service, ''),
      'years', array(select distinct c.year from order_charges oc join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
        where oc.association_id = r.association_id and oc.order_id = r.order_id and (r.part is null or c.member_id = r.part) order by c.year)) end as receipt
  from receipt_files f left join receipts r on (r.association_id, r.id) = (f.association_id, f.receipt_id)
    left join orders o on (o.association_id, o.id) = (r.association_id, r.order_id)
    left join members m on (m.association_id, m.id) = (r.association_id, r.member_id)`

const pageSize = 50

/** A batch's files in the order they came; `show` one heap of them. */
export async function listFiles(
  ctx: StaffContext,
  batchId: string,
  { show, after }: FileQuery,
): Promise<{ rows: ReceiptFile[]; next: string | null }> {
  authorize(ctx, 'receipts.read')
  const conditions = [sql`f.association_id = ${ctx.association.id}`, sql`f.batch_id = ${batchId}`]
  if (show === 'accepted' || show === 'aside') conditions.push(sql`f.state = ${show}`)
  else if (show) conditions.push(sql`f.state = 'waiting' and f.verdict = ${show}`)
  if (after) conditions.push(sql`f.id > ${after}::uuid`)
  return inTx(ctx, async (tx, ctx) => {
    await readBatch(tx, ctx, batchId)
    const { rows } =
      await sql<ReceiptFile>`${select} where ${sql.join(conditions, sql` and `)} order by f.id limit ${pageSize + 1}`.execute(tx)
    return {
      rows: rows.slice(0, pageSize).map((row) => named(ctx, row)),
      next: rows.length > pageSize ? (rows[pageSize - 1]?.id ?? null) : null,
    }
  })
}

export async function readFileRow(tx: Tx, ctx: StaffContext, id: string): Promise<ReceiptFile> {
  const { rows } = await sql<ReceiptFile>`${select} where f.association_id = ${ctx.association.id} and f.id = ${id}`.execute(tx)
  return named(ctx, found(rows[0]))
}

const named = (ctx: Context, row: ReceiptFile): ReceiptFile =>
  row.receipt ? { ...row, receipt: { ...row.receipt, service: serviceName(ctx, row.receipt.service) } } : row

/** The file as it was uploaded, to look at beside what was read. */
export async function fileContent(ctx: StaffContext, id: string): Promise<FileReply> {
  authorize(ctx, 'receipts.read')
  const file = await inTx(ctx, async (tx, ctx) => {
    const row = found(
      await tx
        .selectFrom('receipt_files')
        .select('file_id')
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    return findFile(tx, ctx, row.file_id)
  })
  return {
    bytes: await ctx.kernel.files.get(file.key),
    mediaType: file.mediaType,
    name: file.name,
    inline: file.mediaType === 'application/pdf',
  }
}
