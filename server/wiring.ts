import { type Chore, type Reaction, reaction } from './kernel/jobs/reactions.ts'
import { clearDrafts, forgetCodes, informHolders, issueLetters } from './modules/access/index.ts'
import { clearEnded, knowMembers } from './modules/accounts/index.ts'
import { bookConfirmed } from './modules/bank/index.ts'
import { askedOf, councilRows, remindOwing } from './modules/council/index.ts'
import {
  billShare,
  chargeAhead,
  chargeDifferences,
  chargeJoining,
  duesRows,
  expireOrders,
  makeNotices,
  paymentStage,
  releaseLeaver,
  settleAdmitted,
  whenPayerChanges,
} from './modules/dues/index.ts'
import { matterRows, useAsked, useKinds, useMemberFacts } from './modules/matters/index.ts'
import { carryOut } from './modules/meetings/index.ts'
import { memberFacts, memberKinds, memberRows, membersForAccounts, useMovers, whenAdmitted } from './modules/members/index.ts'
import {
  alertArrearsAnswered,
  alertBillDiffers,
  alertChanged,
  alertMissedReminders,
  alertObjected,
  alertRecall,
  alertRefundFailed,
  alertStray,
  askReports,
  tellAdmitted,
  tellAdvanceOpen,
  tellArrearsActed,
  tellArrearsEnded,
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
  tellReminder,
  tellRenewed,
  tellReturned,
  tellServiceCharged,
  tellServiceWithdrawn,
  tellSubmitted,
  tellTakeoverDecided,
  tellTakeoverNotice,
  tellTakeoverReceived,
  tellUnpaid,
  tellVoucherRefused,
} from './modules/notifications/index.ts'
import { askPending, askRefunds, compareYesterday, sendBack } from './modules/online/index.ts'
import { peopleKinds } from './modules/people/index.ts'
import { advanceKind, chaseAdvances, followPayer, readFiles, receiptDue, receiptUnpaid } from './modules/receipts/index.ts'
import { remindDaily, reminderRows, settleArrears } from './modules/reminders/index.ts'

knowMembers(membersForAccounts)
useKinds([...memberKinds, ...peopleKinds, advanceKind], [paymentStage])
useMemberFacts(memberFacts)
useAsked(askedOf)
whenAdmitted(settleAdmitted, chargeJoining)
whenPayerChanges(followPayer)
useMovers([
  memberRows,
  matterRows,
  duesRows,
  councilRows,
  reminderRows,
  {
    tables: [
      { table: 'receipts', label: '票据' },
      { table: 'receipts', column: 'part' },
      { table: 'rosters', label: '汇总表' },
      { table: 'alerts' },
    ],
  },
])

