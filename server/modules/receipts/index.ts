/** Which official receipts are due, and until when; they are made outside. */
export { receiptDue } from './due.ts'
export type { ReceiptEvents } from './events.ts'
export { markIssued } from './issue.ts'
export { receiptRoutes } from './routes.ts'
