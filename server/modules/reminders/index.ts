/** 缴费提醒: the ladder of steps before and after the due day, and what became of each for each member. */
export type { ReminderEvents } from './events.ts'
export { noticeForTelling } from './for-telling.ts'
export { reminderRows } from './merging.ts'
export { linkMessage, noteMessage, noteWay } from './notices.ts'
export { reminderRoutes } from './routes.ts'
export { remindDaily } from './run.ts'
