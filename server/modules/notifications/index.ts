export { serveMailbox } from './mailbox.ts'
export { alertBillDiffers, alertRefundFailed, alertStray } from './online.ts'
export {
  tellAdvanceOpen,
  tellPaid,
  tellReceiptIssued,
  tellServiceCharged,
  tellServiceWithdrawn,
  tellUnpaid,
  tellVoucherRefused,
} from './orders.ts'
export {
  alertChanged,
  alertRecall,
  tellAdmitted,
  tellCode,
  tellConfirmation,
  tellEmployerChanged,
  tellInvited,
  tellMobileChanged,
  tellNumbered,
  tellPapersAsked,
  tellPapersDue,
  tellPapersLate,
  tellPassed,
  tellPasswordChanged,
  tellRejected,
  tellRenewed,
  tellReturned,
  tellSubmitted,
} from './reactions.ts'
export { alertArrearsAnswered, alertMissedReminders, tellArrearsActed, tellArrearsEnded, tellReminder } from './reminders.ts'
export { askReports } from './reports.ts'
export { notificationRoutes } from './routes.ts'
export { alertObjected, tellTakeoverDecided, tellTakeoverNotice, tellTakeoverReceived } from './takeovers.ts'
