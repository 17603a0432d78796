import { sql } from 'kysely'
import type { SystemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { raiseMany } from '../../kernel/outbox.ts'
import { isQuiet } from '../dues/index.ts'
import { receiptRules } from './settings.ts'

const usualChase = { after: 15, every: 15, most: 6 }
const atOnce = 500

interface Open {
  receiptId: string
  orderId: string
  memberId: string
  days: number
}

/**
 * Daily, in the hours of reminding: who got a receipt before the money is asked for it, days after it was made and again every so many days.
 * Not who says that it paid (a voucher waits), nor whose order is no more: that is staff's. CAQ-11, CEPCA-14
 */
export async function chaseAdvances(ctx: SystemContext): Promise<void> {
  if (isQuiet(ctx)) return
  const { after, every, most } = receiptRules(ctx).chase ?? usualChase
  const today = ctx.kernel.clock.today()
  const made = sql`coalesce(r.issued_on, (r.issued_at at time zone 'Asia/Shanghai')::date)`
  await inTx(ctx, async (tx, ctx) => {
    const { rows } = await sql<Open>`
      update receipts r set chased_on = ${today}, chased_times = r.chased_times + 1, chase_sent = null
      where r.association_id = ${ctx.association.id} and r.id in (
        select r.id from receipts r join orders o on (o.association_id, o.id) = (r.association_id, r.order_id)
        where r.association_id = ${ctx.association.id} and r.basis = 'advance' and r.paid_on is null and r.state in ('issued', 'delivered')
          and o.state = 'open' and r.chased_times < ${most} and ${made} <= ${today}::date - ${after}::int
          and (r.chased_on is null or r.chased_on <= ${today}::date - ${every}::int)
        order by r.id limit ${atOnce} for update of r skip locked)
      returning r.id as "receiptId", r.order_id as "orderId", r.member_id as "memberId", (${today}::date - ${made})::int as days`.execute(
      tx,
    )
    if (rows.length > 0) await raiseMany(tx, ctx, 'receipts.advance-open', rows)
  })
}

/** What became of it, as the mail system said. */
export async function advanceChased(ctx: SystemContext, receiptId: string, sent: boolean): Promise<void> {
  await inTx(ctx, (tx, ctx) =>
    tx
      .updateTable('receipts')
      .set({ chase_sent: sent })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', receiptId)
      .execute(),
  )
}
