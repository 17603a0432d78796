import { type RawBuilder, sql } from 'kysely'
import type { ChargeQuery, ChargeRow, MemberDues, OrderQuery, OrderRow, PayMethod, YearTotals } from '../../../contract/dues.ts'
import { overdueThrough } from '../../../contract/rules/dues-year.ts'
import { parseYuan } from '../../../contract/rules/money.ts'
import { checkTransferCode, normaliseTransferCode } from '../../../contract/rules/transfer-code.ts'
import { authorize, whyNot } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { whyNoLife } from './billing/life.ts'
import { isRolling } from './billing/rolling.ts'
import { type ListedOrder, listedOrder, orderPeople, orderYears, yearsOf } from './orders/present.ts'
import { offeredServices, whyNotCharged } from './services/charge.ts'
import { servicesOf } from './services/list.ts'
import { levelName, rulesOf } from './settings.ts'
import { duesStanding } from './standing.ts'
import { asCharge, isDues, refundCondition } from './store.ts'

interface PageOf<T> {
  rows: T[]
  next: string | null
}

const contains = (text: string) => `%${text.replace(/[\\%_]/g, '\\$&')}%`

/** A transfer code, an order number, an amount in yuan, or part of a name: each looks where such a thing can be. */
function orderSearch(q: string): RawBuilder<unknown> {
  const code = normaliseTransferCode(q)
  if (checkTransferCode(code) === null) return sql`o.transfer_code = ${code}`
  const fen = parseYuan(q)
  const amount = fen !== null && fen > 0 ? sql` or o.amount_fen = ${fen}` : sql``
  return sql`(o.number = ${q.trim().toUpperCase()} or o.payer_unit like ${contains(q.trim())} or m.name like ${contains(q.trim())}${amount})`
}

const orderColumns = sql`o.id, o.number, o.transfer_code as "transferCode", o.member_id as "memberId", m.name as "memberName", o.payer_unit as "payerUnit",
  o.payer_person as "payerPerson", ${orderYears} as years, o.service, ${orderPeople} as people, o.expires_on::text as "expiresOn", o.amount_fen as "amountFen", o.received_fen as "receivedFen", o.method, o.state, o.created_at as "createdAt", o.vouched_at as "vouchedAt",
  o.paid_at as "paidAt", ${refundCondition('o')} as "toRefund"`
const ordersWithMember = sql`orders o join members m on (m.association_id, m.id) = (o.association_id, o.member_id)`

/** The queue 待确认到账 is oldest first, all else newest first. Paged by key. */
export async function listOrders(ctx: StaffContext, query: OrderQuery): Promise<PageOf<OrderRow>> {
  authorize(ctx, 'dues.read')
  const limit = query.limit ?? 30
  const queue = query.state === 'vouched'
  const at = queue ? sql`o.vouched_at` : sql`o.created_at`
  const [afterAt, afterId] = (query.after ?? '').split('|')
  const conditions = [sql`o.association_id = ${ctx.association.id}`]
  if (query.state) conditions.push(sql`o.state = ${query.state}`)
  if (query.refund) conditions.push(sql`${refundCondition('o')}`)
  if (query.q?.trim()) conditions.push(orderSearch(query.q))
  if (afterAt && afterId)
    conditions.push(
      queue
        ? sql`(${at}, o.id) > (${afterAt}::timestamptz, ${afterId}::uuid)`
        : sql`(${at}, o.id) < (${afterAt}::timestamptz, ${afterId}::uuid)`,
    )
  const way = queue ? sql`asc` : sql`desc`
  const { rows } = await inTx(ctx, (tx) =>
    sql<ListedOrder & { key: string }>`
    select ${orderColumns}, ${at}::text as key from ${ordersWithMember} where ${sql.join(conditions, sql` and `)}
    order by ${at} ${way}, o.id ${way} limit ${limit + 1}`.execute(tx),
  )
  return pageOf(
    rows,
    limit,
    (row) => `${row.key}|${row.id}`,
    ({ key: _, ...row }) => listedOrder(ctx, row),
  )
}

function pageOf<R, T>(rows: R[], limit: number, key: (row: R) => string, show: (row: R) => T): PageOf<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown.map(show), next: rows.length > limit && last ? key(last) : null }
}

