import { councilEndpoints } from '../../../contract/council.ts'
import { implement } from '../../kernel/http/route.ts'
import { askForPapers, changeRequest, closeRequest, waive } from './ask.ts'
import { readCouncil, readRequest } from './read.ts'
import { remindNow } from './remind.ts'
import { councilSeats } from './seats.ts'
import { removeTerm, saveTerm } from './terms.ts'

const done = { done: true } as const

export const councilRoutes = implement(councilEndpoints, {
  'GET /console/council': ({ ctx }) => readCouncil(ctx),
  'GET /console/council/seats': ({ ctx, query }) => councilSeats(ctx, query.term),
  'POST /console/council/terms': async ({ ctx, body }) => ({ id: await saveTerm(ctx, body) }),
  'PUT /console/council/terms/:id': async ({ ctx, params, body }) => {
    await saveTerm(ctx, body, params.id)
    return done
  },
  'DELETE /console/council/terms/:id': async ({ ctx, params }) => {
    await removeTerm(ctx, params.id)
    return done
  },
  'POST /console/council/requests': async ({ ctx, body }) => ({ id: await askForPapers(ctx, body) }),
  'GET /console/council/requests/:id': ({ ctx, params }) => readRequest(ctx, params.id),
  'PUT /console/council/requests/:id': async ({ ctx, params, body }) => {
    await changeRequest(ctx, params.id, body)
    return done
  },
  'POST /console/council/requests/:id/remind': ({ ctx, params }) => remindNow(ctx, params.id),
  'POST /console/council/requests/:id/waive': async ({ ctx, params, body }) => {
    await waive(ctx, params.id, body)
    return done
  },
  'POST /console/council/requests/:id/close': async ({ ctx, params }) => {
    await closeRequest(ctx, params.id)
    return done
  },
})
