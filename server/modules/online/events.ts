export interface OnlineEvents {
  /** Money came that is no order's: kept as 暂存款, for a person to look at. */
  'online.stray': { orderId: string; memberId: string; method: 'alipay' | 'wechat'; outTradeNo: string; amountFen: number; why: string }
  /** Approved money could not go back the way it came: staff try again, or transfer it. */
  'online.refund-failed': { refundId: string; method: 'alipay' | 'wechat'; amountFen: number; why: string }
  /** A gateway's bill and our books differ. */
  'online.bill-differs': { method: 'alipay' | 'wechat'; day: string; differences: number }
}
