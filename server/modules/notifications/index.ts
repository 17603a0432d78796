export { serveMailbox } from './mailbox.ts'
export {
  alertChanged,
  tellAdmitted,
  tellCode,
  tellInvited,
  tellMobileChanged,
  tellPaid,
  tellPasswordChanged,
  tellRejected,
  tellReturned,
  tellSubmitted,
  tellVoucherRefused,
} from './reactions.ts'
export { notificationRoutes } from './routes.ts'