export async function duesCounts(ctx: StaffContext): Promise<{ vouched: number; toRefund: number }> {
  authorize(ctx, 'dues.read')
  const { rows } = await inTx(ctx, (tx) =>
    sql<{ vouched: number; toRefund: number }>`
    select (select count(*)::int from orders where association_id = ${ctx.association.id} and state = 'vouched') as vouched,
      (select count(*)::int from orders o where o.association_id = ${ctx.association.id} and o.matter_id is not null and ${refundCondition('o')}) as "toRefund"`.execute(
      tx,
    ),
  )
  return rows[0] ?? { vouched: 0, toRefund: 0 }
}

interface ListedCharge {
  id: string
  /** Of a rolling year; null where the calendar decides. */
  late: boolean | null
  memberId: string
  memberName: string
  memberNumber: string | null
  kind: string
  year: number
  level: string
  amountFen: number
  reason: string
  state: string
  orderId: string | null
  orderMemberId: string | null
  orderNumber: string | null
  orderState: string | null
  orderMethod: PayMethod | null
  refused: boolean
  orderPaidAt: Date | null
}

/** Rolling: late when the last paid year is over. Of `c`. */
const rollingLate = (ctx: Context): RawBuilder<boolean | null> =>
  isRolling(ctx)
    ? sql<boolean>`coalesce((select max(upper(d.period)) <= ${ctx.kernel.clock.today()}::date from dues_spans d
        where d.association_id = c.association_id and d.member_id = c.member_id and d.voided_at is null), false)`
    : sql<null>`null`

/** 会费 by year and member. Newest year first, then by when the member was registered; paged by key. */
export async function listCharges(ctx: StaffContext, query: ChargeQuery): Promise<PageOf<ChargeRow>> {
  authorize(ctx, 'dues.read')
  const limit = query.limit ?? 30
  const [afterYear, afterMember, afterId] = (query.after ?? '').split('|')
  const rows = await inTx(ctx, async (tx, ctx) => {
    const conditions = [
      sql`c.association_id = ${ctx.association.id}`,
      sql`c.kind <> 'service'`,
      query.state === 'cancelled' ? sql`c.state = 'cancelled'` : sql`c.state <> 'cancelled'`,
    ]
    if (query.state) conditions.push(sql`c.state = ${query.state}`)
    if (query.year) conditions.push(sql`c.year = ${query.year}`)
    if (query.q?.trim()) conditions.push(await chargeSearch(tx, ctx, query.q.trim()))
    if (afterYear && afterMember && afterId)
      conditions.push(
        sql`(c.year < ${Number(afterYear)} or (c.year = ${Number(afterYear)} and (c.member_id, c.id) > (${afterMember}::uuid, ${afterId}::uuid)))`,
      )
    const found = await sql<ListedCharge>`
      select c.id, c.member_id as "memberId", m.name as "memberName", m.number as "memberNumber", c.kind, c.reason, c.year, c.level, c.amount_fen as "amountFen", c.state,
        ${rollingLate(ctx)} as late, o.id as "orderId", o.member_id as "orderMemberId", o.number as "orderNumber", o.state as "orderState", o.method as "orderMethod", o.refused_reason is not null as refused, o.paid_at as "orderPaidAt"
      from (select * from charges c where ${sql.join(conditions, sql` and `)} order by c.year desc, c.member_id, c.id limit ${limit + 1}) c
      join members m on (m.association_id, m.id) = (c.association_id, c.member_id)
      left join order_charges oc on oc.association_id = c.association_id and oc.charge_id = c.id and oc.live
      left join orders o on (o.association_id, o.id) = (oc.association_id, oc.order_id)
      order by c.year desc, c.member_id, c.id`.execute(tx)
    return found.rows
  })
  const late = overdueThrough(rulesOf(ctx), ctx.kernel.clock.today())
  return pageOf(
    rows,
    limit,
    (row) => `${row.year}|${row.memberId}|${row.id}`,
    (row) => chargeRow(ctx, row, late),
  )
}

const mostMembers = 500

