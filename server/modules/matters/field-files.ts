import { checkSlotFile, formatBytes } from '../../../contract/forms/documents.ts'
import type { SlotFile } from '../../../contract/forms/documents-schema.ts'
import { allFields, fieldAt } from '../../../contract/forms/fields.ts'
import { fileIdsIn, fileIdsOf, withoutStrangers } from '../../../contract/forms/files.ts'
import { checkPhoto, photoRule } from '../../../contract/forms/photo.ts'
import type { Field, FieldOf, FormData, FormDefinition } from '../../../contract/forms/schema.ts'
import { actorOf, audit } from '../../kernel/audit.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { checkContent } from '../../kernel/files/content.ts'
import { findFile, recordFile, type StoredFile, storeBytes } from '../../kernel/files/files.ts'
import { identityPhoto, pictureSize, straighten } from '../../kernel/files/pictures.ts'
import { newId } from '../../kernel/ids.ts'
import { countUpload } from './add-document.ts'
import { wholeForm } from './definition.ts'
import { mayChange } from './may.ts'
import { kindOfMedia } from './problems.ts'
import { holdOwn } from './standing.ts'
import type { MatterRow } from './store.ts'

/** Where a field's files lie among a matter's documents: rows move, so a list's row is no part of it. */
const slotOf = (field: string) => `field:${field}`

interface Upload {
  name: string
  bytes: Buffer
}

/**
 * Takes a file for a field of the form: `photo`, or `grades.scan` for a field of a list's rows. It is the applicant's page that puts
 * the id that is answered into the form's data. Refuses `wrong-file` and `too-large` in words that say what would be taken.
 */
export async function addFieldFile(ctx: MemberContext, input: { id: string; field: string }, upload: Upload): Promise<SlotFile> {
  const path = input.field.replace(/\.\d+\./, '.')
  const field = await inTx(ctx, async (tx, ctx) => {
    const { row, definition } = await holdOwn(tx, ctx, input.id)
    mayChange(row, 'save')
    return found(fieldAt(wholeForm(definition), path.replace('.', '.0.')), '表单里没有这一项')
  })
  await countUpload(ctx)
  const file = await keepForField(ctx, field, upload)
  return inTx(ctx, async (tx, ctx) => {
    const { row } = await holdOwn(tx, ctx, input.id, true)
    mayChange(row, 'save')
    await recordFile(tx, ctx, file)
    await attach(tx, ctx, row.id, slotOf(path), file.id)
    await audit(tx, ctx, {
      action: 'matter.document-added',
      subject: { kind: 'matter', id: row.id, label: row.number },
      after: { field: path, file: file.name, sha256: file.sha256 },
    })
    return presentFile(file)
  })
}

/** Checked against the field, straightened and in the store; before any transaction. Record it with `recordFile`. */
export async function keepForField(ctx: Context, field: Field, { name, bytes }: Upload): Promise<StoredFile> {
  if (field.type === 'photo') return keepPhoto(ctx, field, name, bytes)
  if (field.type !== 'file') throw new Refusal('not-found', '这一项不是上传文件的')
  if (bytes.length > field.maxBytes) {
    throw new Refusal('too-large', `“${name}”有 ${formatBytes(bytes.length)}，超过 ${formatBytes(field.maxBytes)}，请压缩后再上传`)
  }
  const media = await checkContent(bytes, field.accept, name)
  const wrong = checkSlotFile(
    { ...field, id: field.id, name: field.label, required: true },
    { name, kind: kindOfMedia(media), bytes: bytes.length },
  )
  if (wrong) throw new Refusal('wrong-file', wrong)
  if (kindOfMedia(media) !== 'image') return storeBytes(ctx, bytes, name, media)
  return storeBytes(ctx, await straighten(bytes), asJpeg(name), 'image/jpeg')
}

/** Size and shape are the association's rule; a white ground is advice, which no machine should judge. */
async function keepPhoto(ctx: Context, field: FieldOf<'photo'>, name: string, bytes: Buffer): Promise<StoredFile> {
  await checkContent(bytes, ['image'], name)
  const rule = photoRule(field)
  const wrong = checkPhoto(rule, { ...(await pictureSize(bytes)), bytes: bytes.length })
  if (wrong) throw new Refusal('wrong-file', wrong)
  return storeBytes(ctx, await identityPhoto(bytes, rule), asJpeg(name), 'image/jpeg')
}

