import { sql } from 'kysely'
import type { Decision, NewRefund } from '../../../../contract/ledger.ts'
import { formatFen } from '../../../../contract/rules/money.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { raise } from '../../../kernel/outbox.ts'
import { checkMoneyDay, checkMonthOpen, lockPayment } from './books.ts'
import { decided, noteOf, whyNotDecided } from './deciding.ts'
import { paymentLeft } from './receive.ts'
import { needReason, takeBack } from './take-back.ts'

/**
 * 退款 is proposed, of money in suspense or of all that a payment gave to an order (`orderId`). It is set aside at once, goes back only after
 * another person approves: by the gateway it came through (see send-refund.ts), or entered by hand once the bank has sent it.
 */
export async function askRefund(ctx: StaffContext, said: NewRefund): Promise<string> {
  authorize(ctx, 'dues.correct')
  const reason = needReason(said.reason)
  return inTx(ctx, async (tx, ctx) => {
    await lockPayment(tx, ctx, said.paymentId)
    const most =
      said.orderId === undefined ? await paymentLeft(tx, ctx, said.paymentId) : await givenTo(tx, ctx, said.paymentId, said.orderId)
    checkRefund(said, most)
    const id = newId()
    await tx
      .insertInto('refunds')
      .values({
        association_id: ctx.association.id,
        id,
        payment_id: said.paymentId,
        order_id: said.orderId ?? null,
        amount_fen: said.amountFen,
        reason,
        payee: said.payee.trim(),
        asked_by: ctx.account.id,
        asked_at: ctx.kernel.clock.now(),
      })
      .execute()
    await audit(tx, ctx, {
      action: 'dues.refund-asked',
      subject: { kind: 'refund', id, label: `${formatFen(said.amountFen)} 元` },
      after: { paymentId: said.paymentId, orderId: said.orderId, amountFen: said.amountFen, reason },
    })
    return id
  })
}

function checkRefund(said: NewRefund, most: number): void {
  const whole = said.orderId !== undefined
  if (most === 0) throw new Refusal('already-done', whole ? '这笔到账没有分配给这个订单，或已在退款' : '这笔到账没有可退的余额')
  if (said.amountFen > 0 && (whole ? said.amountFen === most : said.amountFen <= most)) return
  const message = whole ? `订单的款项应整笔退还：${formatFen(most)} 元。` : `金额应大于 0，不超过可退的 ${formatFen(most)} 元。`
  throw new Refusal('input-invalid', { problems: [{ path: 'amountFen', label: '退款金额', message }] })
}

/** What a payment gives to an order now; 0 while a refund of it waits already. */
async function givenTo(tx: Tx, ctx: Context, paymentId: string, orderId: string): Promise<number> {
  const { rows } = await sql<{
    given: number
  }>`select case when exists (select 1 from refunds b where b.association_id = ${ctx.association.id}
      and b.payment_id = ${paymentId} and b.order_id = ${orderId} and b.state = 'asked') then 0
    else coalesce((select sum(a.amount_fen) from allocations a where a.association_id = ${ctx.association.id}
      and a.payment_id = ${paymentId} and a.order_id = ${orderId}), 0) end::bigint as given`.execute(tx)
  return rows[0]?.given ?? 0
}

/** Approved by another person than who asked: an order it pays is taken back, and the money waits to be sent. Refused, all stays. */
export async function decideRefund(ctx: StaffContext, id: string, said: Decision): Promise<void> {
  authorize(ctx, 'dues.approve')
  const note = noteOf(said)
  await inTx(ctx, async (tx, ctx) => {
    const asked = await originOf(tx, ctx, id)
    await lockPayment(tx, ctx, asked.paymentId)
    const goesBack = said.approve && asked.source === 'online'
    const row = await tx
      .updateTable('refunds')
      .set({ ...decided(ctx, said), decision: note, sending: goesBack ? 'under-way' : null })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('state', '=', 'asked')
      .where('asked_by', '<>', ctx.account.id)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw await whyNotDecided(tx, ctx, 'refunds', id)
    if (said.approve && row.order_id !== null)
      await takeBack(tx, ctx, { paymentId: row.payment_id, orderId: row.order_id, reason: `退款：${row.reason}` })
    if (said.approve && (await paymentLeft(tx, ctx, row.payment_id)) < 0)
      throw new Refusal('conflict', '这笔到账的余额刚刚变化，不够退款，请刷新后核对')
    await audit(tx, ctx, {
      action: said.approve ? 'dues.refund-approved' : 'dues.refund-refused',
      subject: { kind: 'refund', id, label: `${formatFen(row.amount_fen)} 元` },
      after: { amountFen: row.amount_fen, reason: row.reason, note },
    })
    if (goesBack) await raise(tx, ctx, 'dues.refund-goes-back', { refundId: id })
  })
}

async function originOf(tx: Tx, ctx: Context, refundId: string): Promise<{ paymentId: string; source: string }> {
  const { rows } = await sql<{ paymentId: string; source: string }>`select p.id as "paymentId", p.source
    from refunds b join payments p on (p.association_id, p.id) = (b.association_id, b.payment_id)
    where b.association_id = ${ctx.association.id} and b.id = ${refundId}`.execute(tx)
  return found(rows[0])
}

/** The bank has sent it back on `paidOn`: the money has left the book. */
export async function finishRefund(ctx: StaffContext, id: string, paidOn: string): Promise<void> {
  authorize(ctx, 'dues.confirm')
  checkMoneyDay(ctx, paidOn, '退款日期', 'paidOn')
  await inTx(ctx, async (tx, ctx) => {
    await checkMonthOpen(tx, ctx, paidOn)
    const row = await tx
      .updateTable('refunds')
      .set({ state: 'done', paid_on: paidOn, paid_by: ctx.account.id })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('state', '=', 'approved')
      .where(sql<boolean>`sending is distinct from 'under-way'`)
      .where(sql<boolean>`${paidOn}::date >= (decided_at at time zone 'Asia/Shanghai')::date`)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw await whyNotFinished(tx, ctx, id)
    await audit(tx, ctx, {
      action: 'dues.refund-done',
      subject: { kind: 'refund', id, label: `${formatFen(row.amount_fen)} 元` },
      after: { amountFen: row.amount_fen, paidOn },
    })
  })
}

/** Why a refund can't be entered by hand. */
export const goingBack = '支付平台正在原路退回，请等待结果'

async function whyNotFinished(tx: Tx, ctx: Context, id: string): Promise<Refusal> {
  const { state, sending } = found(
    await tx
      .selectFrom('refunds')
      .select(['state', 'sending'])
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .executeTakeFirst(),
  )
  if (sending === 'under-way') return new Refusal('not-ready', goingBack)
  if (state === 'approved')
    return new Refusal('input-invalid', { problems: [{ path: 'paidOn', label: '退款日期', message: '退款日期不能早于复核同意的日期。' }] })
  return new Refusal('already-done', state === 'done' ? '这笔退款已经登记过' : '这笔退款还没有复核同意')
}
