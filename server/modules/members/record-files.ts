import type { SlotFile } from '../../../contract/forms/documents-schema.ts'
import { fieldAt } from '../../../contract/forms/index.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { recordFile } from '../../kernel/files/files.ts'
import { thumbnail } from '../../kernel/files/pictures.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { countUpload, fileOfMember, keepForField, presentFile } from '../matters/index.ts'
import { memberById } from './store.ts'
import { profileForm } from './values.ts'

/** A photo or a file of a member's record, for its own page or the staff's; `width` px asks for a small WebP of a picture. */
export async function readRecordFile(
  ctx: MemberContext | StaffContext,
  input: { memberId: string; fileId: string; width?: number },
): Promise<FileReply> {
  if (ctx.kind === 'staff') authorize(ctx, 'members.read')
  else if (!ctx.memberIds.includes(input.memberId)) throw new Refusal('not-found')
  const file = await inTx(ctx, async (tx, ctx) => {
    await memberById(tx, ctx, input.memberId)
    return fileOfMember(tx, ctx, input.memberId, input.fileId)
  })
  const bytes = await ctx.kernel.files.get(file.key)
  if (input.width === undefined || !file.mediaType.startsWith('image/'))
    return { bytes, mediaType: file.mediaType, name: file.name, inline: true }
  return { bytes: await thumbnail(bytes, input.width), mediaType: 'image/webp', name: file.name, inline: true }
}

/**
 * Takes a file for a field of the record (`photo`, `grades.scan`); it counts once the record is saved with its id in it.
 * Refuses `wrong-file` and `too-large` like an application's form does.
 */
export async function addRecordFile(
  ctx: MemberContext | StaffContext,
  input: { memberId: string; field: string },
  upload: { name: string; bytes: Buffer },
): Promise<SlotFile> {
  if (ctx.kind === 'staff') authorize(ctx, 'members.edit')
  else if (input.memberId !== ctx.memberId) throw new Refusal('not-found')
  const path = input.field.replace(/\.\d+\./, '.')
  const field = await inTx(ctx, async (tx, ctx) => {
    const form = profileForm(ctx, (await memberById(tx, ctx, input.memberId)).kind)
    return found(fieldAt(form, path.replace('.', '.0.')), '资料里没有这一项')
  })
  await countUpload(ctx)
  const file = await keepForField(ctx, field, upload)
  await inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, input.memberId)
    await recordFile(tx, ctx, file)
    await tx
      .insertInto('member_documents')
      .values({
        association_id: ctx.association.id,
        id: newId(),
        member_id: member.id,
        slot: `field:${path}`,
        file_id: file.id,
        matter_id: null,
        accepted_at: ctx.kernel.clock.now(),
      })
      .execute()
    await audit(tx, ctx, {
      action: 'member.file-added',
      subject: { kind: 'member', id: member.id, label: member.name },
      after: { field: path, file: file.name, sha256: file.sha256 },
    })
  })
  return presentFile(file)
}