const asJpeg = (name: string) => `${name.replace(/\.[^.]*$/, '')}.jpg`
export const presentFile = ({ id, name, mediaType, bytes }: StoredFile): SlotFile => ({ id, name, kind: kindOfMedia(mediaType), bytes })

async function attach(tx: Tx, ctx: Context, matterId: string, slot: string, fileId: string, reused = false): Promise<void> {
  await tx
    .insertInto('matter_documents')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      matter_id: matterId,
      slot,
      file_id: fileId,
      added_by: found(actorOf(ctx).id),
      added_at: ctx.kernel.clock.now(),
      reused,
    })
    .execute()
}

/** The files that may stand in a matter's form: those uploaded or carried over for its fields, and those of the member's record. */
export async function fieldFilesOf(tx: Tx, ctx: Context, { id, member_id }: Pick<MatterRow, 'id' | 'member_id'>): Promise<Set<string>> {
  const own = await tx
    .selectFrom('matter_documents')
    .select('file_id')
    .where('association_id', '=', ctx.association.id)
    .where('matter_id', '=', id)
    .where('slot', 'like', 'field:%')
    .execute()
  const recorded = await tx
    .selectFrom('member_documents')
    .select('file_id')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', member_id)
    .where('slot', 'like', 'field:%')
    .execute()
  return new Set([...own, ...recorded].map((row) => row.file_id))
}

/** Name, kind and size of every file the matter's form names now. */
export async function formFiles(tx: Tx, ctx: Context, row: { data: FormData }, form: FormDefinition): Promise<SlotFile[]> {
  const ids = fileIdsIn(form, row.data)
  if (ids.length === 0) return []
  const rows = await tx
    .selectFrom('files')
    .select(['id', 'name', 'media_type', 'bytes'])
    .where('association_id', '=', ctx.association.id)
    .where('id', 'in', ids)
    .execute()
  return rows.map((one) => ({ id: one.id, name: one.name, kind: kindOfMedia(one.media_type), bytes: Number(one.bytes) }))
}

/**
 * The data of a matter that is just being begun, from what is known of the member: its files become this matter's too, and
 * a file that is not the member's is left out. Call it with `attachFieldFiles` once the matter's row is there.
 */
export async function withOwnFiles(tx: Tx, ctx: Context, memberId: string, form: FormDefinition, data: FormData): Promise<FormData> {
  const named = fileIdsIn(form, data)
  if (named.length === 0) return data
  const known = new Set<string>()
  for (const id of named) if (await isOfMember(tx, ctx, memberId, id)) known.add(id)
  const kept = allFields(form).map((field) => [field.id, withoutStrangers(field, data[field.id], known)])
  return { ...data, ...Object.fromEntries(kept) }
}

export async function attachFieldFiles(tx: Tx, ctx: Context, matterId: string, form: FormDefinition, data: FormData): Promise<void> {
  for (const field of allFields(form)) {
    for (const id of fileIdsOf(field, data[field.id])) await attach(tx, ctx, matterId, slotOf(field.id), id, true)
  }
}

/** A file that a matter's form names, or named before the change, though it came in another way: with the member's record. */
export async function namedFile(tx: Tx, ctx: Context, row: MatterRow, fileId: string): Promise<boolean> {
  return JSON.stringify([row.data, row.base]).includes(`"${fileId}"`) && (await isOfMember(tx, ctx, row.member_id, fileId))
}

/** Whether a member ever handed this file in, in a matter of its own or as an accepted document. */
export async function isOfMember(tx: Tx, ctx: Context, memberId: string, fileId: string): Promise<boolean> {
  const handedIn = await tx
    .selectFrom('matter_documents as d')
    .innerJoin('matters as m', (join) => join.onRef('m.association_id', '=', 'd.association_id').onRef('m.id', '=', 'd.matter_id'))
    .select('d.id')
    .where('d.association_id', '=', ctx.association.id)
    .where('d.file_id', '=', fileId)
    .where('m.member_id', '=', memberId)
    .limit(1)
    .executeTakeFirst()
  if (handedIn) return true
  const accepted = await tx
    .selectFrom('member_documents')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('file_id', '=', fileId)
    .limit(1)
    .executeTakeFirst()
  return accepted !== undefined
}

/** A file of a member's, for its own pages and the staff's; "not found" when it is nobody's or another's. */
export async function fileOfMember(tx: Tx, ctx: Context, memberId: string, fileId: string): Promise<StoredFile> {
  found((await isOfMember(tx, ctx, memberId, fileId)) || undefined)
  return findFile(tx, ctx, fileId)
}
