import { sql } from 'kysely'
import type { DuesOverview, DuesSummary, DuesYear, Order, OrderRow, StaffOrder, Voucher } from '../../../contract/dues.ts'
import { overdueThrough, payByOf } from '../../../contract/rules/dues-year.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import { whyNot } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { payingUnit } from './paid-by.ts'
import { isRolling, lastPaidDay } from './rolling.ts'
import { levelName, payeeOf, payerWords, rulesOf } from './settings.ts'
import { duesStanding } from './standing.ts'
import { type ChargeRecord, chargesOfOrder, liveOrders, memberCharges, memberName, type OrderRecord, refundCondition } from './store.ts'

export const linesOf = (ctx: Context, charges: readonly Pick<ChargeRecord, 'year' | 'level' | 'amountFen'>[]) =>
  charges.map(({ year, level, amountFen }) => ({ year, levelName: levelName(ctx, level), amountFen }))

const linkOf = (order: OrderRecord) => ({
  id: order.id,
  number: order.number,
  state: order.state,
  method: order.method,
  refused: order.refusedReason !== null,
  paidAt: order.paidAt?.toISOString() ?? null,
})

async function vouchersOf(tx: Tx, ctx: Context, orderId: string): Promise<Voucher[]> {
  const rows = await tx
    .selectFrom('vouchers as v')
    .innerJoin('files as f', (join) => join.onRef('f.association_id', '=', 'v.association_id').onRef('f.id', '=', 'v.file_id'))
    .select(['v.id', 'f.name', 'f.media_type as mediaType', 'f.bytes', 'v.paid_on as paidOn', 'v.note', 'v.uploaded_at as uploadedAt'])
    .where('v.association_id', '=', ctx.association.id)
    .where('v.order_id', '=', orderId)
    .orderBy('v.uploaded_at', 'desc')
    .orderBy('v.id', 'desc')
    .execute()
  return rows.map((row) => ({ ...row, uploadedAt: row.uploadedAt.toISOString() }))
}

/** The last money that an order has, and how much of it this order got. */
async function lastPayment(tx: Tx, ctx: Context, orderId: string) {
  const { rows } = await sql<{ receivedOn: string; amountFen: number; note: string; confirmedAt: Date }>`
    select p.received_on as "receivedOn", sum(a.amount_fen)::bigint as "amountFen", p.note, max(a.made_at) as "confirmedAt"
    from allocations a join payments p on (p.association_id, p.id) = (a.association_id, a.payment_id)
    where a.association_id = ${ctx.association.id} and a.order_id = ${orderId}
    group by p.association_id, p.id having sum(a.amount_fen) > 0 order by p.received_on desc, p.id desc limit 1`.execute(tx)
  return rows[0]
}

/** What member and staff both see of an order. */
async function common(tx: Tx, ctx: Context, order: OrderRecord) {
  const payment = await lastPayment(tx, ctx, order.id)
  return {
    ...order,
    createdAt: order.createdAt.toISOString(),
    vouchedAt: order.vouchedAt?.toISOString() ?? null,
    paidAt: order.paidAt?.toISOString() ?? null,
    memberName: (await memberName(tx, ctx, order.memberId)).name,
    lines: linesOf(ctx, await chargesOfOrder(tx, ctx, order.id)),
    payment: payment ? { ...payment, confirmedAt: payment.confirmedAt.toISOString() } : null,
    vouchers: await vouchersOf(tx, ctx, order.id),
  }
}

/** Null when the payer may ask staff to look for the money without a voucher */
export function whyNotAsked(ctx: Context, order: Pick<OrderRecord, 'state'>): string | null {
  if (rulesOf(ctx).voucher !== 'optional') return '请上传付款凭证'
  if (order.state === 'paid') return '协会已确认到账'
  if (order.state === 'cancelled') return '订单已取消'
  return order.state === 'vouched' ? '已经申请过，协会正在核对' : null
}

export async function orderForMember(tx: Tx, ctx: Context, order: OrderRecord): Promise<Order> {
  const closed = order.state === 'paid' ? '协会已确认到账' : order.state === 'cancelled' ? '订单已取消' : null
  return {
    ...(await common(tx, ctx, order)),
    payee: payeeOf(ctx, order.transferCode),
    words: payerWords(ctx, (await memberName(tx, ctx, order.memberId)).kind),
    can: {
      change: closed,
      voucher: order.state === 'paid' ? '协会已确认到账，无需再上传凭证' : closed,
      ask: whyNotAsked(ctx, order),
      cancel: closed ?? (order.state === 'vouched' ? '正在等待协会确认到账' : order.receivedFen > 0 ? '协会已收到其中一部分' : null),
    },
  }
}

export async function orderForStaff(tx: Tx, ctx: StaffContext, order: OrderRecord): Promise<StaffOrder> {
  const { name, number, creditCode } = await memberName(tx, ctx, order.memberId)
  const matter =
    order.matterId === null
      ? undefined
      : await tx
          .selectFrom('matters')
          .select(['id', 'number', 'title', 'state'])
          .where('association_id', '=', ctx.association.id)
          .where('id', '=', order.matterId)
          .executeTakeFirst()
  const refund = await tx
    .selectFrom('orders as o')
    .select('o.id')
    .where('o.association_id', '=', ctx.association.id)
    .where('o.id', '=', order.id)
    .where(refundCondition('o'))
    .executeTakeFirst()
  const view = await common(tx, ctx, order)
  const done = order.state === 'paid' ? '已确认到账' : order.state === 'cancelled' ? '订单已取消' : null
  const may = whyNot(ctx, 'dues.confirm')
  return {
    ...view,
    member: { id: order.memberId, name, number, creditCode },
    matter: matter ?? null,
    toRefund: refund !== undefined,
    remarks: remarksOn(order, { name, creditCode }, matter?.state, view.vouchers),
    can: { confirm: may ?? done, refuse: may ?? done ?? (order.state === 'open' ? '会员还没有上传凭证' : null) },
  }
}

