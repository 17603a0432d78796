/** Paying by 支付宝 and 微信支付: tries, notifications, questions, the daily comparison. */
export { type DemoGateway, useDemoGateway } from './accounts.ts'
export { compareYesterday } from './bills.ts'
export { askPending } from './check.ts'
export type { OnlineEvents } from './events.ts'
export type { Account } from './gateway.ts'
export { serveNotices } from './notices.ts'
export { askRefunds, sendBack } from './refunds.ts'
export { onlineRoutes } from './routes.ts'
