import { sql } from 'kysely'
import type { ServiceCharge } from '../../../../contract/dues.ts'
import { dayOf } from '../../../kernel/clock.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { linkOf, papersOf } from '../orders/papers.ts'
import { serviceName } from '../settings.ts'
import { liveOrders } from '../store.ts'

/** 其他应缴 of a member, the newest first; what was taken back is not among them. */
export async function servicesOf(tx: Tx, ctx: Context, memberId: string): Promise<ServiceCharge[]> {
  const charges = await tx
    .selectFrom('charges')
    .select(['id', 'member_id as memberId', 'service', 'reason', 'amount_fen as amountFen', 'state', 'created_at as createdAt'])
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('kind', '=', 'service')
    .where('state', '<>', 'cancelled')
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(200)
    .execute()
  return withOrders(tx, ctx, charges)
}

export interface ListedService {
  id: string
  memberId: string
  service: string | null
  reason: string
  amountFen: number
  state: string
  createdAt: Date
}

/** These charges as people read them, each with the order that pays it. */
export async function withOrders<Row extends ListedService>(tx: Tx, ctx: Context, charges: readonly Row[]) {
  if (charges.length === 0) return []
  const orders = await liveOrders(
    tx,
    ctx,
    charges.map((charge) => charge.id),
  )
  const papers = await papersOf(
    tx,
    ctx,
    orders.map((order) => order.id),
  )
  return charges.map(({ service, state, createdAt, ...charge }) => {
    const order = orders.find((one) => one.chargeId === charge.id)
    return {
      ...charge,
      service: serviceName(ctx, service),
      state: state as ServiceCharge['state'],
      chargedOn: dayOf(createdAt),
      order: order ? linkOf(order, charge.memberId) : null,
      paidOn: papers.find((one) => one.orderId === order?.id)?.paidOn ?? null,
    }
  })
}

/** How many wait to be paid and what they cost together; null when none does. */
export async function openServices(tx: Tx, ctx: Context, memberId: string): Promise<{ count: number; amountFen: number } | null> {
  const { rows } = await sql<{ count: number; amountFen: number }>`
    select count(*)::int as count, coalesce(sum(amount_fen), 0)::bigint as "amountFen" from charges
    where association_id = ${ctx.association.id} and member_id = ${memberId} and kind = 'service' and state = 'open'`.execute(tx)
  const [open] = rows
  return open && open.count > 0 ? open : null
}
