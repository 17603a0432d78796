import { reminderEndpoints } from '../../../contract/reminders.ts'
import { implement } from '../../kernel/http/route.ts'
import { pauseMember, resumeMember, sendAgain } from './acts.ts'
import { readLadder } from './ladder-page.ts'
import { listReminders, remindersAhead } from './list.ts'
import { myReminder, sawReminder } from './portal.ts'
import { runNow } from './run.ts'

export const reminderRoutes = implement(reminderEndpoints, {
  'GET /console/reminders/ladder': ({ ctx }) => readLadder(ctx),
  'GET /console/reminders': ({ ctx, query }) => listReminders(ctx, query),
  'GET /console/reminders/ahead': ({ ctx, query }) => remindersAhead(ctx, query.days),
  'POST /console/reminders/run': ({ ctx }) => runNow(ctx),
  'POST /console/reminders/:id/send': ({ ctx, params }) => sendAgain(ctx, params.id),
  'PUT /console/reminders/pauses/:memberId': ({ ctx, params, body }) => pauseMember(ctx, params.memberId, body),
  'DELETE /console/reminders/pauses/:memberId': ({ ctx, params }) => resumeMember(ctx, params.memberId),
  'GET /portal/reminders': ({ ctx }) => myReminder(ctx),
  'POST /portal/reminders/:id/seen': ({ ctx, params }) => sawReminder(ctx, params.id),
})
