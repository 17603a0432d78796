import { mergingEndpoints } from '../../../../contract/merging.ts'
import { implement } from '../../../kernel/http/route.ts'
import { lookalikes } from './lookalikes.ts'
import { mergeMembers } from './merge.ts'
import { previewMerge } from './preview.ts'
import { undoMerge } from './undo.ts'

export const mergingRoutes = implement(mergingEndpoints, {
  'GET /console/members/:id/lookalikes': ({ ctx, params }) => lookalikes(ctx, params.id),
  'GET /console/members/:id/merge/:goneId': ({ ctx, params }) => previewMerge(ctx, params),
  'POST /console/members/:id/merge': ({ ctx, params, body }) => mergeMembers(ctx, { ...params, ...body }),
  'POST /console/merges/:id/undo': ({ ctx, params }) => undoMerge(ctx, params),
})