/** Whose charges are meant: found first, so that the years are then read by index. An amount is asked of the charges themselves. */
async function chargeSearch(tx: Tx, ctx: Context, q: string): Promise<RawBuilder<unknown>> {
  const code = normaliseTransferCode(q)
  const upper = q.toUpperCase()
  const { rows } = await sql<{ id: string }>`
    (select id from members where association_id = ${ctx.association.id}
      and (name like ${contains(q)} or number = ${upper} or credit_code = ${upper}) limit ${mostMembers})
    union select member_id from orders where association_id = ${ctx.association.id} and transfer_code = ${code}
    union select member_id from orders where association_id = ${ctx.association.id} and number = ${upper}`.execute(tx)
  const members = sql`c.member_id = any(${rows.map((row) => row.id)}::uuid[])`
  const fen = parseYuan(q)
  return fen !== null && fen > 0 ? sql`(${members} or c.amount_fen = ${fen})` : members
}

function chargeRow(ctx: Context, row: ListedCharge, late: number): ChargeRow {
  const { state, kind } = asCharge(row)
  return {
    id: row.id,
    memberId: row.memberId,
    memberName: row.memberName,
    memberNumber: row.memberNumber,
    kind,
    year: row.year,
    levelName: levelName(ctx, row.level),
    service: '',
    amountFen: row.amountFen,
    reason: row.reason,
    state,
    overdue: state === 'open' && isDues(row) && (row.late ?? row.year <= late),
    order:
      row.orderId === null || row.orderNumber === null
        ? null
        : {
            id: row.orderId,
            number: row.orderNumber,
            state: row.orderState as OrderRow['state'],
            method: row.orderMethod ?? 'transfer',
            refused: row.refused,
            paidAt: row.orderPaidAt?.toISOString() ?? null,
            own: row.orderMemberId === row.memberId,
          },
  }
}

export async function yearTotals(ctx: StaffContext): Promise<{ rows: YearTotals[]; firstYear: number; thisYear: number }> {
  authorize(ctx, 'dues.read')
  const { rows } = await inTx(ctx, (tx) =>
    sql<YearTotals>`
    select year, count(*)::int as charged, coalesce(sum(amount_fen), 0)::bigint as "chargedFen",
      count(*) filter (where state = 'settled')::int as settled, coalesce(sum(amount_fen) filter (where state = 'settled'), 0)::bigint as "settledFen",
      count(*) filter (where state = 'open')::int as open, coalesce(sum(amount_fen) filter (where state = 'open'), 0)::bigint as "openFen",
      count(*) filter (where state = 'waived')::int as waived
    from charges where association_id = ${ctx.association.id} and state <> 'cancelled' and kind <> 'service' group by year order by year desc`.execute(
      tx,
    ),
  )
  return { rows, firstYear: rulesOf(ctx).firstYear, thisYear: Number(ctx.kernel.clock.today().slice(0, 4)) }
}

export async function memberDues(ctx: StaffContext, memberId: string): Promise<MemberDues> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, async (tx, ctx) => {
    found(
      await tx
        .selectFrom('members')
        .select('id')
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', memberId)
        .executeTakeFirst(),
    )
    const { rows } = await sql<ListedOrder>`select ${orderColumns} from ${ordersWithMember}
      where o.association_id = ${ctx.association.id} and o.member_id = ${memberId} order by o.created_at desc, o.id desc limit 200`.execute(
      tx,
    )
    return {
      standing: await duesStanding(tx, ctx, memberId, ctx.kernel.clock.today()),
      years: await yearsOf(tx, ctx, memberId),
      services: await servicesOf(tx, ctx, memberId),
      orders: rows.map((row) => listedOrder(ctx, row)),
      offered: offeredServices(ctx),
      can: await canOf(tx, ctx, memberId),
    }
  })
}

async function canOf(tx: Tx, ctx: StaffContext, memberId: string): Promise<MemberDues['can']> {
  const life = await whyNoLife(tx, ctx, memberId)
  const may = whyNot(ctx, 'dues.configure')
  return {
    ...(life !== undefined && { life: may ?? life }),
    ...(rulesOf(ctx).services && { service: may ?? (await whyNotCharged(tx, ctx, memberId)) }),
  }
}
