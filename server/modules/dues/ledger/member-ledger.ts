import { type RawBuilder, sql } from 'kysely'
import type { MemberLedger, MemberLineKind } from '../../../../contract/ledger.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { memberById } from '../../members/index.ts'
import { repricedBy } from '../orders/reprice.ts'
import { levelChangeSql, serviceName } from '../settings.ts'
import { leftOf } from './receive.ts'

interface Line {
  day: string
  kind: MemberLineKind
  years: number[]
  service: string
  orderId: string | null
  orderNumber: string | null
  amountFen: number
  note: string
}

/** Lines that say what is asked; the others say what was let off and paid. */
export const asking: readonly MemberLineKind[] = ['charged', 'repriced', 'cancelled']

/** What a member was asked for, let off and paid, line by line with what is owed after each. */
export async function memberLedger(ctx: StaffContext, memberId: string): Promise<MemberLedger> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, async (tx, ctx) => {
    await memberById(tx, ctx, memberId)
    return memberAccount(tx, ctx, memberId)
  })
}

export async function memberAccount(tx: Tx, ctx: Context, memberId: string): Promise<MemberLedger> {
  let owed = 0
  const lines = (await linesOfMember(tx, ctx, memberId)).map((line) => {
    owed += line.amountFen
    return { ...line, owedFen: owed }
  })
  const sum = (...kinds: readonly MemberLineKind[]) =>
    lines.filter((line) => kinds.includes(line.kind)).reduce((all, line) => all + line.amountFen, 0)
  const { rows } = await sql<{ fen: number }>`select coalesce(sum(${leftOf('p')}), 0)::bigint as fen from payments p
    where p.association_id = ${ctx.association.id} and p.reverses is null and p.id in (select a.payment_id from allocations a
      join order_charges x on (x.association_id, x.order_id) = (a.association_id, a.order_id)
      join charges c on (c.association_id, c.id) = (x.association_id, x.charge_id)
      where a.association_id = ${ctx.association.id} and c.member_id = ${memberId})`.execute(tx)
  return {
    lines,
    chargedFen: sum(...asking),
    letOffFen: -sum('reduced', 'written-off'),
    paidFen: -sum('paid', 'taken-back'),
    owedFen: owed,
    serviceFen: lines.filter((line) => line.service !== '').reduce((all, line) => all + line.amountFen, 0),
    suspenseFen: rows[0]?.fen ?? 0,
  }
}

/**
 * Charges, of services too, at what they first asked, priced anew when ordered at another level, what was taken off, and what its orders received:
 * on the bank's day, or, of money that was taken back from elsewhere, when it was given anew. Of an order of several members each has its part by what its own
 * charges ask; of one that is over, by what they asked before they were priced anew or let off.
 */
async function linesOfMember(tx: Tx, ctx: Context, memberId: string): Promise<Line[]> {
  const mine = sql`c.association_id = ${ctx.association.id} and c.member_id = ${memberId}`
  const whatFor = sql`case when c.kind = 'service' then c.reason else '' end`
  const asked = sql`case when o.state in ('cancelled', 'expired') then c.amount_fen + c.reduced_fen - ${repricedBy(sql`o.created_at`)} else c.amount_fen end`
  const ofOrder = (whose: RawBuilder<unknown>) => sql`(select coalesce(sum(${asked}), 0)
    from order_charges x join charges c on (c.association_id, c.id) = (x.association_id, x.charge_id)
    where x.association_id = o.association_id and x.order_id = o.id ${whose})`
  const own = ofOrder(sql`and c.member_id = ${memberId}`)
  const { rows } = await sql<Omit<Line, 'service'> & { service: string | null; at: unknown; rank: number }>`
    select (c.created_at at time zone 'Asia/Shanghai')::date as day, c.created_at as at, 1 as rank, 'charged' as kind, array[c.year] as years, c.service, null::uuid as "orderId",
      null as "orderNumber", c.amount_fen + c.reduced_fen - ${repricedBy()} as "amountFen", ${whatFor} as note from charges c where ${mine}
    union all
    select (p.made_at at time zone 'Asia/Shanghai')::date, p.made_at, 2, 'repriced', array[c.year], null, null, null, p.to_fen - p.from_fen,
      ${levelChangeSql(ctx, sql`p.from_level`, sql`p.to_level`)} from charge_repricings p
      join charges c on (c.association_id, c.id) = (p.association_id, p.charge_id) where ${mine} and p.to_fen <> p.from_fen
    union all
    select (c.cancelled_at at time zone 'Asia/Shanghai')::date, c.cancelled_at, 3, 'cancelled', array[c.year], c.service, null, null, -c.amount_fen, ${whatFor}
      from charges c where ${mine} and c.state = 'cancelled'
    union all
    select (d.decided_at at time zone 'Asia/Shanghai')::date, d.decided_at, 4, case d.kind when 'write-off' then 'written-off' else 'reduced' end, array[c.year], null, null, null,
      -d.amount_fen, d.reason from adjustments d join charges c on (c.association_id, c.id) = (d.association_id, d.charge_id)
      where ${mine} and d.state = 'approved'
    union all
    select case when a.amount_fen > 0 and not exists (select 1 from allocations b where b.association_id = a.association_id and b.payment_id = a.payment_id
        and b.amount_fen < 0 and b.made_at <= a.made_at) then p.received_on else (a.made_at at time zone 'Asia/Shanghai')::date end, a.made_at, 5,
      case when a.amount_fen > 0 then 'paid' else 'taken-back' end,
      (select array_agg(c.year order by c.year) from order_charges x join charges c on (c.association_id, c.id) = (x.association_id, x.charge_id)
        where x.association_id = o.association_id and x.order_id = o.id and c.member_id = ${memberId}),
      o.service, o.id, o.number, -round(a.amount_fen * ${own} / ${ofOrder(sql``)})::bigint, case when a.amount_fen < 0 then a.reason else p.payer_name end
    from allocations a join payments p on (p.association_id, p.id) = (a.association_id, a.payment_id)
      join orders o on (o.association_id, o.id) = (a.association_id, a.order_id)
    where a.association_id = ${ctx.association.id} and ${own} > 0
      and o.id in (select x.order_id from order_charges x join charges c on (c.association_id, c.id) = (x.association_id, x.charge_id) where ${mine})
    order by day, at, rank, years`.execute(tx)
  return rows.map(({ at: _at, rank: _rank, ...line }) => ({ ...line, service: serviceName(ctx, line.service) }))
}
