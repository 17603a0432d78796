import { sql } from 'kysely'
import type {
  DuesOverview,
  DuesSummary,
  DuesYear,
  Order,
  OrderPerson,
  OrderRow,
  PayMethod,
  StaffOrder,
  Voucher,
} from '../../../../contract/dues.ts'
import type { DuesColumn } from '../../../../contract/preset/dues.ts'
import { overdueThrough, payByOf } from '../../../../contract/rules/dues-year.ts'
import { formatFen } from '../../../../contract/rules/money.ts'
import { whyNot } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { branchName } from '../../branches/index.ts'
import { offersFor } from '../billing/ahead.ts'
import { isRolling, lastPaidDay } from '../billing/rolling.ts'
import { payingUnit } from '../ledger/paid-by.ts'
import { openServices, servicesOf } from '../services/list.ts'
import { levelName, payeeOf, payerWords, rulesOf, serviceName } from '../settings.ts'
import { duesStanding } from '../standing.ts'
import {
  type ChargeRecord,
  chargesOfOrder,
  isDues,
  liveOrders,
  memberCharges,
  memberName,
  type OrderRecord,
  refundCondition,
} from '../store.ts'
import { linkOf, papersOf } from './papers.ts'
import { asOrdered } from './reprice.ts'

export const linesOf = (
  ctx: Context,
  charges: readonly Pick<ChargeRecord, 'kind' | 'year' | 'level' | 'service' | 'amountFen' | 'reason'>[],
) =>
  charges.map(({ kind, year, level, service, amountFen, reason }) => ({
    kind,
    year,
    levelName: levelName(ctx, level),
    service: serviceName(ctx, service),
    amountFen,
    reason,
  }))

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

