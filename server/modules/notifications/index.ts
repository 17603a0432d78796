export { serveMailbox } from './mailbox.ts'
export { alertChanged, tellAdmitted, tellCode, tellPaid, tellPasswordChanged, tellRejected, tellReturned, tellSubmitted, tellVoucherRefused } from './reactions.ts'
export { notificationRoutes } from './routes.ts'
