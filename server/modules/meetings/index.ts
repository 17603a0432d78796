/** Meetings that decide matters: agenda, resolution, and carrying it out. */
export { addItems, collect, moveItem, recordVerdicts, removeItems } from './agenda.ts'
export { carryOut } from './carry-out.ts'
export { cancelMeeting, changeMeeting, createMeeting } from './create.ts'
export { decideMeeting } from './decide.ts'
export type { MeetingEvents } from './events.ts'
export { listItems, readMeeting } from './read.ts'
export { meetingRoutes } from './routes.ts'
