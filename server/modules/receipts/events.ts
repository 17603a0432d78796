export interface ReceiptEvents {
  'receipts.issued': { receiptId: string; orderId: string; memberId: string }
}
