import { letterEndpoints } from '../../../../contract/letters.ts'
import { implement } from '../../../kernel/http/route.ts'
import { signedIn } from '../../accounts/index.ts'
import { activateLetter, joinByLetter, lookAtLetter } from './activate.ts'
import { listBatches, readBatch } from './batches.ts'
import { countLetters, listLetters } from './list.ts'
import { orderLetters, previewLetters } from './order.ts'
import { printBatch, printLetter } from './paper.ts'
import { voidLetter } from './void.ts'

export const letterRoutes = implement(letterEndpoints, {
  'GET /console/letters': ({ ctx, query }) => listLetters(ctx, query),
  'GET /console/letters/counts': ({ ctx, query }) => countLetters(ctx, query),
  'POST /console/letters/preview': ({ ctx, body }) => previewLetters(ctx, body),
  'POST /console/letters': ({ ctx, body }) => orderLetters(ctx, body),
  'POST /console/letters/:id/void': async ({ ctx, params }) => {
    await voidLetter(ctx, params.id)
    return { done: true as const }
  },
  'GET /console/letters/:id/paper': ({ ctx, params }) => printLetter(ctx, params.id),
  'GET /console/letter-batches': ({ ctx }) => listBatches(ctx),
  'GET /console/letter-batches/:id': ({ ctx, params }) => readBatch(ctx, params.id),
  'GET /console/letter-batches/:id/paper': ({ ctx, params }) => printBatch(ctx, params.id),
  'POST /letters/look': ({ ctx, body }) => lookAtLetter(ctx, body.code),
  'POST /letters/activate': async (req) => signedIn(req, await activateLetter(req.ctx, req.body)),
  'POST /letters/join': ({ ctx, body }) => joinByLetter(ctx, body.code),
})
