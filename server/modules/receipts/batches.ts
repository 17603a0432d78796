import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { BatchCounts, ReceiptBatch } from '../../../contract/receipts.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { recordFile, storeBytes } from '../../kernel/files/files.ts'
import type { Upload } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { raise } from '../../kernel/outbox.ts'
import { limits, unpack } from './reading/archive.ts'
import { mediaOf, ofdMedia, pdfMedia } from './reading/read.ts'

export async function openBatch(ctx: StaffContext): Promise<ReceiptBatch> {
  authorize(ctx, 'receipts.manage')
  return inTx(ctx, async (tx, ctx) => {
    const id = newId()
    await tx
      .insertInto('receipt_batches')
      .values({ association_id: ctx.association.id, id, created_by: ctx.account.id, created_at: ctx.kernel.clock.now() })
      .execute()
    return readBatch(tx, ctx, id)
  })
}

interface Part {
  name: string
  bytes: Buffer
  media: string
}

/**
 * One PDF or OFD, or a ZIP of them: kept, and read by a job. Says of each that was left why. The same bytes are taken once, whatever they are
 * called.
 */
export async function addFiles(
  ctx: StaffContext,
  batchId: string,
  upload: Pick<Upload, 'name' | 'bytes'>,
): Promise<{ added: number; left: { name: string; why: string }[] }> {
  authorize(ctx, 'receipts.manage')
  await inTx(ctx, (tx, ctx) => readBatch(tx, ctx, batchId))
  const left: { name: string; why: string }[] = []
  let added = 0
  for (const part of partsOf(upload, left)) {
    if (await addOne(ctx, batchId, part)) added += 1
    else left.push({ name: part.name, why: '以前上传过同样的文件' })
  }
  if (added > 0) await inTx(ctx, (tx, ctx) => raise(tx, ctx, 'receipts.files-came', { batchId }))
  return { added, left }
}

function partsOf({ name, bytes }: Pick<Upload, 'name' | 'bytes'>, left: { name: string; why: string }[]): Part[] {
  const media = mediaOf(bytes)
  if (media === pdfMedia || media === ofdMedia) return [{ name, bytes, media }]
  if (media !== 'application/zip') throw new Refusal('wrong-file', `“${name}”不是 PDF、OFD 或 ZIP 文件，请从开票系统重新下载`)
  const entries = unpack(bytes, {
    most: limits.files,
    each: limits.entryBytes,
    whole: limits.wholeBytes,
    want: (entry) => /\.(pdf|ofd)$/i.test(entry) && !/(^|\/)(__MACOSX\/|\._)/.test(entry),
  })
  if (entries.length === 0) throw new Refusal('wrong-file', `“${name}”里没有 PDF 或 OFD 文件，请核对`)
  return entries.flatMap((entry) => {
    const inner = mediaOf(entry.bytes)
    if (inner === pdfMedia || inner === ofdMedia) return [{ name: entry.name, bytes: Buffer.from(entry.bytes), media: inner }]
    left.push({ name: entry.name, why: '内容不是 PDF 或 OFD' })
    return []
  })
}

async function addOne(ctx: StaffContext, batchId: string, { name, bytes, media }: Part): Promise<boolean> {
  const sha256 = createHash('sha256').update(bytes).digest('hex')
  const known = await inTx(ctx, (tx, ctx) =>
    tx
      .selectFrom('receipt_files')
      .select('id')
      .where('association_id', '=', ctx.association.id)
      .where('sha256', '=', sha256)
      .where('state', '<>', 'aside')
      .executeTakeFirst(),
  )
  if (known) return false
  const file = await storeBytes(ctx, bytes, name, media)
  return inTx(ctx, async (tx, ctx) => {
    await recordFile(tx, ctx, file)
    const row = await tx
      .insertInto('receipt_files')
      .values({
        association_id: ctx.association.id,
        id: newId(),
        batch_id: batchId,
        file_id: file.id,
        name: file.name,
        sha256,
        created_at: ctx.kernel.clock.now(),
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst()
    return row !== undefined
  })
}

const countsOf = sql<BatchCounts>`json_build_object(
  'files', count(f.id)::int,
  'reading', (count(*) filter (where f.state = 'new'))::int,
  'sure', (count(*) filter (where f.state = 'waiting' and f.verdict = 'sure'))::int,
  'unsure', (count(*) filter (where f.state = 'waiting' and f.verdict = 'unsure'))::int,
  'none', (count(*) filter (where f.state = 'waiting' and f.verdict = 'none'))::int,
  'known', (count(*) filter (where f.state = 'waiting' and f.verdict = 'known'))::int,
  'unreadable', (count(*) filter (where f.state = 'waiting' and f.verdict = 'unreadable'))::int,
  'accepted', (count(*) filter (where f.state = 'accepted'))::int,
  'aside', (count(*) filter (where f.state = 'aside'))::int)`

interface BatchRow {
  id: string
  createdAt: Date
  createdBy: string
  counts: BatchCounts
}

const shown = (row: BatchRow): ReceiptBatch => ({ ...row, createdAt: row.createdAt.toISOString() })

const mostBatches = 30

/** The latest; one without a file was opened and left. */
export async function listBatches(ctx: StaffContext): Promise<{ rows: ReceiptBatch[] }> {
  authorize(ctx, 'receipts.read')
  const { rows } = await inTx(ctx, (tx) =>
    sql<BatchRow>`select b.id, b.created_at as "createdAt", a.name as "createdBy", ${countsOf} as counts
      from receipt_batches b join accounts a on (a.association_id, a.id) = (b.association_id, b.created_by)
        join receipt_files f on (f.association_id, f.batch_id) = (b.association_id, b.id)
      where b.association_id = ${ctx.association.id} group by b.association_id, b.id, a.name order by b.created_at desc limit ${mostBatches}`.execute(
      tx,
    ),
  )
  return { rows: rows.map(shown) }
}

export async function readBatch(tx: Tx, ctx: StaffContext, id: string): Promise<ReceiptBatch> {
  authorize(ctx, 'receipts.read')
  const { rows } = await sql<BatchRow>`select b.id, b.created_at as "createdAt", a.name as "createdBy", ${countsOf} as counts
    from receipt_batches b join accounts a on (a.association_id, a.id) = (b.association_id, b.created_by)
      left join receipt_files f on (f.association_id, f.batch_id) = (b.association_id, b.id)
    where b.association_id = ${ctx.association.id} and b.id = ${id} group by b.association_id, b.id, a.name`.execute(tx)
  return shown(found(rows[0]))
}
