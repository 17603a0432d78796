import { isIssued } from '../../../contract/receipt-words.ts'
import { checkEmail } from '../../../contract/rules/email.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, MemberContext, StaffContext, SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { findFile } from '../../kernel/files/files.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { newId } from '../../kernel/ids.ts'
import { countTry } from '../../kernel/limits.ts'
import { raise } from '../../kernel/outbox.ts'
import { findReceipt } from './store.ts'

/** The mail with the receipt went out. */
export async function receiptMailed(ctx: SystemContext, receiptId: string, recipient: string): Promise<void> {
  await inTx(ctx, (tx, ctx) => delivered(tx, ctx, receiptId, 'mail', recipient))
}

async function delivered(tx: Tx, ctx: Context, receiptId: string, way: 'mail' | 'portal', recipient: string): Promise<void> {
  const now = ctx.kernel.clock.now()
  await tx
    .insertInto('receipt_deliveries')
    .values({ association_id: ctx.association.id, id: newId(), receipt_id: receiptId, way, recipient, made_at: now })
    .execute()
  await tx
    .updateTable('receipts')
    .set({ state: 'delivered', delivered_at: now })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', receiptId)
    .where('state', '=', 'issued')
    .execute()
}

/** The official file, for ever; also of one that was voided since. */
export async function myReceiptFile(ctx: MemberContext, id: string): Promise<FileReply> {
  const fileId = await inTx(ctx, async (tx, ctx) => {
    const row = found(
      await tx
        .selectFrom('receipts')
        .select('file_id')
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', id)
        .where((is) => is.or([is('member_id', '=', ctx.memberId), is('part', '=', ctx.memberId)]))
        .executeTakeFirst(),
    )
    const file = found(row.file_id, '这张票据的电子文件还没有上传')
    await delivered(tx, ctx, id, 'portal', ctx.account.name)
    return file
  })
  return paperReply(ctx, id, fileId)
}

export async function receiptFile(ctx: StaffContext, id: string): Promise<FileReply> {
  authorize(ctx, 'receipts.read')
  const { fileId } = await inTx(ctx, (tx, ctx) => findReceipt(tx, ctx, id))
  return paperReply(ctx, id, found(fileId, '这张票据的电子文件还没有上传'))
}

/** Named so that it is found again in a folder. */
async function paperReply(ctx: Context, id: string, fileId: string): Promise<FileReply> {
  const { file, receipt } = await inTx(ctx, async (tx, ctx) => ({
    file: await findFile(tx, ctx, fileId),
    receipt: await findReceipt(tx, ctx, id),
  }))
  const ending = file.mediaType === 'application/ofd' ? 'ofd' : 'pdf'
  return {
    bytes: await ctx.kernel.files.get(file.key),
    mediaType: file.mediaType,
    name: `${receipt.title}-${receipt.number}.${ending}`,
    inline: ending === 'pdf',
  }
}

const mostPerHour = 10

/** Once more by mail, to the same or another address. */
export async function redeliver(ctx: StaffContext, id: string, email: string): Promise<void> {
  authorize(ctx, 'receipts.manage')
  const to = email.trim()
  const wrong = checkEmail(to)
  if (wrong) throw new Refusal('input-invalid', { problems: [{ path: 'email', label: '邮箱', message: wrong }] })
  await inTx(ctx, async (tx, ctx) => {
    const receipt = await findReceipt(tx, ctx, id)
    const why = whyNotRedelivered(receipt)
    if (why) throw new Refusal('not-ready', why)
    if ((await countTry(tx, ctx, { key: `receipt:${id}`, max: mostPerHour, seconds: 3600 })) > 0)
      throw new Refusal('too-many', '这张票据一小时内已发送多次，请稍后再试')
    await audit(tx, ctx, { action: 'receipt.redelivered', subject: { kind: 'receipt', id, label: receipt.title }, after: { email: to } })
    await raise(tx, ctx, 'receipts.issued', { receiptId: id, orderId: receipt.orderId, memberId: receipt.memberId, email: to, again: true })
  })
}

export function whyNotRedelivered({ state, fileId }: { state: Parameters<typeof isIssued>[0]; fileId: string | null }): string | null {
  if (!isIssued(state)) return '还没有开具，或已作废'
  return fileId === null ? '还没有上传电子文件，由开票系统发送' : null
}

/** What a message about a receipt says, and what it carries. */
export async function receiptForTelling(tx: Tx, ctx: Context, id: string) {
  const { title, email, number, amountFen, fileId, orderId, paidOn, state } = await findReceipt(tx, ctx, id)
  return { title, email, number, amountFen, fileId, orderId, open: paidOn === null && isIssued(state) }
}
