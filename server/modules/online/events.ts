export interface OnlineEvents {
  /** Money came that is no order's: kept as 暂存款, for a person to look at. */
  'online.stray': { orderId: string; memberId: string; method: 'alipay' | 'wechat'; outTradeNo: string; amountFen: number; why: string }
  /** A gateway's bill and our books differ. */
  'online.bill-differs': { method: 'alipay' | 'wechat'; day: string; differences: number }
}
