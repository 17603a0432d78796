import type { ReceiptState, Verdict } from '../../../contract/receipts.ts'

type Kind = 'plain' | 'accent' | 'good' | 'warn' | 'bad'

export const receiptKinds: Record<ReceiptState, Kind> = {
  unasked: 'plain',
  due: 'warn',
  issued: 'good',
  delivered: 'good',
  voided: 'plain',
  red: 'plain',
  cancelled: 'plain',
}
export const verdictKinds: Record<Verdict, Kind> = { sure: 'good', unsure: 'warn', none: 'bad', known: 'plain', unreadable: 'bad' }
