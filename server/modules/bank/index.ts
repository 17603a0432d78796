/** Bank statements: read, compared with what is open, claimed, undone; and money in suspense. */
export { bookConfirmed } from './confirm.ts'
export type { BankEvents } from './events.ts'
export { bankRoutes } from './routes.ts'
