import { sql } from 'kysely'
import type { Part } from '../../../contract/bank.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { allocate, orderFor, payableNow, receive, reverse, takeBack } from '../dues/index.ts'
import { findLine, type LineRow, subjectOfLine } from './store.ts'

/** One line becomes money, and pays these; what is left over stays in suspense. Nothing chosen: all of it does. */
export async function bookLine(ctx: StaffContext, id: string, parts: readonly Part[]): Promise<void> {
  authorize(ctx, 'dues.confirm')
  await inTx(ctx, async (tx, ctx) => {
    const line = await findLine(tx, ctx, id, { lock: true })
    if (line.state !== 'waiting') throw new Refusal('already-done', whyNotWaiting(line))
    await book(tx, ctx, line, parts)
  })
}

export function whyNotWaiting(line: LineRow): string {
  if (line.state === 'booked') return '这笔到账已经入账，无需重复；要改认领请先撤销'
  return line.state === 'confirming' ? '这笔到账正在入账，请稍候' : '这笔到账已标记为不是会费；要认领请先撤销'
}

/** The line is locked by the caller. */
export async function book(tx: Tx, ctx: StaffContext, line: LineRow, parts: readonly Part[]): Promise<void> {
  const total = parts.reduce((sum, part) => sum + part.amountFen, 0)
  if (total > line.amount_fen)
    throw new Refusal('input-invalid', `认领的金额合计 ${formatFen(total)} 元，超过到账的 ${formatFen(line.amount_fen)} 元，请减少后再试`)
  const paymentId = await receiveLine(tx, ctx, line)
  const orders = await toOrders(tx, ctx, parts)
  if (orders.length > 0) await allocate(tx, ctx, { paymentId, parts: orders })
  await tx
    .updateTable('bank_lines')
    .set({ state: 'booked', payment_id: paymentId, decided_by: ctx.account.id, decided_at: ctx.kernel.clock.now(), reason: null })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', line.id)
    .execute()
  await audit(tx, ctx, {
    action: 'bank.line-booked',
    subject: subjectOfLine(line),
    after: { amountFen: line.amount_fen, payerName: line.payer_name, paymentId, orders, suspenseFen: line.amount_fen - total },
  })
}

/** On the bank's day; where its month is closed, today, and the note says so. */
async function receiveLine(tx: Tx, ctx: StaffContext, line: LineRow): Promise<string> {
  const money = {
    amountFen: line.amount_fen,
    method: 'transfer',
    source: 'statement' as const,
    sourceId: line.id,
    payerName: line.payer_name,
  }
  return receive(tx, ctx, { ...money, receivedOn: line.day, note: line.note }).catch((error: unknown) => {
    const today = ctx.kernel.clock.today()
    if (!(error instanceof Refusal) || error.code !== 'not-ready' || line.day.slice(0, 7) === today.slice(0, 7)) throw error
    return receive(tx, ctx, { ...money, receivedOn: today, note: `银行到账日 ${line.day}（当月已结账）。${line.note}` })
  })
}

/** Charges nobody ordered get their order: one for each member's dues, and one for each service. */
export async function toOrders(tx: Tx, ctx: StaffContext, parts: readonly Part[]): Promise<{ orderId: string; amountFen: number }[]> {
  const orders = parts.filter((part) => part.kind === 'order').map(({ id, amountFen }) => ({ orderId: id, amountFen }))
  const charges = parts.filter((part) => part.kind === 'charge')
  if (charges.length === 0) return orders
  const known = await payableNow(tx, ctx, { charges: charges.map((part) => part.id) })
  if (known.length !== charges.length) throw new Refusal('conflict', '选中的应缴刚刚有变化（已缴、已撤销或已生成订单），请刷新后重新认领')
  const together = new Map<string, { memberId: string; ids: string[] }>()
  for (const { id, memberId, service } of known) {
    const key = service === null ? memberId : id
    together.set(key, { memberId, ids: [...(together.get(key)?.ids ?? []), id] })
  }
  for (const { memberId, ids } of together.values()) {
    const amountFen = charges.filter((part) => ids.includes(part.id)).reduce((sum, part) => sum + part.amountFen, 0)
    orders.push({ orderId: await orderFor(tx, ctx, memberId, ids), amountFen })
  }
  return orders
}

/** Money on the account that is no dues; it never enters the book of dues. */
export async function setAside(ctx: StaffContext, id: string, reason: string): Promise<void> {
  authorize(ctx, 'dues.confirm')
  await inTx(ctx, async (tx, ctx) => {
    const line = await findLine(tx, ctx, id, { lock: true })
    if (line.state !== 'waiting') throw new Refusal('already-done', whyNotWaiting(line))
    await setState(tx, ctx, id, { state: 'set-aside', reason: reason.trim() })
    await audit(tx, ctx, { action: 'bank.line-set-aside', subject: subjectOfLine(line), after: { reason: reason.trim() } })
  })
}

/**
 * The line waits again: what its money paid is open again, and the money leaves the book by a line of its negative amount. Nothing is
 * deleted; who did what and why is in the log.
 */
export async function undoLine(ctx: StaffContext, id: string, reason: string): Promise<void> {
  authorize(ctx, 'dues.confirm')
  await inTx(ctx, async (tx, ctx) => {
    const line = await findLine(tx, ctx, id, { lock: true })
    if (line.state === 'waiting') throw new Refusal('already-done', '这笔到账还没有认领，无需撤销')
    if (line.state === 'confirming') throw new Refusal('not-ready', whyNotWaiting(line))
    if (line.payment_id) await takeAllBack(tx, ctx, line.payment_id, reason)
    await setState(tx, ctx, id, { state: 'waiting', reason: null, payment_id: null })
    await audit(tx, ctx, {
      action: 'bank.line-undone',
      subject: subjectOfLine(line),
      before: { state: line.state, paymentId: line.payment_id },
      after: { state: 'waiting', reason: reason.trim() },
    })
  })
}

async function takeAllBack(tx: Tx, ctx: StaffContext, paymentId: string, reason: string): Promise<void> {
  const { rows } = await sql<{ orderId: string }>`select order_id as "orderId" from allocations
    where association_id = ${ctx.association.id} and payment_id = ${paymentId} group by 1 having sum(amount_fen) > 0 order by 1`.execute(tx)
  for (const { orderId } of rows) await takeBack(tx, ctx, { paymentId, orderId, reason })
  await reverse(tx, ctx, { paymentId, reason })
}

async function setState(
  tx: Tx,
  ctx: StaffContext,
  id: string,
  set: { state: 'waiting' | 'set-aside'; reason: string | null; payment_id?: null },
): Promise<void> {
  await tx
    .updateTable('bank_lines')
    .set({ ...set, decided_by: ctx.account.id, decided_at: ctx.kernel.clock.now() })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .execute()
}
