export { serveMailbox } from './mailbox.ts'
export {
  alertChanged,
  tellAdmitted,
  tellCode,
  tellConfirmation,
  tellInvited,
  tellMobileChanged,
  tellPaid,
  tellPasswordChanged,
  tellReceiptIssued,
  tellRejected,
  tellReturned,
  tellSubmitted,
  tellVoucherRefused,
} from './reactions.ts'
export { notificationRoutes } from './routes.ts'
