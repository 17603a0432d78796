import { type Expression, type SqlBool, sql } from 'kysely'
import type { ChargeKind, ChargeState, OrderState, Payer, PayMethod, ReceiptSplit } from '../../../contract/dues.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

export interface ChargeRecord {
  id: string
  memberId: string
  kind: ChargeKind
  year: number
  level: string
  /** What it asks now: the standard's, less what approved adjustments took off. */
  amountFen: number
  /** What adjustments took off; left out: nothing. */
  reducedFen?: number
  /** Why it is not the whole standard; '' when it is. */
  reason: string
  /** Of dues; null of a service. */
  standardId: string | null
  /** Which service of the preset; null or left out of dues. */
  service?: string | null
  state: ChargeState
  settledAt: Date | null
}

export interface OrderRecord {
  id: string
  number: string
  transferCode: string
  memberId: string
  matterId: string | null
  /** Of one service of the preset; null: of dues. */
  service: string | null
  payer: Payer
  method: PayMethod
  amountFen: number
  /** What came for it; all of it when paid. */
  receivedFen: number
  state: OrderState
  refusedReason: string | null
  receiptSplit: ReceiptSplit
  /** 'YYYY-MM-DD' */
  expiresOn: string | null
  createdAt: Date
  vouchedAt: Date | null
  paidAt: Date | null
}

export const chargeColumns = [
  'id',
  'member_id as memberId',
  'kind',
  'year',
  'level',
  'amount_fen as amountFen',
  'reduced_fen as reducedFen',
  'reason',
  'standard_id as standardId',
  'service',
  'state',
  'settled_at as settledAt',
] as const

export function asCharge<T extends { state: string; kind: string }>(row: T) {
  return { ...row, state: row.state as ChargeState, kind: row.kind as ChargeKind }
}

/** Asked of nobody any more, from now on. */
export const cancelledNow = (ctx: Context) => ({ state: 'cancelled', cancelled_at: ctx.kernel.clock.now() })

/** Whether being a member in good standing hangs on it: a joining fee or a difference is owed, but puts nobody in arrears. */
export const isDues = ({ kind }: { kind: string }): boolean => kind === 'year' || kind === 'life'

/** A member's dues that count, oldest year first; services are none. `lock` makes others wait until this transaction ends. */
export async function memberCharges(
  tx: Tx,
  ctx: Context,
  memberId: string,
  options: { years?: readonly number[]; lock?: boolean } = {},
): Promise<ChargeRecord[]> {
  let query = tx
    .selectFrom('charges')
    .select(chargeColumns)
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('state', '<>', 'cancelled')
    .where('kind', '<>', 'service')
    .orderBy('year')
    .orderBy('id')
  if (options.years) query = query.where('year', 'in', [...options.years])
  if (options.lock) query = query.forUpdate()
  return (await query.execute()).map(asCharge)
}

/** These charges of a member, of every kind, oldest year first; locked. */
export async function chargesById(tx: Tx, ctx: Context, memberId: string, ids: readonly string[]): Promise<ChargeRecord[]> {
  const rows = await tx
    .selectFrom('charges')
    .select(chargeColumns)
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('id', 'in', [...ids])
    .where('state', '<>', 'cancelled')
    .orderBy('year')
    .orderBy('id')
    .forUpdate()
    .execute()
  return rows.map(asCharge)
}

export async function chargesOfOrder(tx: Tx, ctx: Context, orderId: string): Promise<ChargeRecord[]> {
  const rows = await tx
    .selectFrom('charges as c')
    .innerJoin('order_charges as oc', (join) => join.onRef('oc.association_id', '=', 'c.association_id').onRef('oc.charge_id', '=', 'c.id'))
    .select([
      'c.id',
      'c.member_id as memberId',
      'c.kind',
      'c.year',
      'c.level',
      'c.amount_fen as amountFen',
      'c.reduced_fen as reducedFen',
      'c.reason',
      'c.standard_id as standardId',
      'c.service',
      'c.state',
      'c.settled_at as settledAt',
    ])
    .where('c.association_id', '=', ctx.association.id)
    .where('oc.order_id', '=', orderId)
    .orderBy('c.year')
    .orderBy('c.id')
    .execute()
  return rows.map(asCharge)
}

interface OrderRow {
  id: string
  number: string
  transfer_code: string
  member_id: string
  matter_id: string | null
  service: string | null
  payer_unit: string
  payer_credit_code: string
  payer_person: string
  payer_mobile: string
  payer_email: string
  remark: string
  method: string
  amount_fen: number
  received_fen: number
  state: string
  refused_reason: string | null
  receipt_split: string
  expires_on: string | null
  created_at: Date
  vouched_at: Date | null
  paid_at: Date | null
}

