import type { ReminderWay } from '../../../contract/reminder-words.ts'

export interface ReminderEvents {
  /** A notice is to leave by this way, now. */
  'reminders.noticed': { noticeId: string; way: Exclude<ReminderWay, 'portal'> }
  /** Nothing ran on these days ('YYYY-MM-DD', both included); today has caught up. */
  'reminders.missed': { from: string; to: string; days: number }
}
