export { serveMailbox } from './mailbox.ts'
export {
  alertChanged,
  tellAdmitted,
  tellCode,
  tellConfirmation,
  tellEmployerChanged,
  tellInvited,
  tellMobileChanged,
  tellPaid,
  tellPapersAsked,
  tellPapersDue,
  tellPapersLate,
  tellPasswordChanged,
  tellReceiptIssued,
  tellRejected,
  tellRenewed,
  tellReturned,
  tellSubmitted,
  tellVoucherRefused,
} from './reactions.ts'
export { notificationRoutes } from './routes.ts'
