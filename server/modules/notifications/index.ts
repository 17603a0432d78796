export { serveMailbox } from './mailbox.ts'
export {
  alertChanged,
  tellAdmitted,
  tellCode,
  tellInvited,
  tellPaid,
  tellPasswordChanged,
  tellRejected,
  tellReturned,
  tellSubmitted,
  tellVoucherRefused,
} from './reactions.ts'
export { notificationRoutes } from './routes.ts'
