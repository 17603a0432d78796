import { arrearsEndpoints } from '../../../../contract/arrears.ts'
import { implement } from '../../../kernel/http/route.ts'
import { actOnCase, dropCase, undoCase } from './decide.ts'
import { findNow } from './find.ts'
import { postLetter, settleLetter } from './letter.ts'
import { listArrears, readSummary } from './list.ts'
import { issueNotices } from './notice.ts'
import { answerArrears, myArrears, sawArrears } from './portal.ts'
import { readSlip, uploadSlip } from './slip.ts'

export const arrearsRoutes = implement(arrearsEndpoints, {
  'GET /console/arrears/summary': ({ ctx }) => readSummary(ctx),
  'GET /console/arrears': ({ ctx, query }) => listArrears(ctx, query),
  'POST /console/arrears/find': ({ ctx }) => findNow(ctx),
  'POST /console/arrears/notices': ({ ctx, body }) => issueNotices(ctx, body.ids),
  'POST /console/arrears/:id/letter': ({ ctx, params, body }) => postLetter(ctx, params.id, body),
  'POST /console/arrears/:id/letter/outcome': ({ ctx, params, body }) => settleLetter(ctx, params.id, body),
  'POST /console/arrears/:id/letter/slip': ({ ctx, params, upload }) => uploadSlip(ctx, params.id, upload),
  'GET /console/arrears/:id/letter/slip': ({ ctx, params }) => readSlip(ctx, params.id),
  'POST /console/arrears/:id/act': ({ ctx, params, body }) => actOnCase(ctx, params.id, body),
  'POST /console/arrears/:id/drop': ({ ctx, params, body }) => dropCase(ctx, params.id, body.reason),
  'POST /console/arrears/:id/undo': ({ ctx, params, body }) => undoCase(ctx, params.id, body.reason),
  'GET /portal/arrears': ({ ctx }) => myArrears(ctx),
  'POST /portal/arrears/:id/seen': ({ ctx, params }) => sawArrears(ctx, params.id),
  'POST /portal/arrears/:id/answers': ({ ctx, params, body }) => answerArrears(ctx, params.id, body.text),
})
