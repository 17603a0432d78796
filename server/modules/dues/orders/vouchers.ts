import { sql } from 'kysely'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, MemberContext, StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { findFile, recordFile } from '../../../kernel/files/files.ts'
import { storeScan } from '../../../kernel/files/scan.ts'
import type { FileReply, Upload } from '../../../kernel/http/route.ts'
import { newId } from '../../../kernel/ids.ts'
import { countTry } from '../../../kernel/limits.ts'
import { raise } from '../../../kernel/outbox.ts'
import { releaseIfMatterEnded } from '../matter-ended.ts'
import { findOrder } from '../store.ts'
import { subjectOf, whyClosed } from './change-order.ts'
import { expiresOn } from './expiry.ts'
import { whyNotAsked } from './present.ts'

const mostPerHour = 30

/** The remittance's scan: a PDF or a picture by its content. The order waits for staff from now on; a new one may still follow. */
export async function uploadVoucher(
  ctx: MemberContext,
  orderId: string,
  upload: Pick<Upload, 'name' | 'bytes'>,
  said: { paidOn?: string; note?: string } = {},
): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const order = found(await findOrder(tx, ctx, orderId, ctx.memberId))
    if (order.state === 'paid') throw new Refusal('already-done', '协会已确认到账，无需再上传付款凭证')
    if (order.state === 'cancelled' || order.state === 'expired') throw new Refusal('already-done', whyClosed(order))
  })
  const wait = await inTx(ctx, (tx, ctx) => countTry(tx, ctx, { key: `voucher:${ctx.account.id}`, max: mostPerHour, seconds: 3600 }))
  if (wait > 0) throw new Refusal('too-many', `上传太频繁，请 ${Math.ceil(wait / 60)} 分钟后再试`)
  if (said.paidOn !== undefined && said.paidOn > ctx.kernel.clock.today()) {
    throw new Refusal('input-invalid', { problems: [{ path: 'paidOn', label: '汇款日期', message: '汇款日期不能晚于今天。' }] })
  }
  const file = await storeScan(ctx, upload)
  await inTx(ctx, async (tx, ctx) => {
    const now = ctx.kernel.clock.now()
    const row = await tx
      .updateTable('orders')
      .set({ state: 'vouched', vouched_at: now, refused_reason: null })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', orderId)
      .where('member_id', '=', ctx.memberId)
      .where('state', 'in', ['open', 'vouched'])
      .returning('number')
      .executeTakeFirst()
    // Confirmed or cancelled while the file was on its way.
    if (!row) throw new Refusal('conflict', '这笔订单的状态刚刚变化，请刷新后查看')
    await recordFile(tx, ctx, file)
    await tx
      .insertInto('vouchers')
      .values({
        association_id: ctx.association.id,
        id: newId(),
        order_id: orderId,
        file_id: file.id,
        paid_on: said.paidOn ?? null,
        note: said.note?.trim() ?? '',
        uploaded_by: ctx.account.id,
        uploaded_at: now,
      })
      .execute()
    const order = found(await findOrder(tx, ctx, orderId))
    await audit(tx, ctx, {
      action: 'dues.voucher-uploaded',
      subject: subjectOf(order),
      after: { file: file.name, bytes: file.bytes, paidOn: said.paidOn },
    })
    await raise(tx, ctx, 'dues.voucher-uploaded', { orderId, memberId: order.memberId })
  })
}

/**
 * 申请查看缴费状态: where a voucher is optional, the payer may just ask whether the money is there; the order waits for staff as it would with
 * one. CAQ-09
 */
export async function askConfirmation(ctx: MemberContext, orderId: string): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const before = found(await findOrder(tx, ctx, orderId, ctx.memberId))
    const why = whyNotAsked(ctx, before)
    if (why) throw new Refusal(before.state === 'paid' ? 'already-done' : 'not-ready', why)
    const row = await tx
      .updateTable('orders')
      .set({ state: 'vouched', vouched_at: ctx.kernel.clock.now(), refused_reason: null })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', orderId)
      .where('member_id', '=', ctx.memberId)
      .where('state', '=', 'open')
      .returning('id')
      .executeTakeFirst()
    if (!row) throw new Refusal('already-done', '已经申请过，协会正在核对')
    await audit(tx, ctx, {
      action: 'dues.confirmation-asked',
      subject: subjectOf(before),
      before: { state: 'open' },
      after: { state: 'vouched' },
    })
  })
}

/** Back to the payer with a reason; a new voucher brings it into the queue again. */
export async function refuseVoucher(ctx: StaffContext, orderId: string, reason: string): Promise<void> {
  authorize(ctx, 'dues.confirm')
  if (reason.trim().length < 2)
    throw new Refusal('input-invalid', { problems: [{ path: 'reason', label: '退回原因', message: '请写明退回的原因，会员会看到。' }] })
  await inTx(ctx, async (tx, ctx) => {
    const before = found(await findOrder(tx, ctx, orderId))
    const row = await tx
      .updateTable('orders')
      .set({
        state: 'open',
        vouched_at: null,
        refused_reason: reason.trim(),
        expires_on: sql`greatest(expires_on, case when expires_on is not null then ${expiresOn(ctx)}::date end)`,
      })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', orderId)
      .where('state', '=', 'vouched')
      .returning('id')
      .executeTakeFirst()
    if (!row) throw new Refusal('already-done', before.state === 'paid' ? '这笔订单已确认到账，不能再退回凭证' : '这笔订单没有待确认的凭证')
    await audit(tx, ctx, {
      action: 'dues.voucher-refused',
      subject: subjectOf(before),
      before: { state: 'vouched' },
      after: { state: 'open', reason },
    })
    await raise(tx, ctx, 'dues.voucher-refused', { orderId, memberId: before.memberId, reason: reason.trim() })
    await releaseIfMatterEnded(tx, ctx, before)
  })
}

/** The scan itself. `memberId` given: only of that member's order. */
export async function readVoucher(ctx: Context, orderId: string, voucherId: string, memberId?: string): Promise<FileReply> {
  const file = await inTx(ctx, async (tx, ctx) => {
    found(await findOrder(tx, ctx, orderId, memberId))
    const voucher = found(
      await tx
        .selectFrom('vouchers')
        .select('file_id')
        .where('association_id', '=', ctx.association.id)
        .where('order_id', '=', orderId)
        .where('id', '=', voucherId)
        .executeTakeFirst(),
    )
    return findFile(tx, ctx, voucher.file_id)
  })
  return { bytes: await ctx.kernel.files.get(file.key), mediaType: file.mediaType, name: file.name, inline: true }
}
