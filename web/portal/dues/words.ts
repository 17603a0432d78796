import type { DuesYear, Order, OrderState, PayMethod } from '../../../contract/dues.ts'
import { chargeStateNames, orderStateName } from '../../../contract/dues-words.ts'
import { isEnded, isIssued, receiptStateNames } from '../../../contract/receipt-words.ts'
import type { MemberReceipt } from '../../../contract/receipts.ts'

type Kind = 'plain' | 'accent' | 'good' | 'warn' | 'bad'

/** 状态: what is owed. */
export function yearState(year: DuesYear): { label: string; kind: Kind } {
  if (year.overdue) return { label: '欠费', kind: 'bad' }
  return { label: chargeStateNames[year.state], kind: year.state === 'open' ? 'warn' : year.state === 'written-off' ? 'plain' : 'good' }
}

/** 业务状态: how far paying it is. */
export function orderStep(order: { state: OrderState; method: PayMethod; refused: boolean } | null): string {
  if (!order) return '未提交'
  return order.state === 'open' && order.refused ? '凭证被退回' : orderStateName(order)
}

/** 是否开票 */
export function receiptStep(year: Pick<DuesYear, 'order'>, receipts: readonly MemberReceipt[]): string {
  const receipt = receipts.find((one) => one.orderId === year.order?.id && !isEnded(one.state))
  if (receipt) return isIssued(receipt.state) ? '已开票' : receiptStateNames[receipt.state]
  return year.order?.state === 'paid' ? '待开票' : '未开票'
}

/** 2025、2026 年度; three and more that follow each other: 2026–2028 年度 */
export function yearsText(years: readonly number[]): string {
  const [first, last] = [years[0], years.at(-1)]
  const run = first !== undefined && last !== undefined && years.length > 2 && last - first === years.length - 1
  return `${run ? `${first}–${last}` : years.join('、')} 年度`
}

/** What an order is for: 2026–2028 年度会费, for a unit's people 37 人会费（2026–2030 年度）, or 会务费. */
export function orderTitle(order: { years: readonly number[]; people: number; service: string }, dues: string): string {
  if (order.service) return order.service
  return order.people > 0 ? `${order.people} 人${dues}（${yearsText(order.years)}）` : `${yearsText(order.years)}${dues}`
}

/** What a receipt is for: 2026 年度, or 会务费. */
export const receiptFor = (receipt: Pick<MemberReceipt, 'years' | 'service'>): string => receipt.service || yearsText(receipt.years)

/** The years of an order, whosever. */
export const yearsOf = (order: Pick<Order, 'lines' | 'people'>): number[] =>
  [...new Set([...order.lines.map((line) => line.year), ...order.people.flatMap((person) => person.years)])].sort((a, b) => a - b)

export const orderKinds: Record<OrderState, Kind> = { open: 'warn', vouched: 'accent', paid: 'good', cancelled: 'plain', expired: 'plain' }
