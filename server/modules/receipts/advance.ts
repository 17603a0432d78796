import {
  allFields,
  emptyData,
  type Field,
  type FormData,
  type FormDefinition,
  type Problem,
  prefill,
} from '../../../contract/forms/index.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { asWhole } from '../../kernel/database/whole.ts'
import { Refusal } from '../../kernel/errors.ts'
import { emailOf, mobileOf } from '../accounts/index.ts'
import { type Check, type Matter, type MatterKind, matterForm } from '../matters/index.ts'
import { dueAfter } from './settings.ts'
import { endedStates, insertReceipt, livingReceipts } from './store.ts'
import { checkedTitles } from './titles.ts'

/**
 * 借发票 (CAQ-11), 开票信息登记 (CEPCA-14): a receipt before the money. Asked for an order that waits for its transfer; granted, the receipt is
 * due, and stays on the list of those not paid for until the money is there.
 */
export const advanceKind: MatterKind = {
  effect: 'advance-receipt',
  prefill: known,
  whyNot: async (tx, ctx, memberId) =>
    (await openOrder(tx, ctx, memberId))
      ? null
      : `没有待缴费的订单：请先在“${ctx.association.settings.words.dues ?? '会费'}”中选择年度、生成订单；已开票的订单不能重复申请`,
  problems: async (tx, ctx, matter) => {
    const form = await matterForm(tx, ctx, matter)
    const problem = await orderProblem(tx, ctx, matter.memberId, form, matter.data)
    return problem ? [problem] : []
  },
  checks,
  onDecided: async (tx, ctx, matter, decision) => {
    if (decision === 'approved') await asWhole(tx, ctx, (tx, ctx) => granted(tx, ctx, matter))
  },
}

interface OpenOrder {
  id: string
  number: string
  amountFen: number
  state: string
  service: string | null
  payer: { unit: string; creditCode: string; email: string }
}

/** The member's order that waits for money and has no receipt; `number` given: that one. */
async function openOrder(tx: Tx, ctx: Context, memberId: string, number?: string): Promise<OpenOrder | null> {
  let query = tx
    .selectFrom('orders as o')
    .select(['o.id', 'o.number', 'o.amount_fen', 'o.state', 'o.service', 'o.payer_unit', 'o.payer_credit_code', 'o.payer_email'])
    .where('o.association_id', '=', ctx.association.id)
    .where('o.member_id', '=', memberId)
    .where('o.state', 'in', ['open', 'vouched'])
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('receipts as r')
            .select('r.id')
            .whereRef('r.association_id', '=', 'o.association_id')
            .whereRef('r.order_id', '=', 'o.id')
            .where('r.state', 'not in', [...endedStates]),
        ),
      ),
    )
    .orderBy('o.created_at', 'desc')
    .limit(1)
  if (number !== undefined) query = query.where('o.number', '=', number)
  const row = await query.executeTakeFirst()
  if (!row) return null
  const { payer_unit: unit, payer_credit_code: creditCode, payer_email: email } = row
  return {
    id: row.id,
    number: row.number,
    amountFen: row.amount_fen,
    state: row.state,
    service: row.service,
    payer: { unit, creditCode, email },
  }
}

const fieldFor = (form: FormDefinition, target: Field['maps']) => allFields(form).find((field) => field.maps === target)

function said(form: FormDefinition, data: FormData, target: Field['maps']): string {
  const field = fieldFor(form, target)
  const value = field && data[field.id]
  return typeof value === 'string' ? value.trim() : ''
}

