import type { ReceiptDocument } from '../../../../contract/receipts.ts'

/** What an official receipt says of itself; '' and null where it could not be read. */
export interface Paper {
  document: ReceiptDocument
  /** 票据代码: 8 digits; a tax invoice has none. */
  code: string
  /** 票据号码: 10 digits · 发票号码 of a 数电发票: 20. */
  number: string
  /** 校验码: 6 characters; a tax invoice has none. */
  checkCode: string
  /** 交款人 / 购买方 */
  title: string
  creditCode: string
  /** 收款单位 / 销售方 */
  payee: string
  amountFen: number | null
  issuedOn: string | null
  /** It cancels another. */
  red: boolean
  /** Words that may be an order's number or a transfer code: in capitals, without blanks. */
  marks: string[]
}
