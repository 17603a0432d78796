import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { BatchCounts, ReceiptBatch } from '../../../contract/receipts.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { recordFiles, storeBytes } from '../../kernel/files/files.ts'
import type { Upload } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { raise } from '../../kernel/outbox.ts'
import { entriesOf, limits } from './reading/archive.ts'
import { mediaOf, ofdMedia, pdfMedia } from './reading/media.ts'

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

/** One group is held and stored at a time, whatever the ZIP unfolds to. */
const most = { files: 50, bytes: 8 * 1024 * 1024 }

/**
 * One PDF or OFD, or a ZIP of them: kept, and read by a job. Says of each that was left why. The same bytes are taken once, whatever they are
 * called. A server that dies in the midst keeps what it had stored, to be read; the upload may come again.
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
  let group: Part[] = []
  const keep = async () => {
    const kept = await keepParts(ctx, batchId, group)
    added += kept.size
    left.push(...group.filter((part) => !kept.has(part)).map(({ name }) => ({ name, why: '以前上传过同样的文件' })))
    group = []
  }
  for await (const part of partsOf(upload, left)) {
    group.push(part)
    if (group.length >= most.files || group.reduce((sum, { bytes }) => sum + bytes.length, 0) >= most.bytes) await keep()
  }
  await keep()
  return { added, left }
}

async function* partsOf({ name, bytes }: Pick<Upload, 'name' | 'bytes'>, left: { name: string; why: string }[]): AsyncGenerator<Part> {
  const media = mediaOf(bytes)
  if (media === pdfMedia || media === ofdMedia) return yield { name, bytes, media }
  if (media !== 'application/zip') throw new Refusal('wrong-file', `“${name}”不是 PDF、OFD 或 ZIP 文件，请从开票系统重新下载`)
  const entries = entriesOf(bytes, {
    most: limits.files,
    each: limits.entryBytes,
    whole: limits.wholeBytes,
    want: (entry) => /\.(pdf|ofd)$/i.test(entry) && !/(^|\/)(__MACOSX\/|\._)/.test(entry),
  })
  if (entries.length === 0) throw new Refusal('wrong-file', `“${name}”里没有 PDF 或 OFD 文件，请核对`)
  for (const entry of entries) {
    const content = await entry.bytes()
    const inner = content && mediaOf(content)
    if (content && (inner === pdfMedia || inner === ofdMedia)) yield { name: entry.name, bytes: content, media: inner }
    else left.push({ name: entry.name, why: content ? '内容不是 PDF 或 OFD' : '压缩包里的这个文件已损坏' })
  }
}

/** Which of them were new. */
async function keepParts(ctx: StaffContext, batchId: string, parts: readonly Part[]): Promise<Set<Part>> {
  const bySha = new Map<string, Part>()
  for (const part of parts) {
    const sha = createHash('sha256').update(part.bytes).digest('hex')
    if (!bySha.has(sha)) bySha.set(sha, part)
  }
  const known = await inTx(ctx, (tx, ctx) =>
    tx
      .selectFrom('receipt_files')
      .select('sha256')
      .where('association_id', '=', ctx.association.id)
      .where(sql<boolean>`sha256 = any(${[...bySha.keys()]}::text[])`)
      .where('state', '<>', 'aside')
      .execute(),
  )
  for (const { sha256 } of known) bySha.delete(sha256)
  if (bySha.size === 0) return new Set()
  const stored = await Promise.all([...bySha.values()].map(({ name, bytes, media }) => storeBytes(ctx, bytes, name, media)))
  return inTx(ctx, async (tx, ctx) => {
    await recordFiles(tx, ctx, stored)
    const now = Date.now()
    const rows = stored.map((file, at) => ({
      association_id: ctx.association.id,
      // In the order of the ZIP: ids of one moment have none.
      id: newId(now + at),
      batch_id: batchId,
      file_id: file.id,
      name: file.name,
      sha256: file.sha256,
      created_at: ctx.kernel.clock.now(),
    }))
    const taken = await tx
      .insertInto('receipt_files')
      .values(rows)
      .onConflict((conflict) => conflict.doNothing())
      .returning('sha256')
      .execute()
    if (taken.length > 0) await raise(tx, ctx, 'receipts.files-came', { batchId })
    return new Set(taken.flatMap(({ sha256 }) => bySha.get(sha256) ?? []))
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
