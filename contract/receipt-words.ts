import type { ReceiptDocument, ReceiptState, Verdict } from './receipts.ts'

/** Apart from the schemas, so that a phone need not load those. */
export const receiptStateNames: Record<ReceiptState, string> = {
  unasked: '未申请开票',
  due: '待开票',
  issued: '已开票',
  delivered: '已送达',
  voided: '已作废',
  red: '已红冲',
  cancelled: '无需开票',
}
export const receiptDocumentNames: Record<ReceiptDocument, string> = { fiscal: '财政电子票据', tax: '电子发票' }
export const verdictNames: Record<Verdict, string> = {
  sure: '可以确定',
  unsure: '需要核对',
  none: '没有对应的',
  known: '已经登记过',
  unreadable: '读不出',
}
/** 国家税务总局全国增值税发票查验平台: every 数电发票 of the country. */
export const taxVerifyAt = 'https://inv-veri.chinatax.gov.cn'
/** There is one, in the member's hands or on its way. */
export const isIssued = (state: ReceiptState): boolean => state === 'issued' || state === 'delivered'
/** It counts no longer. */
export const isEnded = (state: ReceiptState): boolean => state === 'voided' || state === 'red' || state === 'cancelled'