export function asOrder(row: OrderRow): OrderRecord {
  return {
    id: row.id,
    number: row.number,
    transferCode: row.transfer_code,
    memberId: row.member_id,
    matterId: row.matter_id,
    service: row.service,
    payer: {
      unit: row.payer_unit,
      creditCode: row.payer_credit_code,
      person: row.payer_person,
      mobile: row.payer_mobile,
      email: row.payer_email,
      remark: row.remark,
    },
    method: row.method as PayMethod,
    amountFen: row.amount_fen,
    receivedFen: row.received_fen,
    state: row.state as OrderState,
    refusedReason: row.refused_reason,
    receiptSplit: row.receipt_split as ReceiptSplit,
    expiresOn: row.expires_on,
    createdAt: row.created_at,
    vouchedAt: row.vouched_at,
    paidAt: row.paid_at,
  }
}

export const payerColumns = (payer: Payer) => ({
  payer_unit: payer.unit,
  payer_credit_code: payer.creditCode,
  payer_person: payer.person,
  payer_mobile: payer.mobile,
  payer_email: payer.email,
  remark: payer.remark,
})

/** `memberId` given: another member's order is not there. `lock`: others wait until this transaction ends. */
export async function findOrder(
  tx: Tx,
  ctx: Context,
  id: string,
  memberId?: string,
  options: { lock?: boolean } = {},
): Promise<OrderRecord | undefined> {
  let query = tx.selectFrom('orders').selectAll().where('association_id', '=', ctx.association.id).where('id', '=', id)
  if (memberId !== undefined) query = query.where('member_id', '=', memberId)
  if (options.lock) query = query.forUpdate()
  const row = await query.executeTakeFirst()
  return row && asOrder(row)
}

/** The living orders that hold any of these charges. */
export async function liveOrders(tx: Tx, ctx: Context, chargeIds: readonly string[]): Promise<(OrderRecord & { chargeId: string })[]> {
  if (chargeIds.length === 0) return []
  const rows = await tx
    .selectFrom('orders as o')
    .innerJoin('order_charges as oc', (join) => join.onRef('oc.association_id', '=', 'o.association_id').onRef('oc.order_id', '=', 'o.id'))
    .selectAll('o')
    .select('oc.charge_id')
    .where('o.association_id', '=', ctx.association.id)
    .where('oc.live', '=', true)
    .where('oc.charge_id', 'in', [...chargeIds])
    .execute()
  return rows.map((row) => ({ ...asOrder(row), chargeId: row.charge_id }))
}

export async function memberName(
  tx: Tx,
  ctx: Context,
  memberId: string,
): Promise<{ name: string; kind: 'unit' | 'person'; creditCode: string | null; number: string | null; admitted: boolean }> {
  return tx
    .selectFrom('members')
    .select([
      'name',
      sql<'unit' | 'person'>`kind`.as('kind'),
      'credit_code as creditCode',
      'number',
      sql<boolean>`admitted_at is not null`.as('admitted'),
    ])
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', memberId)
    .executeTakeFirstOrThrow()
}

/** The member's level on a day, of whichever membership holds then; null when it is in none. */
export async function levelOfMember(
  tx: Tx,
  ctx: Context,
  memberId: string,
  day: string,
): Promise<{ level: string; joinedOn: string } | null> {
  const row = await tx
    .selectFrom('memberships as m')
    .innerJoin('level_spans as l', (join) => join.onRef('l.association_id', '=', 'm.association_id').onRef('l.membership_id', '=', 'm.id'))
    .select(['l.level', 'm.joined_on as joinedOn'])
    .where('m.association_id', '=', ctx.association.id)
    .where('m.member_id', '=', memberId)
    .where('m.branch_id', 'is', null)
    .where(sql<SqlBool>`l.period @> ${day}::date`)
    .executeTakeFirst()
  return row ?? null
}

/** Money of an application that came to nothing: paid, the matter over, and no membership got the year. */
export const refundCondition = (order: string): Expression<SqlBool> => sql<SqlBool>`(${sql.ref(`${order}.state`)} = 'paid'
  and exists (select 1 from matters x where x.association_id = ${sql.ref(`${order}.association_id`)} and x.id = ${sql.ref(`${order}.matter_id`)} and x.state in ('rejected', 'withdrawn'))
  and not exists (select 1 from order_charges y join dues_spans z on (z.association_id, z.charge_id) = (y.association_id, y.charge_id) and z.voided_at is null
    where y.association_id = ${sql.ref(`${order}.association_id`)} and y.order_id = ${sql.ref(`${order}.id`)}))`

/** The day on which the last of the money that an order has now came; of the alias of `orders`. */
export const receivedOnOf = (order: string): Expression<string | null> => sql<string | null>`(select max(p.received_on) from payments p
  where p.association_id = ${sql.ref(`${order}.association_id`)} and p.id in (select a.payment_id from allocations a
    where a.association_id = ${sql.ref(`${order}.association_id`)} and a.order_id = ${sql.ref(`${order}.id`)} group by a.payment_id having sum(a.amount_fen) > 0))`
