import { sql } from 'kysely'
import { audit } from '../../../kernel/audit.ts'
import type { Context, SystemContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import type { RaisedEvent } from '../../../kernel/outbox.ts'
import { releaseOrder } from '../orders/change-order.ts'
import { isRolling } from './rolling.ts'

/**
 * Who left owes nothing for the years after: open charges go, and orders for them that nobody paid. What is owed until the year of leaving stays,
 * a service too, and so does an order with a voucher, because the money may be there. Repeated, it finds nothing left to do.
 */
export async function releaseLeaver(ctx: SystemContext, { data }: RaisedEvent<'members.left'>): Promise<void> {
  await inTx(ctx, (tx, ctx) => releaseAfterLeaving(tx, ctx, data.memberId))
}

/** The same for a member of whom it is not known whether it left: a year that is open again after money went back. */
export async function releaseAfterLeaving(tx: Tx, ctx: Context, memberId: string): Promise<void> {
  const { rows: standing } = await sql<{ leftYear: number | null }>`
    select case when bool_or(left_on is null) then null else extract(year from max(left_on))::int end as "leftYear"
    from memberships where association_id = ${ctx.association.id} and member_id = ${memberId} and branch_id is null`.execute(tx)
  const leftYear = standing[0]?.leftYear
  if (leftYear === null || leftYear === undefined) return
  // A rolling year that is not paid has not begun.
  const after = isRolling(ctx) ? 0 : leftYear
  const { rows: orders } = await sql<{ id: string }>`
    select distinct o.id from orders o
    join order_charges x on (x.association_id, x.order_id) = (o.association_id, o.id) and x.live
    join charges c on (c.association_id, c.id) = (x.association_id, x.charge_id)
    where o.association_id = ${ctx.association.id} and o.member_id = ${memberId} and o.state = 'open' and c.year > ${after} and c.kind <> 'service'`.execute(
    tx,
  )
  for (const { id } of orders) await releaseOrder(tx, ctx, id)
  const { rows: cancelled } = await sql<{ year: number }>`
    update charges c set state = 'cancelled', cancelled_at = ${ctx.kernel.clock.now()}
    where c.association_id = ${ctx.association.id} and c.member_id = ${memberId} and c.state = 'open' and c.year > ${after} and c.kind <> 'service'
      and not exists (select 1 from order_charges x where x.association_id = c.association_id and x.charge_id = c.id and x.live)
    returning c.year`.execute(tx)
  if (cancelled.length === 0) return
  const years = cancelled.map((row) => row.year).sort((a, b) => a - b)
  await audit(tx, ctx, {
    action: 'dues.charge-cancelled',
    subject: { kind: 'member', id: memberId },
    after: { years, reason: '已退会' },
  })
}
