import type { AdjustmentKind, AdjustmentState, LedgerKind, MemberLineKind, RefundRow, RefundState } from './ledger.ts'

/** The book's words as people read them. Apart from the schemas, so that a phone need not load those. */
export const ledgerKindNames: Record<LedgerKind, string> = {
  received: '到账',
  reversed: '冲销',
  refunded: '退款',
  allocated: '认领',
  'taken-back': '撤回',
}
export const adjustmentKindNames: Record<AdjustmentKind, string> = { 'write-off': '核销', reduction: '减收', exemption: '免缴' }
export const adjustmentStateNames: Record<AdjustmentState, string> = { asked: '待复核', approved: '已同意', refused: '未同意' }
export const refundStateNames: Record<RefundState, string> = { asked: '待复核', approved: '待退款', refused: '未同意', done: '已退款' }
export const memberLineNames: Record<MemberLineKind, string> = {
  charged: '应缴',
  repriced: '按现等级重新计费',
  reduced: '减免',
  'written-off': '核销',
  cancelled: '撤销应缴',
  paid: '缴费',
  'taken-back': '撤回缴费',
}
/** 原路退回, where money came online. */
export const sendingNames: Record<NonNullable<RefundRow['sending']>, string> = { 'under-way': '退款中', failed: '退回失败', sent: '已退回' }
/** By `payments.source`. */
export const paymentSourceNames: Record<string, string> = {
  hand: '人工登记',
  voucher: '付款凭证',
  statement: '银行流水',
  online: '在线支付',
  import: '导入',
}
/** By `payments.method`. */
export const payMethodWords: Record<string, string> = { transfer: '银行汇款', alipay: '支付宝', wechat: '微信支付' }
