import { createHash } from 'node:crypto'
import { actorOf } from '../audit.ts'
import type { Context } from '../context.ts'
import type { Tx } from '../database/transaction.ts'
import { found } from '../errors.ts'
import { newId } from '../ids.ts'

export interface StoredFile {
  id: string
  key: string
  name: string
  mediaType: string
  bytes: number
  sha256: string
}

const endings: Record<string, string> = {
  'application/pdf': '.pdf',
  'application/ofd': '.ofd',
  'image/jpeg': '.jpg',
  'image/png': '.png',
  'image/webp': '.webp',
}

/**
 * Puts checked bytes into the store, before any transaction: a crash in between leaves bytes nobody points to, never a row without bytes.
 * Record the answer with `recordFile` in the transaction that uses it.
 */
export async function storeBytes(ctx: Context, bytes: Buffer, name: string, mediaType: string): Promise<StoredFile> {
  const id = newId()
  const key = `${ctx.association.id}/${id.slice(0, 8)}/${id}${endings[mediaType] ?? '.bin'}`
  await ctx.kernel.files.put(key, bytes, mediaType)
  return { id, key, name: cleanName(name), mediaType, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') }
}

export const recordFile = (tx: Tx, ctx: Context, file: StoredFile): Promise<void> => recordFiles(tx, ctx, [file])

export async function recordFiles(tx: Tx, ctx: Context, files: readonly StoredFile[]): Promise<void> {
  const common = { association_id: ctx.association.id, uploaded_by: actorOf(ctx).id, created_at: ctx.kernel.clock.now() }
  await tx
    .insertInto('files')
    .values(
      files.map(({ id, key, name, mediaType, bytes, sha256 }) => ({ ...common, id, key, name, media_type: mediaType, bytes, sha256 })),
    )
    .execute()
}

/** The file's row. Who may see it is decided by the caller, from the row that points to it. */
export async function findFile(tx: Tx, ctx: Context, id: string): Promise<StoredFile> {
  const row = await tx
    .selectFrom('files')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .executeTakeFirst()
  const file = found(row)
  return { id: file.id, key: file.key, name: file.name, mediaType: file.media_type, bytes: Number(file.bytes), sha256: file.sha256 }
}

/** A name that is safe to show, to save and to send in a header. */
export function cleanName(name: string): string {
  const bare = name
    .normalize('NFC')
    .replace(/^.*[\\/]/, '')
    .replace(/[\p{Cc}\p{Cf}<>:"|?*]/gu, '')
    .trim()
  return bare.slice(-120) || '未命名文件'
}
