import { sql } from 'kysely'
import type { MyOrder } from '../../../../contract/dues.ts'
import type { MemberContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { serviceName } from '../settings.ts'
import { orderPeople, orderYears } from './present.ts'

const atOnce = 20

interface Row extends Omit<MyOrder, 'createdAt' | 'paidAt' | 'service'> {
  service: string | null
  createdAt: Date
  paidAt: Date | null
  key: string
}

/** 订单管理: every order of the member one acts for, newest first. CQSSA-12 */
export async function myOrders(ctx: MemberContext, after = ''): Promise<{ rows: MyOrder[]; next: string | null }> {
  const [afterAt, afterId] = after.split('|')
  const behind = afterAt && afterId ? sql`and (o.created_at, o.id) < (${afterAt}::timestamptz, ${afterId}::uuid)` : sql``
  const { rows } = await inTx(ctx, (tx) =>
    sql<Row>`
    select o.id, o.number, ${orderYears} as years, o.service, ${orderPeople} as people, o.amount_fen as "amountFen", o.method, o.state, o.refused_reason is not null as refused,
      o.created_at as "createdAt", o.expires_on::text as "expiresOn", o.paid_at as "paidAt", o.created_at::text as key
    from orders o where o.association_id = ${ctx.association.id} and o.member_id = ${ctx.memberId} ${behind}
    order by o.created_at desc, o.id desc limit ${atOnce + 1}`.execute(tx),
  )
  const shown = rows.slice(0, atOnce)
  const last = shown.at(-1)
  return {
    rows: shown.map(({ key: _, ...row }) => ({
      ...row,
      service: serviceName(ctx, row.service),
      createdAt: row.createdAt.toISOString(),
      paidAt: row.paidAt?.toISOString() ?? null,
    })),
    next: rows.length > atOnce && last ? `${last.key}|${last.id}` : null,
  }
}
