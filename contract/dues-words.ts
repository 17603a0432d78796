import type { ChargeKind, ChargeState, OrderState, PayMethod, PlanPart } from './dues.ts'

/** States as people read them. Apart from the schemas, so that a phone need not load those. */
export const chargeStateNames: Record<ChargeState, string> = {
  open: '待交费',
  settled: '已交费',
  waived: '免交',
  'written-off': '已核销',
  cancelled: '已撤销',
}
const orderStateNames: Record<OrderState, string> = {
  open: '待汇款',
  vouched: '待确认到账',
  paid: '已到账',
  cancelled: '已取消',
  expired: '已过期',
}
/** What an order waits for: a transfer, or the payer's own press where it is paid online. */
export const orderStateName = ({ state, method }: { state: OrderState; method: PayMethod }): string =>
  state === 'open' && method !== 'transfer' ? '待支付' : orderStateNames[state]

export const payMethodNames: Record<PayMethod, string> = { transfer: '银行汇款', alipay: '支付宝', wechat: '微信支付' }

export const planPartNames: Record<PlanPart, string> = {
  create: '生成',
  waived: '免交',
  already: '已有',
  life: '终身会员',
  without: '不能生成',
  outside: '不在这一年度',
}

/** What an order or its receipt is for, in short: 2025、2026 年度, or 会务费. */
export const paidFor = ({ years, service }: { years: readonly number[]; service: string }): string => service || `${years.join('、')} 年度`

/** 2026 年度, 2026 年度补差, 入会费, 终身会费, 会务费: what a charge is for. */
export function chargeTitle({ kind, year, service }: { kind: ChargeKind; year: number; service?: string | null }): string {
  if (kind === 'service') return service || '服务收费'
  if (kind === 'joining') return '入会费'
  if (kind === 'life') return '终身会费'
  return kind === 'difference' ? `${year} 年度补差` : `${year} 年度`
}
