export interface ReceiptEvents {
  /** `email` where it is to be sent; `again` when it was sent before. */
  'receipts.issued': { receiptId: string; orderId: string; memberId: string; email?: string; again?: boolean }
  /** Made before the money, which is not there yet: `days` since it was made. */
  'receipts.advance-open': { receiptId: string; orderId: string; memberId: string; days: number }
  'receipts.files-came': { batchId: string }
  /** The payment was taken back after the receipt was made: somebody must void it. */
  'receipts.recall-asked': { receiptId: string; memberId: string; title: string; number: string; reason: string }
}