/** The order's own words stand in the form already. */
async function known(tx: Tx, ctx: MemberContext, memberId: string, form: FormDefinition): Promise<FormData> {
  const order = await openOrder(tx, ctx, memberId)
  const values: Partial<Record<NonNullable<Field['maps']>, unknown>> = order
    ? {
        'receipt.order': order.number,
        'receipt.title': order.payer.unit,
        'receipt.creditCode': order.payer.creditCode,
        'receipt.email': order.payer.email,
        'receipt.amount': order.amountFen,
      }
    : {}
  const data = Object.fromEntries(
    allFields(form).flatMap((field) => (field.maps && field.maps in values ? [[field.id, values[field.maps]]] : [])),
  )
  return prefill(
    form,
    { ...emptyData(form), ...data },
    {
      account: {
        name: ctx.account.name,
        mobile: (await mobileOf(tx, ctx, ctx.account.id)) ?? '',
        email: (await emailOf(tx, ctx, ctx.account.id)) ?? '',
      },
      today: ctx.kernel.clock.today(),
    },
  )
}

async function orderProblem(tx: Tx, ctx: Context, memberId: string, form: FormDefinition, data: FormData): Promise<Problem | null> {
  const field = fieldFor(form, 'receipt.order')
  const at = { path: field?.id ?? '', label: field?.label ?? '订单号' }
  const number = said(form, data, 'receipt.order')
  const order = await openOrder(tx, ctx, memberId, number)
  if (!order) return { ...at, message: `${number || '这个订单'}已缴费、已取消或已开票，请核对订单号` }
  const amount = fieldFor(form, 'receipt.amount')
  if (amount && data[amount.id] !== order.amountFen)
    return {
      path: amount.id,
      label: amount.label,
      message: `订单 ${order.number} 的金额是 ${formatFen(order.amountFen)} 元，开票金额应与它相同`,
    }
  return null
}

/** What the reviewer should know: the order waits, and how many were borrowed and not paid. */
async function checks(tx: Tx, ctx: Context, matter: Matter): Promise<Check[]> {
  return asWhole(tx, ctx, async (tx, ctx) => {
    const form = await matterForm(tx, ctx, matter)
    const number = said(form, matter.data, 'receipt.order')
    const order = await openOrder(tx, ctx, matter.memberId, number)
    const unpaid = await tx
      .selectFrom('receipts')
      .select('id')
      .where('association_id', '=', ctx.association.id)
      .where('member_id', '=', matter.memberId)
      .where('basis', '=', 'advance')
      .where('paid_on', 'is', null)
      .where('state', 'in', ['due', 'issued', 'delivered'])
      .execute()
    return [
      order
        ? { label: '缴费订单', state: 'ok', message: `${order.number}，${formatFen(order.amountFen)} 元，还没有到账` }
        : { label: '缴费订单', state: 'bad', message: `${number} 已到账、已取消或已开票，不需要先开票` },
      unpaid.length === 0
        ? { label: '未到账的预开票', state: 'ok', message: '没有' }
        : { label: '未到账的预开票', state: 'warn', message: `还有 ${unpaid.length} 张预开的票据没有到账` },
    ]
  })
}

async function granted(tx: Tx, ctx: Context, matter: Matter): Promise<void> {
  const form = await matterForm(tx, ctx, matter)
  const number = said(form, matter.data, 'receipt.order')
  const order = await openOrder(tx, ctx, matter.memberId, number)
  if (!order) throw new Refusal('not-ready', `订单 ${number} 已到账、已取消或已开票，不需要先开票，请不予通过并说明`)
  const titles = checkedTitles({
    title: said(form, matter.data, 'receipt.title') || order.payer.unit,
    creditCode: fieldFor(form, 'receipt.creditCode') ? said(form, matter.data, 'receipt.creditCode') : order.payer.creditCode,
    email: said(form, matter.data, 'receipt.email') || order.payer.email,
  })
  // Two requests for one order: the lock shows the second what the first made.
  if ((await livingReceipts(tx, ctx, order.id)).length > 0) throw new Refusal('already-done', `订单 ${number} 已经开票`)
  await insertReceipt(tx, ctx, {
    ...titles,
    orderId: order.id,
    service: order.service,
    memberId: matter.memberId,
    part: null,
    amountFen: order.amountFen,
    state: 'due',
    basis: 'advance',
    dueOn: dueAfter(ctx, ctx.kernel.clock.today()),
    paidOn: null,
    matterId: matter.id,
  })
}
