import { notificationEndpoints } from '../../../contract/notifications.ts'
import { implement } from '../../kernel/http/route.ts'
import { markAlertSeen, readAlerts, readMessages, retryMessage } from './console.ts'
import { readReach } from './reach.ts'

export const notificationRoutes = implement(notificationEndpoints, {
  'GET /console/messages': ({ ctx, query }) => readMessages(ctx, query),
  'GET /console/members/:id/reach': ({ ctx, params }) => readReach(ctx, params.id),
  'POST /console/messages/:id/retry': ({ ctx, params }) => retryMessage(ctx, params.id),
  'GET /console/alerts': ({ ctx, query }) => readAlerts(ctx, query),
  'POST /console/alerts/:id/seen': ({ ctx, params }) => markAlertSeen(ctx, params.id),
})
