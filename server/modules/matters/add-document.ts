import { checkSlotFile, formatBytes } from '../../../contract/forms/documents.ts'
import type { DocumentSlot } from '../../../contract/forms/documents-schema.ts'
import type { MatterSlot } from '../../../contract/matters.ts'
import { audit } from '../../kernel/audit.ts'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { checkContent } from '../../kernel/files/content.ts'
import { recordFile, type StoredFile, storeBytes } from '../../kernel/files/files.ts'
import { straighten } from '../../kernel/files/pictures.ts'
import { newId } from '../../kernel/ids.ts'
import { countTry } from '../../kernel/limits.ts'
import { readPrintCodes } from '../../kernel/papers/index.ts'
import { mayChange } from './may.ts'
import { kindOfMedia } from './problems.ts'
import { slotInHand, slotNow } from './slots.ts'
import { type Held, holdOwn } from './standing.ts'
import { type DocumentRow, listDocuments } from './store.ts'

/** More than any application needs, also with many a second try; fewer than would fill a disk. */
const mostPerHour = 120

interface Upload {
  name: string
  bytes: Buffer
}

/**
 * Puts a file into a slot after looking at what it really is; a picture is turned upright and rid of what the phone wrote into it.
 * `replaces` is the document whose place it takes. Refuses `wrong-file` and `too-large` in words that say what would be taken.
 */
export async function addDocument(
  ctx: MemberContext,
  input: { id: string; slot: string; replaces?: string },
  upload: Upload,
): Promise<MatterSlot> {
  const slot = await inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, input.id)
    mayChange(held.row, 'save')
    return slotInHand(tx, ctx, held, input.slot)
  })
  await countUpload(ctx)
  const file = await keep(ctx, slot, upload)
  const printed = slot.template === undefined ? [] : await readPrintCodes({ bytes: upload.bytes, mediaType: file.mediaType })
  return inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, input.id, true)
    mayChange(held.row, 'save')
    const position = await makeRoom(tx, ctx, held, slot, file, input.replaces)
    await recordFile(tx, ctx, file)
    await tx
      .insertInto('matter_documents')
      .values({
        association_id: ctx.association.id,
        id: newId(),
        matter_id: input.id,
        slot: slot.id,
        file_id: file.id,
        added_by: ctx.account.id,
        added_at: ctx.kernel.clock.now(),
        position,
        print_code: printed.length > 0 ? printed.join() : null,
      })
      .execute()
    await audit(tx, ctx, {
      action: 'matter.document-added',
      subject: { kind: 'matter', id: input.id, label: held.row.number },
      after: { slot: slot.id, file: file.name, sha256: file.sha256 },
    })
    return slotNow(tx, ctx, held, slot)
  })
}

/** Refuses with `too-many` when an account uploads more than anybody needs to. */
export async function countUpload(ctx: MemberContext | StaffContext): Promise<void> {
  const wait = await inTx(ctx, (tx, ctx) => countTry(tx, ctx, { key: `document:${ctx.account.id}`, max: mostPerHour, seconds: 3600 }))
  if (wait > 0) throw new Refusal('too-many', `上传太频繁，请 ${Math.ceil(wait / 60)} 分钟后再试`)
}

/** Checked, straightened and in the store, before any transaction. */
async function keep(ctx: MemberContext, slot: DocumentSlot, { name, bytes }: Upload): Promise<StoredFile> {
  if (bytes.length > slot.maxBytes) {
    throw new Refusal('too-large', `“${name}”有 ${formatBytes(bytes.length)}，超过 ${formatBytes(slot.maxBytes)}，请压缩后再上传`)
  }
  const media = await checkContent(bytes, slot.accept, name)
  if (kindOfMedia(media) !== 'image') return storeBytes(ctx, bytes, name, media)
  return storeBytes(ctx, await straighten(bytes), `${name.replace(/\.[^.]*$/, '')}.jpg`, 'image/jpeg')
}

/** The position of the new file; refuses when the slot is full or would hold what can't be bound into one paper. */
async function makeRoom(tx: Tx, ctx: MemberContext, held: Held, slot: DocumentSlot, file: StoredFile, replaces?: string): Promise<number> {
  const lying = (await listDocuments(tx, ctx, held.row.id)).filter((one) => one.slot === slot.id)
  const old =
    replaces === undefined
      ? undefined
      : found(
          lying.find((one) => one.id === replaces),
          '要更换的文件已不在这里，请刷新后再试',
        )
  const others = lying.filter((one) => one.id !== old?.id)
  const kind = kindOfMedia(file.mediaType)
  const message = checkSlotFile(slot, { name: file.name, kind, bytes: file.bytes })
  if (message) throw new Refusal('wrong-file', message)
  if (others.length >= slot.maxFiles) throw new Refusal('conflict', full(slot))
  if (others.length > 0 && [kind, ...others.map((one) => kindOfMedia(one.media_type))].some((one) => one !== 'image')) {
    throw new Refusal('conflict', `${slot.name}里已有文件，只有图片可以传多张，请用“更换”，或先删除原来的文件`)
  }
  if (old) await removeRow(tx, ctx, old)
  return old?.position ?? Math.max(-1, ...others.map((one) => one.position)) + 1
}

const full = (slot: DocumentSlot) =>
  slot.maxFiles === 1 ? `${slot.name}只需要一个文件，请用“更换”` : `${slot.name}最多 ${slot.maxFiles} 个文件，请先删除多余的`

/** Out of the slot; the bytes and the row stay, for what was decided on them. */
export async function removeRow(tx: Tx, ctx: MemberContext, row: Pick<DocumentRow, 'id'>): Promise<void> {
  await tx
    .updateTable('matter_documents')
    .set({ removed_at: ctx.kernel.clock.now() })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', row.id)
    .execute()
}
