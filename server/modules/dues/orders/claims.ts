import { type RawBuilder, sql } from 'kysely'
import { parseYuan } from '../../../../contract/rules/money.ts'
import { checkTransferCode, normaliseTransferCode } from '../../../../contract/rules/transfer-code.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { rulesOf } from '../settings.ts'

/** Something that money may pay: an order under way, or an open charge that is in none. */
export interface Payable {
  kind: 'order' | 'charge'
  id: string
  memberId: string
  memberName: string
  memberNumber: string | null
  memberKind: 'unit' | 'person'
  creditCode: string | null
  formerNames: string[]
  years: number[]
  /** Which service of the preset it is of; null: of dues. */
  service: string | null
  /** What a service is for; '' of dues. */
  reason: string
  /** What it asks, each as `kind year`. */
  parts: string[]
  /** Whose charges they are: of an order for many people, how many. */
  people: number
  orderNumber: string | null
  code: string | null
  /** Who said it would pay: the order's payer, or of a person the unit that pays for it. */
  payerUnit: string | null
  /** What is still missing, in fen. */
  amountFen: number
  /** The day of the remittance as the newest voucher has it. */
  paidOn: string | null
}

interface Wanted {
  /** Part of a name, a transfer code, a credit code, a number or an amount. */
  q?: string
  orders?: readonly string[]
  charges?: readonly string[]
  /** Whose they are. */
  members?: readonly string[]
  limit?: number
}

/** Everything that waits for money, of the whole association or as wanted. */
export async function payableNow(tx: Tx, ctx: Context, wanted: Wanted = {}): Promise<Payable[]> {
  const { rows } = await sql<Payable>`
    with names as (select member_id, array_agg(name order by used_until) as former from member_names where association_id = ${ctx.association.id} and ${of('member_id', wanted.members)} group by 1),
    payable as (${openOrders(ctx, wanted)} union all ${looseCharges(ctx, wanted)})
    select p.kind, p.id, p."memberId", m.name as "memberName", m.number as "memberNumber", m.kind as "memberKind", m.credit_code as "creditCode",
      coalesce(n.former, '{}') as "formerNames", p.years, p.service, p.reason, p.parts, p.people, p."orderNumber", p.code, p."payerUnit", p."amountFen", p."paidOn"
    from payable p join members m on m.association_id = ${ctx.association.id} and m.id = p."memberId"
    left join names n on n.member_id = p."memberId"
    where ${matches(wanted.q)}
    order by m.name, p."memberId", p.years, p.service nulls first, p.id ${wanted.limit === undefined ? sql`` : sql`limit ${wanted.limit}`}`.execute(
    tx,
  )
  return rows
}

const chosen = (column: string, ids: readonly string[] | undefined, others: readonly string[] | undefined): RawBuilder<unknown> =>
  of(column, ids ?? (others && []))

const of = (column: string, ids: readonly string[] | undefined): RawBuilder<unknown> =>
  ids === undefined ? sql`true` : sql`${sql.ref(column)} = any(${[...ids]}::uuid[])`

const openOrders = (ctx: Context, { orders, charges, members }: Wanted) => sql`
  select 'order' as kind, o.id, o.member_id as "memberId", x.years, o.service, x.reason, x.parts, x.people, o.number as "orderNumber", o.transfer_code as code, o.payer_unit as "payerUnit",
    o.amount_fen - o.received_fen as "amountFen", v.paid_on::text as "paidOn"
  from orders o
  left join lateral (select array_agg(distinct c.year order by c.year) as years, array_agg(distinct c.kind || ' ' || c.year) as parts,
      count(distinct c.member_id)::int as people, coalesce(string_agg(c.reason, '、') filter (where c.kind = 'service'), '') as reason from order_charges oc
    join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
    where oc.association_id = o.association_id and oc.order_id = o.id) x on true
  left join lateral (select paid_on from vouchers where association_id = o.association_id and order_id = o.id order by uploaded_at desc limit 1) v
    on o.state = 'vouched'
  where o.association_id = ${ctx.association.id} and o.state in ('open', 'vouched') and ${chosen('o.id', orders, charges)} and ${of('o.member_id', members)}`

/** Whom nobody admitted owes nothing without his application's order. */
const looseCharges = (ctx: Context, { orders, charges, members }: Wanted) => sql`
  select 'charge', c.id, c.member_id, array[c.year], c.service, case when c.kind = 'service' then c.reason else '' end, array[c.kind || ' ' || c.year], 1, null, null, ${employerName(ctx)}, c.amount_fen, null
  from charges c join members m on (m.association_id, m.id) = (c.association_id, c.member_id)
  where c.association_id = ${ctx.association.id} and c.state = 'open' and c.amount_fen > 0 and m.admitted_at is not null and ${chosen('c.id', charges, orders)} and ${of('c.member_id', members)}
    and not exists (select 1 from order_charges oc where oc.association_id = c.association_id and oc.charge_id = c.id and oc.live)`

/** Of `c`: the unit that pays for the person, where the association has employers pay. */
const employerName = (ctx: Context): RawBuilder<unknown> =>
  rulesOf(ctx).peoplePaidBy === 'employer'
    ? sql`(select u.name from employments e join members u on (u.association_id, u.id) = (e.association_id, e.unit_id)
        where e.association_id = c.association_id and e.person_id = c.member_id and e.period @> ${ctx.kernel.clock.today()}::date limit 1)`
    : sql`null::text`

function matches(q: string | undefined): RawBuilder<unknown> {
  const text = q?.trim()
  if (!text) return sql`true`
  const code = normaliseTransferCode(text)
  if (checkTransferCode(code) === null) return sql`p.code = ${code}`
  const like = `%${text.replace(/[\\%_]/g, '\\$&')}%`
  const upper = text.toUpperCase()
  const fen = parseYuan(text)
  const amount = fen !== null && fen > 0 ? sql` or p."amountFen" = ${fen}` : sql``
  return sql`(m.name like ${like} or p."payerUnit" like ${like} or m.number = ${upper} or m.credit_code = ${upper} or p."orderNumber" = ${upper}
    or exists (select 1 from unnest(n.former) as was where was like ${like})${amount})`
}