/** Who reacts to whose events, and what recurs: all of it, on this page. */
export const reactions: Reaction[] = [
  reaction('access.letters-ordered', 'access.issue-letters', issueLetters),
  reaction('access.takeover-asked', 'access.inform-holders', informHolders),
  reaction('access.takeover-asked', 'notifications.takeover-received', tellTakeoverReceived),
  reaction('access.takeover-notice', 'notifications.takeover-notice', tellTakeoverNotice),
  reaction('access.takeover-objected', 'notifications.takeover-objected', alertObjected),
  reaction('access.takeover-decided', 'notifications.takeover-decided', tellTakeoverDecided),
  reaction('accounts.code-requested', 'notifications.code', tellCode),
  reaction('accounts.confirmation-requested', 'notifications.confirmation', tellConfirmation),
  reaction('accounts.invited', 'notifications.invited', tellInvited),
  reaction('accounts.mobile-changed', 'notifications.mobile-changed', tellMobileChanged),
  reaction('accounts.password-changed', 'notifications.password-changed', tellPasswordChanged),
  reaction('bank.confirmed', 'bank.book-confirmed', bookConfirmed),
  reaction('matters.submitted', 'notifications.submitted', tellSubmitted),
  reaction('matters.returned', 'notifications.returned', tellReturned),
  reaction('matters.passed', 'notifications.passed', tellPassed),
  reaction('matters.rejected', 'notifications.rejected', tellRejected),
  reaction('meetings.decided', 'meetings.carry-out', carryOut),
  reaction('members.admitted', 'notifications.admitted', tellAdmitted),
  reaction('members.numbered', 'notifications.numbered', tellNumbered),
  reaction('members.changed', 'notifications.changed', alertChanged),
  reaction('people.renewed', 'notifications.renewed', tellRenewed),
  reaction('people.employer-changed', 'notifications.employer-changed', tellEmployerChanged),
  reaction('council.papers-asked', 'notifications.papers-asked', tellPapersAsked),
  reaction('council.papers-due', 'notifications.papers-due', tellPapersDue),
  reaction('council.papers-late', 'notifications.papers-late', tellPapersLate),
  reaction('dues.billing-asked', 'dues.bill-share', billShare),
  reaction('dues.notices-asked', 'dues.make-notices', makeNotices),
  reaction('dues.order-paid', 'receipts.due', receiptDue),
  reaction('dues.order-unpaid', 'receipts.unpaid', receiptUnpaid),
  reaction('dues.order-paid', 'notifications.paid', tellPaid),
  reaction('dues.order-unpaid', 'notifications.unpaid', tellUnpaid),
  reaction('dues.order-paid', 'reminders.settle-arrears', settleArrears),
  reaction('dues.service-charged', 'notifications.service-charged', tellServiceCharged),
  reaction('dues.service-withdrawn', 'notifications.service-withdrawn', tellServiceWithdrawn),
  reaction('dues.voucher-refused', 'notifications.voucher-refused', tellVoucherRefused),
  reaction('members.left', 'dues.release-leaver', releaseLeaver),
  reaction('members.left', 'reminders.settle-left', settleArrears),
  reaction('reminders.noticed', 'notifications.reminder', tellReminder),
  reaction('reminders.arrears-acted', 'notifications.arrears-acted', tellArrearsActed),
  reaction('reminders.arrears-ended', 'notifications.arrears-ended', tellArrearsEnded),
  reaction('reminders.arrears-answered', 'notifications.arrears-answered', alertArrearsAnswered),
  reaction('reminders.missed', 'notifications.reminders-missed', alertMissedReminders),
  reaction('receipts.files-came', 'receipts.read-files', readFiles),
  reaction('receipts.recall-asked', 'notifications.recall-asked', alertRecall),
  reaction('online.stray', 'notifications.stray', alertStray),
  reaction('dues.refund-goes-back', 'online.send-back', sendBack),
  reaction('online.refund-failed', 'notifications.refund-failed', alertRefundFailed),
  reaction('online.bill-differs', 'notifications.bill-differs', alertBillDiffers),
  reaction('receipts.issued', 'notifications.receipt-issued', tellReceiptIssued),
  reaction('receipts.advance-open', 'notifications.advance-open', tellAdvanceOpen),
]

export const chores: Chore[] = [
  { name: 'access.clear-drafts', run: clearDrafts },
  { name: 'access.forget-codes', run: forgetCodes },
  { name: 'accounts.clear-ended', run: clearEnded },
  { name: 'dues.charge-ahead', run: chargeAhead },
  { name: 'dues.expire-orders', run: expireOrders },
  { name: 'dues.charge-differences', run: chargeDifferences },
  { name: 'online.ask-pending', run: askPending },
  { name: 'online.ask-refunds', run: askRefunds },
  { name: 'online.compare-yesterday', run: compareYesterday },
  { name: 'council.remind-owing', run: remindOwing },
  { name: 'receipts.chase-advances', run: chaseAdvances },
  { name: 'reminders.daily', run: remindDaily },
  { name: 'notifications.ask-reports', run: askReports },
]
