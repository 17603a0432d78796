export interface DuesEvents {
  'dues.billing-asked': { runId: string }
  'dues.notices-asked': { batchId: string }
  'dues.voucher-uploaded': { orderId: string; memberId: string }
  'dues.voucher-refused': { orderId: string; memberId: string; reason: string }
  'dues.order-expired': { orderId: string; memberId: string }
  /** Approved; the money came online and goes back the same way. */
  'dues.refund-goes-back': { refundId: string }
  'dues.service-charged': { chargeId: string; memberId: string }
  'dues.service-withdrawn': { chargeId: string; memberId: string; reason: string }
  'dues.order-paid': { orderId: string; memberId: string; paidOn: string }
  /** Its money was taken back: open again, its years are not paid. */
  'dues.order-unpaid': { orderId: string; memberId: string; reason: string }
}
