import type { DuesYear, OrderState } from '../../../contract/dues.ts'
import { chargeStateNames, orderStateNames } from '../../../contract/dues-words.ts'
import type { MemberReceipt } from '../../../contract/receipts.ts'

type Kind = 'plain' | 'accent' | 'good' | 'warn' | 'bad'

/** 状态: what is owed. */
export function yearState(year: DuesYear): { label: string; kind: Kind } {
  if (year.overdue) return { label: '欠费', kind: 'bad' }
  return { label: chargeStateNames[year.state], kind: year.state === 'open' ? 'warn' : year.state === 'written-off' ? 'plain' : 'good' }
}

/** 业务状态: how far paying it is. */
export function orderStep(order: { state: OrderState; refused: boolean } | null): string {
  if (!order) return '未提交'
  return order.state === 'open' && order.refused ? '凭证被退回' : orderStateNames[order.state]
}

/** 是否开票 */
export function receiptStep(year: DuesYear, receipts: readonly MemberReceipt[]): string {
  const receipt = receipts.find((one) => one.orderId === year.order?.id)
  if (receipt) return receipt.state === 'issued' ? '已开票' : '待开票'
  return year.order?.state === 'paid' ? '待开票' : '未开票'
}

/** 2025、2026 年度 */
export const yearsText = (years: readonly number[]): string => `${years.join('、')} 年度`
