import { takeoverEndpoints } from '../../../../contract/takeovers.ts'
import { implement } from '../../../kernel/http/route.ts'
import { addFile, beginClaim, dropFile, submitClaim } from './claim.ts'
import { countTakeovers, listTakeovers, readTakeover, readTakeoverFile } from './console.ts'
import { approveTakeover, refuseTakeover } from './decide.ts'
import { takeoverLetter } from './letter.ts'
import { claimsOnMine, lookAtClaim, objectAsHolder, objectByLink } from './object.ts'

const done = { done: true } as const

export const takeoverRoutes = implement(takeoverEndpoints, {
  'POST /takeovers': ({ ctx, body }) => beginClaim(ctx, body),
  'POST /takeovers/:token/files/:slot': ({ ctx, params, upload }) => addFile(ctx, params, upload),
  'DELETE /takeovers/:token/files/:fileId': async ({ ctx, params }) => {
    await dropFile(ctx, params)
    return done
  },
  'POST /takeovers/:token/submit': ({ ctx, params }) => submitClaim(ctx, params.token),
  'GET /takeover-letter': ({ ctx }) => takeoverLetter(ctx),
  'POST /takeover-objections/look': ({ ctx, body }) => lookAtClaim(ctx, body.token),
  'POST /takeover-objections': async ({ ctx, body }) => {
    await objectByLink(ctx, body)
    return done
  },
  'GET /portal/takeovers': ({ ctx }) => claimsOnMine(ctx),
  'POST /portal/takeovers/:id/objection': async ({ ctx, params, body }) => {
    await objectAsHolder(ctx, params.id, body.reason)
    return done
  },
  'GET /console/takeovers': ({ ctx, query }) => listTakeovers(ctx, query),
  'GET /console/takeovers/count': ({ ctx }) => countTakeovers(ctx),
  'GET /console/takeovers/:id': ({ ctx, params }) => readTakeover(ctx, params.id),
  'GET /console/takeovers/:id/files/:fileId': ({ ctx, params }) => readTakeoverFile(ctx, params),
  'POST /console/takeovers/:id/approve': ({ ctx, params, body }) => approveTakeover(ctx, { ...params, ...body }),
  'POST /console/takeovers/:id/refuse': ({ ctx, params, body }) => refuseTakeover(ctx, params.id, body.reason),
})