function remarksOn(
  order: OrderRecord,
  member: { name: string; creditCode: string | null },
  matterState: string | undefined,
  vouchers: Voucher[],
): string[] {
  const remarks: string[] = []
  if (order.payer.unit !== member.name) remarks.push(`票据抬头“${order.payer.unit}”与会员名称“${member.name}”不同，可能是更名。`)
  if (member.creditCode && order.payer.creditCode !== member.creditCode) remarks.push('统一社会信用代码与会员资料不同，请核对。')
  if (matterState === 'rejected' || matterState === 'withdrawn') {
    const fate = matterState === 'rejected' ? '未通过' : '取消'
    remarks.push(
      order.state === 'paid'
        ? `这笔会费所属的申请已${fate}，请线下办理退款。`
        : `这笔会费所属的申请已${fate}：如款项已到账，确认后请办理退款；未到账请退回凭证。`,
    )
  }
  if (order.receivedFen > 0 && order.state !== 'paid')
    remarks.push(`已到账 ${formatFen(order.receivedFen)} 元，还差 ${formatFen(order.amountFen - order.receivedFen)} 元。`)
  if (vouchers.length > 1) remarks.push(`上传过 ${vouchers.length} 次凭证，最上面的是最新一份。`)
  return remarks
}

/** When a member's years are to be paid. Rolling ones before the running one ends, and once it has ended, at once. */
async function dueOf(tx: Tx, ctx: Context, memberId: string): Promise<{ payBy(year: number): string; isLate(year: number): boolean }> {
  const today = ctx.kernel.clock.today()
  const rules = rulesOf(ctx)
  if (!isRolling(ctx)) {
    const late = overdueThrough(rules, today)
    return { payBy: (year) => payByOf(rules, year), isLate: (year) => year <= late }
  }
  const last = await lastPaidDay(tx, ctx, memberId)
  return { payBy: () => last ?? today, isLate: () => last !== null && last < today }
}

/** CACEM-15 */
export async function yearsOf(tx: Tx, ctx: Context, memberId: string): Promise<DuesYear[]> {
  const charges = await memberCharges(tx, ctx, memberId)
  const orders = await liveOrders(
    tx,
    ctx,
    charges.map((charge) => charge.id),
  )
  const due = await dueOf(tx, ctx, memberId)
  return charges.reverse().map((charge) => {
    const order = orders.find((one) => one.chargeId === charge.id)
    return {
      chargeId: charge.id,
      year: charge.year,
      levelName: levelName(ctx, charge.level),
      amountFen: charge.amountFen,
      state: charge.state,
      payBy: due.payBy(charge.year),
      overdue: charge.state === 'open' && due.isLate(charge.year),
      order: order ? linkOf(order) : null,
    }
  })
}

export async function duesOverview(tx: Tx, ctx: Context, memberId: string): Promise<DuesOverview> {
  return {
    standing: await duesStanding(tx, ctx, memberId, ctx.kernel.clock.today()),
    paidBy: (await payingUnit(tx, ctx, memberId))?.name ?? null,
    years: await yearsOf(tx, ctx, memberId),
  }
}

/** CACEM-14: the arrears first; years not yet late are offered when nothing is late. */
export async function duesSummary(tx: Tx, ctx: Context, memberId: string): Promise<DuesSummary> {
  const { standing, paidBy, years } = await duesOverview(tx, ctx, memberId)
  const wanted = standing.arrearsYears.length > 0 ? standing.arrearsYears : standing.dueYears
  const open = years.filter((year) => wanted.includes(year.year))
  if (open.length === 0) return { standing, paidBy, toPay: null }
  return {
    standing,
    paidBy,
    toPay: {
      years: open.map((year) => year.year).sort(),
      amountFen: open.reduce((sum, year) => sum + year.amountFen, 0),
      order: open.find((year) => year.order)?.order ?? null,
    },
  }
}

export interface ListedOrder {
  id: string
  number: string
  transferCode: string
  memberId: string
  memberName: string
  payerUnit: string
  payerPerson: string
  years: number[]
  amountFen: number
  state: string
  createdAt: Date
  vouchedAt: Date | null
  paidAt: Date | null
  receivedFen: number
  toRefund: boolean
}

export const listedOrder = (row: ListedOrder): OrderRow => ({
  ...row,
  state: row.state as OrderRow['state'],
  createdAt: row.createdAt.toISOString(),
  vouchedAt: row.vouchedAt?.toISOString() ?? null,
  paidAt: row.paidAt?.toISOString() ?? null,
})

export const orderYears = sql<number[]>`(select array_agg(c.year order by c.year) from order_charges oc
  join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
  where oc.association_id = o.association_id and oc.order_id = o.id)`
