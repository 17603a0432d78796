export { serveMailbox } from './mailbox.ts'
export { alertBillDiffers, alertRefundFailed, alertStray } from './online.ts'
export {
  alertChanged,
  alertRecall,
  tellAdmitted,
  tellAdvanceOpen,
  tellCode,
  tellConfirmation,
  tellEmployerChanged,
  tellInvited,
  tellMobileChanged,
  tellNumbered,
  tellPaid,
  tellPapersAsked,
  tellPapersDue,
  tellPapersLate,
  tellPassed,
  tellPasswordChanged,
  tellReceiptIssued,
  tellRejected,
  tellRenewed,
  tellReturned,
  tellSubmitted,
  tellUnpaid,
  tellVoucherRefused,
} from './reactions.ts'
export { alertArrearsAnswered, alertMissedReminders, tellArrearsActed, tellArrearsEnded, tellReminder } from './reminders.ts'
export { askReports } from './reports.ts'
export { notificationRoutes } from './routes.ts'
export { alertObjected, tellTakeoverDecided, tellTakeoverNotice, tellTakeoverReceived } from './takeovers.ts'
