import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { findFile, recordFile } from '../../../kernel/files/files.ts'
import { storeScan } from '../../../kernel/files/scan.ts'
import type { FileReply, Upload } from '../../../kernel/http/route.ts'
import { noticeOf } from './letter.ts'
import { lockCase } from './list.ts'

/** The slip of the post office: a PDF or a picture by its content. An earlier one stays in the store and in the log. */
export async function uploadSlip(ctx: StaffContext, id: string, upload: Pick<Upload, 'name' | 'bytes'>): Promise<{ done: true }> {
  authorize(ctx, 'dues.remind')
  const file = await storeScan(ctx, upload)
  return inTx(ctx, async (tx, ctx) => {
    const row = await lockCase(tx, ctx, id)
    if (!row.notice?.letter) throw new Refusal('not-ready', '请先登记书面通知，再上传回执')
    const noticeId = await noticeOf(tx, ctx, id)
    await recordFile(tx, ctx, file)
    const before = await slipOf(tx, ctx, noticeId)
    await tx
      .updateTable('reminder_letters')
      .set({ file_id: file.id })
      .where('association_id', '=', ctx.association.id)
      .where('notice_id', '=', noticeId)
      .execute()
    await audit(tx, ctx, {
      action: 'arrears.letter-slip',
      subject: { kind: 'member', id: row.memberId, label: row.memberName },
      before: { fileId: before },
      after: { fileId: file.id, name: file.name },
    })
    return { done: true }
  })
}

export async function readSlip(ctx: StaffContext, id: string): Promise<FileReply> {
  authorize(ctx, 'dues.read')
  const file = await inTx(ctx, async (tx, ctx) => findFile(tx, ctx, found(await slipOf(tx, ctx, await noticeOf(tx, ctx, id)))))
  return { bytes: await ctx.kernel.files.get(file.key), mediaType: file.mediaType, name: file.name, inline: true }
}

/** Null: none was uploaded. */
async function slipOf(tx: Tx, ctx: StaffContext, noticeId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('reminder_letters')
    .select('file_id')
    .where('association_id', '=', ctx.association.id)
    .where('notice_id', '=', noticeId)
    .executeTakeFirst()
  return row?.file_id ?? null
}
