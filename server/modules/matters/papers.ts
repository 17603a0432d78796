import { sql } from 'kysely'
import { actorOf } from '../../kernel/audit.ts'
import type { AccountContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { findFile, recordFile, storeBytes } from '../../kernel/files/files.ts'
import { thumbnail } from '../../kernel/files/pictures.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { typeset } from '../../kernel/typeset/index.ts'
import { namedFile } from './field-files.ts'
import { type Held, hold, holdToRead } from './standing.ts'
import { type DocumentRow, listDocuments } from './store.ts'

/** One file of a matter as it was handed in, also one that was replaced since; `width` px asks for a small WebP of a picture. */
export async function readMatterFile(ctx: AccountContext, input: { id: string; fileId: string; width?: number }): Promise<FileReply> {
  const file = await inTx(ctx, async (tx, ctx) => {
    const held = await holdAny(ctx, tx, input.id)
    const row = await tx
      .selectFrom('matter_documents')
      .select('file_id')
      .where('association_id', '=', ctx.association.id)
      .where('matter_id', '=', held.row.id)
      .where('file_id', '=', input.fileId)
      .executeTakeFirst()
    if (!row && !(await namedFile(tx, ctx, held.row, input.fileId))) found(row)
    return findFile(tx, ctx, input.fileId)
  })
  const bytes = await ctx.kernel.files.get(file.key)
  if (input.width === undefined || !file.mediaType.startsWith('image/'))
    return { bytes, mediaType: file.mediaType, name: file.name, inline: true }
  return { bytes: await thumbnail(bytes, input.width), mediaType: 'image/webp', name: file.name, inline: true }
}

/** What lies in a slot as one paper: the file itself, or its pictures bound into a PDF, which is made once and kept. */
export async function readPaper(ctx: AccountContext, input: { id: string; slot: string }): Promise<FileReply> {
  const { lying, bound, name, number } = await inTx(ctx, async (tx, ctx) => {
    const { row, definition } = await holdAny(ctx, tx, input.id)
    const lying = (await listDocuments(tx, ctx, row.id)).filter((one) => one.slot === input.slot)
    const ids = lying.map((one) => one.id).join()
    const bound = (await listDocuments(tx, ctx, row.id, true)).find((one) => one.slot === input.slot && one.merged_of?.join() === ids)
    return { lying, bound, name: definition.documents.find((slot) => slot.id === input.slot)?.name ?? '材料', number: row.number }
  })
  const single = bound ?? (lying.length === 1 ? lying[0] : undefined)
  if (single) return { bytes: await ctx.kernel.files.get(single.key), mediaType: single.media_type, name: single.name, inline: true }
  found(lying[0], '这里还没有上传文件')
  return bind(ctx, input, lying, `${name} ${number}.pdf`)
}

async function bind(
  ctx: AccountContext,
  input: { id: string; slot: string },
  lying: readonly DocumentRow[],
  name: string,
): Promise<FileReply> {
  const pictures: Buffer[] = []
  for (const document of lying) pictures.push(await ctx.kernel.files.get(document.key))
  const bytes = await typeset('pictures', { title: name.replace(/\.pdf$/, ''), date: ctx.kernel.clock.today(), pictures })
  const file = await storeBytes(ctx, bytes, name, 'application/pdf')
  await inTx(ctx, async (tx, ctx) => {
    await recordFile(tx, ctx, file)
    await tx
      .insertInto('matter_documents')
      .values({
        association_id: ctx.association.id,
        id: newId(),
        matter_id: input.id,
        slot: input.slot,
        file_id: file.id,
        added_by: found(actorOf(ctx).id),
        added_at: ctx.kernel.clock.now(),
        merged_of: sql`${lying.map((one) => one.id)}::uuid[]`,
      })
      .execute()
  })
  return { bytes, mediaType: 'application/pdf', name, inline: true }
}

// Routes let staff in by permission; a member sees its own, and an employer what it reviews.
const holdAny = (ctx: AccountContext, tx: Parameters<typeof hold>[0], id: string): Promise<Held> =>
  ctx.kind === 'member' ? holdToRead(tx, ctx, id) : hold(tx, ctx, id)
