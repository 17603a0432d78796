export interface ReminderEvents {
  /** A notice is to leave by this way, now. */
  'reminders.noticed': { noticeId: string; way: 'sms' | 'mail' }
  /** Decided: 暂停服务 or 视为自动退会. */
  'reminders.arrears-acted': { caseId: string }
  /** It was paid, or taken back as a mistake. */
  'reminders.arrears-ended': { caseId: string }
  /** The member says something to it. */
  'reminders.arrears-answered': { memberId: string; memberName: string; text: string }
  /** Nothing ran on these days ('YYYY-MM-DD', both included); today has caught up. */
  'reminders.missed': { from: string; to: string; days: number }
}
