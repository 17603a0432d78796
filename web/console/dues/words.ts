import type { ChargeState, OrderState, PayMethod } from '../../../contract/dues.ts'
import { chargeStateNames, orderStateName } from '../../../contract/dues-words.ts'

type Kind = 'plain' | 'accent' | 'good' | 'warn' | 'bad'

export const orderKinds: Record<OrderState, Kind> = { open: 'plain', vouched: 'accent', paid: 'good', cancelled: 'plain', expired: 'plain' }

export function chargeTag(charge: { state: ChargeState; overdue: boolean }): { label: string; kind: Kind } {
  if (charge.overdue) return { label: '欠费', kind: 'bad' }
  return {
    label: chargeStateNames[charge.state],
    kind: charge.state === 'open' ? 'warn' : charge.state === 'cancelled' || charge.state === 'written-off' ? 'plain' : 'good',
  }
}

export function orderText(order: { state: OrderState; method: PayMethod; refused: boolean; number: string } | null): string {
  if (!order) return '—'
  return order.state === 'open' && order.refused ? '凭证已退回' : orderStateName(order)
}
