import { sql } from 'kysely'
import type { AdjustmentKind, Decision, NewAdjustment } from '../../../../contract/ledger.ts'
import { formatFen } from '../../../../contract/rules/money.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { releaseOrder } from '../orders/change-order.ts'
import { writeYears } from '../orders/settle.ts'
import { asCharge, type ChargeRecord, chargeColumns, liveOrders, type OrderRecord } from '../store.ts'
import { settlePaid } from './allocate.ts'
import { decided, noteOf, whyNotDecided } from './deciding.ts'
import { needReason } from './take-back.ts'

/** 减免 or 核销 is proposed: nothing changes until another person approves it. The id of the proposal. */
export async function askAdjustment(ctx: StaffContext, chargeId: string, said: NewAdjustment): Promise<string> {
  authorize(ctx, 'dues.correct')
  const reason = needReason(said.reason)
  return inTx(ctx, async (tx, ctx) => {
    const charge = await lockCharge(tx, ctx, chargeId)
    if (charge.kind === 'service') throw new Refusal('not-ready', '会费以外的应缴不办理减免；金额有误请撤销后重新登记')
    const amountFen = said.kind === 'exemption' ? charge.amountFen : (said.amountFen ?? 0)
    checkAmount(charge, amountFen)
    const waiting = await tx
      .selectFrom('adjustments')
      .select('id')
      .where('association_id', '=', ctx.association.id)
      .where('charge_id', '=', chargeId)
      .where('state', '=', 'asked')
      .executeTakeFirst()
    if (waiting) throw new Refusal('already-done', '这一年度已有一份减免申请在等待复核')
    const id = newId()
    await tx
      .insertInto('adjustments')
      .values({
        association_id: ctx.association.id,
        id,
        charge_id: chargeId,
        kind: said.kind,
        amount_fen: amountFen,
        reason,
        asked_by: ctx.account.id,
        asked_at: ctx.kernel.clock.now(),
      })
      .execute()
    await audit(tx, ctx, {
      action: 'dues.adjustment-asked',
      subject: subjectOfCharge(charge),
      after: { kind: said.kind, amountFen, reason },
    })
    return id
  })
}

const subjectOfCharge = (charge: ChargeRecord) => ({ kind: 'charge', id: charge.id, label: `${charge.year} 年度会费` })

function checkAmount(charge: ChargeRecord, amountFen: number): void {
  if (charge.state === 'settled') throw new Refusal('not-ready', '这一年度已经交费；要退还会费请办理退款')
  if (charge.state !== 'open') throw new Refusal('already-done', '这一年度已经不需要交费')
  if (amountFen > 0 && amountFen <= charge.amountFen) return
  const message = `金额应大于 0，不超过应缴的 ${formatFen(charge.amountFen)} 元。`
  throw new Refusal('input-invalid', { problems: [{ path: 'amountFen', label: '金额', message }] })
}

async function lockCharge(tx: Tx, ctx: Context, id: string): Promise<ChargeRecord> {
  const row = await tx
    .selectFrom('charges')
    .select(chargeColumns)
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  return asCharge(found(row))
}

/** Approved by a person other than who proposed it, the charge asks less at once; refused, it stays as it is. */
export async function decideAdjustment(ctx: StaffContext, id: string, said: Decision): Promise<void> {
  authorize(ctx, 'dues.approve')
  const note = noteOf(said)
  await inTx(ctx, async (tx, ctx) => {
    const row = await tx
      .updateTable('adjustments')
      .set({ ...decided(ctx, said), decision: note })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('state', '=', 'asked')
      .where('asked_by', '<>', ctx.account.id)
      .returningAll()
      .executeTakeFirst()
    if (!row) throw await whyNotDecided(tx, ctx, 'adjustments', id)
    const charge = await lockCharge(tx, ctx, row.charge_id)
    if (said.approve) await reduce(tx, ctx, charge, row.kind as AdjustmentKind, row.amount_fen)
    await audit(tx, ctx, {
      action: said.approve ? 'dues.adjustment-approved' : 'dues.adjustment-refused',
      subject: subjectOfCharge(charge),
      before: { amountFen: charge.amountFen },
      after: { kind: row.kind, amountFen: charge.amountFen - (said.approve ? row.amount_fen : 0), reason: row.reason, note },
    })
  })
}

async function reduce(tx: Tx, ctx: Context, charge: ChargeRecord, kind: AdjustmentKind, amountFen: number): Promise<void> {
  checkAmount(charge, amountFen)
  const [order] = await liveOrders(tx, ctx, [charge.id])
  const rest = charge.amountFen - amountFen
  if (order) await reduceOrder(tx, ctx, order, amountFen, rest)
  await tx
    .updateTable('charges')
    .set({
      amount_fen: rest,
      reduced_fen: sql`reduced_fen + ${amountFen}`,
      ...(rest === 0 && { state: kind === 'write-off' ? 'written-off' : 'waived', settled_at: ctx.kernel.clock.now() }),
    })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', charge.id)
    .execute()
  // A year that is let off counts as paid; a debt that is given up does not.
  if (rest === 0 && kind !== 'write-off') await writeYears(tx, ctx, [charge], ctx.kernel.clock.today())
  if (order && rest > 0 && order.receivedFen > 0 && order.receivedFen === order.amountFen - amountFen) await settlePaid(tx, ctx, order)
}

/** The order costs less with its charge, and is paid when what came is now all; a charge that asks nothing leaves no order behind. */
async function reduceOrder(tx: Tx, ctx: Context, order: OrderRecord, amountFen: number, rest: number): Promise<void> {
  if (rest === 0) {
    if (order.state === 'open' && (await releaseOrder(tx, ctx, order.id))) return
    throw new Refusal('not-ready', `这一年度在缴费订单 ${order.number} 中，已有凭证或到账，请先退回凭证或撤回到账`)
  }
  const row = await tx
    .updateTable('orders')
    .set({
      amount_fen: sql`amount_fen - ${amountFen}`,
      state: sql`case when received_fen = amount_fen - ${amountFen} then 'paid' else state end`,
      paid_at: sql`case when received_fen = amount_fen - ${amountFen} then ${ctx.kernel.clock.now()}::timestamptz end`,
    })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', order.id)
    .where('state', 'in', ['open', 'vouched'])
    .where(sql<boolean>`received_fen <= amount_fen - ${amountFen}`)
    .returningAll()
    .executeTakeFirst()
  if (!row)
    throw new Refusal('not-ready', `缴费订单 ${order.number} 已到账 ${formatFen(order.receivedFen)} 元，减免后会多出，请先撤回多出的部分`)
}
