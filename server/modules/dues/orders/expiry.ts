import { sql } from 'kysely'
import { addDays } from '../../../../contract/rules/days.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, MemberContext, StaffContext, SystemContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { raise } from '../../../kernel/outbox.ts'
import { rulesOf } from '../settings.ts'
import { type ChargeRecord, chargesOfOrder, findOrder, liveOrders, type OrderRecord } from '../store.ts'
import { releaseCharges, subjectOf } from './change-order.ts'
import { priceToday } from './reprice.ts'

const atOnce = 200

/** The last day on which an order made today can be paid; null: it does not expire. */
export function expiresOn(ctx: Context): string | null {
  const { orderDays } = rulesOf(ctx)
  return orderDays === undefined ? null : addDays(ctx.kernel.clock.today(), orderDays)
}

/** Every day: orders whose time is over and for which nobody said or did anything. Repeated, it finds none. */
export async function expireOrders(ctx: SystemContext): Promise<void> {
  for (;;) {
    const done = await inTx(ctx, async (tx, ctx) => {
      const { rows } = await sql<{ id: string }>`select o.id from orders o
        where o.association_id = ${ctx.association.id} and o.state = 'open' and o.received_fen = 0 and o.expires_on < ${ctx.kernel.clock.today()}::date
        order by o.expires_on, o.id limit ${atOnce} for update skip locked`.execute(tx)
      for (const { id } of rows) await expire(tx, ctx, id)
      return rows.length
    })
    if (done < atOnce) return
  }
}

async function expire(tx: Tx, ctx: Context, id: string): Promise<void> {
  await tx.updateTable('orders').set({ state: 'expired' }).where('association_id', '=', ctx.association.id).where('id', '=', id).execute()
  await releaseCharges(tx, ctx, id)
  const order = found(await findOrder(tx, ctx, id))
  await audit(tx, ctx, { action: 'dues.order-expired', subject: subjectOf(order), before: { state: 'open' }, after: { state: 'expired' } })
  await raise(tx, ctx, 'dues.order-expired', { orderId: id, memberId: order.memberId })
}

/** The same order with the same transfer code again, while what it asked for is still owed at the same price. By its member, or by staff when money comes late. */
export async function reopenOrder(ctx: MemberContext | StaffContext, orderId: string): Promise<void> {
  if (ctx.kind === 'staff') authorize(ctx, 'dues.confirm')
  await inTx(ctx, async (tx, ctx) => {
    const order = found(await findOrder(tx, ctx, orderId, ctx.kind === 'member' ? ctx.memberId : undefined))
    if (order.state !== 'expired') throw new Refusal('already-done', '这笔订单没有过期，不需要恢复')
    await sql`select 1 from members m where m.association_id = ${ctx.association.id} and m.id in (
      select c.member_id from order_charges x join charges c on (c.association_id, c.id) = (x.association_id, x.charge_id)
      where x.association_id = ${ctx.association.id} and x.order_id = ${orderId}) order by m.id for update`.execute(tx)
    const charges = await chargesOfOrder(tx, ctx, orderId)
    await refuseStale(tx, ctx, order, charges)
    const row = await tx
      .updateTable('orders')
      .set({ state: 'open', expires_on: expiresOn(ctx) })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', orderId)
      .where('state', '=', 'expired')
      .returning('id')
      .executeTakeFirst()
    if (!row) throw new Refusal('already-done', '这笔订单刚刚已经恢复')
    await takeCharges(tx, ctx, order, charges)
  })
}

async function takeCharges(tx: Tx, ctx: Context, order: OrderRecord, charges: readonly ChargeRecord[]): Promise<void> {
  await tx
    .updateTable('charges')
    .set({ state: 'open', cancelled_at: null })
    .where('association_id', '=', ctx.association.id)
    .where(
      'id',
      'in',
      charges.map((charge) => charge.id),
    )
    .where('state', '=', 'cancelled')
    .execute()
  await tx
    .updateTable('order_charges')
    .set({ live: true })
    .where('association_id', '=', ctx.association.id)
    .where('order_id', '=', order.id)
    .execute()
  await audit(tx, ctx, {
    action: 'dues.order-reopened',
    subject: subjectOf(order),
    before: { state: 'expired' },
    after: { state: 'open', expiresOn: expiresOn(ctx) },
  })
}

/** Meanwhile ordered elsewhere, paid, priced anew, or asked of nobody any more. */
async function refuseStale(tx: Tx, ctx: Context, order: OrderRecord, charges: readonly ChargeRecord[]): Promise<void> {
  const ids = charges.map((charge) => charge.id)
  const [living] = await liveOrders(tx, ctx, ids)
  if (living) throw new Refusal('not-ready', { message: `其中的会费已在缴费订单 ${living.number} 中`, detail: { orderId: living.id } })
  if (charges.some((charge) => charge.state === 'settled' || charge.state === 'waived'))
    throw new Refusal('not-ready', '其中有年度的会费已经交清，请重新生成订单')
  const again = '请重新生成订单'
  const { rows } = await sql<{ gone: boolean; left: boolean; clash: boolean }>`
    select bool_or(c.state = 'cancelled' and not c.ahead) as gone,
      bool_or(c.kind <> 'service' and not exists (select 1 from memberships s where s.association_id = c.association_id and s.member_id = c.member_id
        and s.branch_id is null and s.left_on is null)) as left,
      bool_or(c.state = 'cancelled' and exists (select 1 from charges d where d.association_id = c.association_id and d.member_id = c.member_id
        and d.year = c.year and d.kind <> 'service' and d.state <> 'cancelled')) as clash
    from charges c where c.association_id = ${ctx.association.id} and c.id = any(${ids}::uuid[])`.execute(tx)
  const stale = rows[0]
  if (!stale || stale.gone || stale.clash) throw new Refusal('not-ready', `订单过期之后应缴的会费有变化，${again}`)
  if (stale.left) throw new Refusal('not-ready', `订单中有人已经不是会员，${again}`)
  let same = order.amountFen === charges.reduce((sum, charge) => sum + charge.amountFen, 0)
  for (const charge of charges) same &&= (await priceToday(tx, ctx, charge)).amountFen === charge.amountFen
  if (!same) throw new Refusal('not-ready', `会费金额有变化，${again}`)
}