/** Why money that this order had is gone from it. */
async function lastTakenBack(tx: Tx, ctx: Context, orderId: string): Promise<Order['takenBack']> {
  const row = await tx
    .selectFrom('allocations')
    .select(['reason', 'made_at'])
    .where('association_id', '=', ctx.association.id)
    .where('order_id', '=', orderId)
    .where('reverses', 'is not', null)
    .orderBy('made_at', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row ? { at: row.made_at.toISOString(), reason: row.reason } : null
}

/** What member and staff both see of an order. */
async function common(tx: Tx, ctx: Context, order: OrderRecord) {
  const payment = await lastPayment(tx, ctx, order.id)
  const charges = await asOrdered(tx, ctx, order, await chargesOfOrder(tx, ctx, order.id))
  return {
    ...order,
    service: serviceName(ctx, order.service),
    createdAt: order.createdAt.toISOString(),
    vouchedAt: order.vouchedAt?.toISOString() ?? null,
    paidAt: order.paidAt?.toISOString() ?? null,
    memberName: (await memberName(tx, ctx, order.memberId)).name,
    lines: linesOf(
      ctx,
      charges.filter((charge) => charge.memberId === order.memberId),
    ),
    people: await peopleOf(
      tx,
      ctx,
      charges.filter((charge) => charge.memberId !== order.memberId),
    ),
    payment: payment ? { ...payment, confirmedAt: payment.confirmedAt.toISOString() } : null,
    vouchers: await vouchersOf(tx, ctx, order.id),
    takenBack: order.state === 'open' ? await lastTakenBack(tx, ctx, order.id) : null,
  }
}

async function peopleOf(tx: Tx, ctx: Context, charges: readonly ChargeRecord[]): Promise<OrderPerson[]> {
  if (charges.length === 0) return []
  const members = await tx
    .selectFrom('members')
    .select(['id', 'name', 'number'])
    .where('association_id', '=', ctx.association.id)
    .where('id', 'in', [...new Set(charges.map((charge) => charge.memberId))])
    .orderBy('name')
    .orderBy('id')
    .execute()
  return members.map(({ id, name, number }) => {
    const own = charges.filter((charge) => charge.memberId === id)
    return {
      memberId: id,
      name,
      number,
      levelName: levelName(ctx, own[0]?.level ?? ''),
      years: own.filter((charge) => charge.kind === 'year').map((charge) => charge.year),
      amountFen: own.reduce((sum, charge) => sum + charge.amountFen, 0),
    }
  })
}

/** Null when the payer may ask staff to look for the money without a voucher */
export function whyNotAsked(ctx: Context, order: Pick<OrderRecord, 'state'>): string | null {
  if (rulesOf(ctx).voucher !== 'optional') return '请上传付款凭证'
  if (order.state === 'paid') return '协会已确认到账'
  if (order.state === 'cancelled') return '订单已取消'
  if (order.state === 'expired') return '订单已过期，请先恢复'
  return order.state === 'vouched' ? '已经申请过，协会正在核对' : null
}

const closedWords: Partial<Record<OrderRecord['state'], string>> = {
  paid: '协会已确认到账',
  cancelled: '订单已取消',
  expired: '订单已过期',
}

/** The payer under its present name, while the order still bears a former one; what is paid keeps the name it was paid under. */
async function renamedPayer(tx: Tx, ctx: Context, order: OrderRecord): Promise<{ unit: string; creditCode: string } | null> {
  const { rows } = await sql<{ name: string; creditCode: string | null }>`
    select m.name, m.credit_code as "creditCode" from member_names n join members m on (m.association_id, m.id) = (n.association_id, n.member_id)
    where n.association_id = ${ctx.association.id} and n.name = ${order.payer.unit} and m.name <> n.name and m.merged_into is null
      and (m.id = ${order.memberId} or m.credit_code = ${order.payer.creditCode}) limit 1`.execute(tx)
  return rows[0] ? { unit: rows[0].name, creditCode: rows[0].creditCode ?? order.payer.creditCode } : null
}

export async function orderForMember(tx: Tx, ctx: Context, order: OrderRecord): Promise<Order> {
  const closed = closedWords[order.state] ?? null
  return {
    ...(await common(tx, ctx, order)),
    renamed: closed === null ? await renamedPayer(tx, ctx, order) : null,
    payee: payeeOf(ctx, order.transferCode),
    words: payerWords(ctx, (await memberName(tx, ctx, order.memberId)).kind, order.service !== null),
    can: {
      change: closed,
      voucher: order.state === 'paid' ? '协会已确认到账，无需再上传凭证' : closed,
      ask: whyNotAsked(ctx, order),
      cancel: closed ?? (order.state === 'vouched' ? '正在等待协会确认到账' : order.receivedFen > 0 ? '协会已收到其中一部分' : null),
      reopen: order.state === 'expired' ? null : '订单没有过期',
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
  const done = order.state === 'paid' ? '已确认到账' : (closedWords[order.state] ?? null)
  const may = whyNot(ctx, 'dues.confirm')
  return {
    ...view,
    member: { id: order.memberId, name, number, creditCode },
    matter: matter ?? null,
    toRefund: refund !== undefined,
    remarks: remarksOn(order, { name, creditCode }, matter?.state, view.vouchers),
    can: {
      confirm: may ?? done,
      refuse: may ?? done ?? (order.state === 'open' ? '会员还没有上传凭证' : null),
      reopen: may ?? (order.state === 'expired' ? null : '订单没有过期'),
    },
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
  const papers = await papersOf(
    tx,
    ctx,
    orders.map((order) => order.id),
  )
  return charges.reverse().map((charge) => {
    const order = orders.find((one) => one.chargeId === charge.id)
    return {
      chargeId: charge.id,
      kind: charge.kind,
      year: charge.year,
      levelName: levelName(ctx, charge.level),
      service: '',
      amountFen: charge.amountFen,
      reason: charge.reason,
      state: charge.state,
      payBy: due.payBy(charge.year),
      overdue: charge.state === 'open' && isDues(charge) && due.isLate(charge.year),
      order: order ? linkOf(order, memberId) : null,
      paidOn: papers.find((one) => one.orderId === order?.id)?.paidOn ?? null,
      voucher: (order?.memberId === memberId && papers.find((one) => one.orderId === order.id)?.voucher) || null,
    }
  })
}

/** CACEM-15 */
const usualColumns: DuesColumn[] = [
  { id: 'at', label: '序号' },
  { id: 'year', label: '交费年度' },
  { id: 'state', label: '状态' },
  { id: 'amount', label: '交费金额（元）' },
  { id: 'method', label: '交费方式' },
  { id: 'step', label: '业务状态' },
  { id: 'receipt', label: '是否开票' },
  { id: 'act', label: '操作' },
]

export async function duesOverview(tx: Tx, ctx: Context, memberId: string): Promise<DuesOverview> {
  const { name, kind } = await memberName(tx, ctx, memberId)
  const paidBy = (await payingUnit(tx, ctx, memberId))?.name ?? null
  const branches = await tx
    .selectFrom('memberships')
    .select('branch_id')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('left_on', 'is', null)
    .orderBy('joined_on')
    .execute()
  return {
    standing: await duesStanding(tx, ctx, memberId, ctx.kernel.clock.today()),
    paidBy,
    member: { name, branches: branches.flatMap(({ branch_id }) => (branch_id === null ? [] : [branchName(ctx, branch_id)])) },
    columns: rulesOf(ctx).columns ?? usualColumns,
    offers: paidBy === null ? await offersFor(tx, ctx, memberId, kind) : [],
    years: await yearsOf(tx, ctx, memberId),
    services: await servicesOf(tx, ctx, memberId),
  }
}

/** CACEM-14: the arrears first; years not yet late are offered when nothing is late. */
export async function duesSummary(tx: Tx, ctx: Context, memberId: string): Promise<DuesSummary> {
  const standing = await duesStanding(tx, ctx, memberId, ctx.kernel.clock.today())
  const paidBy = (await payingUnit(tx, ctx, memberId))?.name ?? null
  const years = await yearsOf(tx, ctx, memberId)
  const wanted = standing.arrearsYears.length > 0 ? standing.arrearsYears : standing.dueYears
  const owed = years.filter((year) => year.state === 'open')
  const order = owed.find((year) => wanted.includes(year.year) && year.order)?.order ?? null
  // An order is paid as a whole.
  const open = owed.filter((year) => wanted.includes(year.year) || (order !== null && year.order?.id === order.id))
  const services = await openServices(tx, ctx, memberId)
  if (open.length === 0) return { standing, paidBy, services, toPay: null }
  return {
    standing,
    paidBy,
    services,
    toPay: {
      years: [...new Set(open.map((year) => year.year))].sort(),
      amountFen: open.reduce((sum, year) => sum + year.amountFen, 0),
      order,
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
  service: string | null
  people: number
  amountFen: number
  method: PayMethod
  state: string
  createdAt: Date
  expiresOn: string | null
  vouchedAt: Date | null
  paidAt: Date | null
  receivedFen: number
  toRefund: boolean
}

export const listedOrder = (ctx: Context, row: ListedOrder): OrderRow => ({
  ...row,
  service: serviceName(ctx, row.service),
  state: row.state as OrderRow['state'],
  createdAt: row.createdAt.toISOString(),
  vouchedAt: row.vouchedAt?.toISOString() ?? null,
  paidAt: row.paidAt?.toISOString() ?? null,
})

export const orderYears = sql<number[]>`(select array_agg(distinct c.year order by c.year) from order_charges oc
  join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
  where oc.association_id = o.association_id and oc.order_id = o.id)`

/** How many others than the payer's own member it pays for. */
export const orderPeople = sql<number>`(select count(distinct c.member_id)::int from order_charges oc
  join charges c on (c.association_id, c.id) = (oc.association_id, oc.charge_id)
  where oc.association_id = o.association_id and oc.order_id = o.id and c.member_id <> o.member_id)`
