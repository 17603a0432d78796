import { bankEndpoints } from '../../../contract/bank.ts'
import { implement, type Route } from '../../kernel/http/route.ts'
import { bookLine, setAside, undoLine } from './book.ts'
import { confirmSure } from './confirm.ts'
import { readDraft, setColumns } from './draft.ts'
import { importStatement } from './import.ts'
import { linePage } from './line-page.ts'
import { bankCounts, compareAgain, findClaims, listLines, listStatements, statementPage } from './lists.ts'
import { giveSuspense, suspense } from './suspense.ts'

export const bankRoutes: Route[] = implement(bankEndpoints, {
  'GET /console/bank/counts': ({ ctx }) => bankCounts(ctx),
  'GET /console/bank/statements': ({ ctx, query }) => listStatements(ctx, query),
  'POST /console/bank/drafts': ({ ctx, upload }) => readDraft(ctx, upload),
  'POST /console/bank/drafts/:id/columns': ({ ctx, params, body }) => setColumns(ctx, params.id, body),
  'POST /console/bank/drafts/:id/import': async ({ ctx, params, body }) => {
    await importStatement(ctx, params.id, body)
    return statementPage(ctx, params.id)
  },
  'GET /console/bank/statements/:id': ({ ctx, params }) => statementPage(ctx, params.id),
  'GET /console/bank/statements/:id/lines': ({ ctx, params, query }) => listLines(ctx, params.id, query),
  'POST /console/bank/statements/:id/match': async ({ ctx, params }) => {
    await compareAgain(ctx, params.id)
    return statementPage(ctx, params.id)
  },
  'POST /console/bank/statements/:id/confirm': async ({ ctx, params, body }) => {
    await confirmSure(ctx, params.id, body)
    return statementPage(ctx, params.id)
  },
  'GET /console/bank/lines/:id': ({ ctx, params }) => linePage(ctx, params.id),
  'POST /console/bank/lines/:id/book': async ({ ctx, params, body }) => {
    await bookLine(ctx, params.id, body.parts)
    return linePage(ctx, params.id)
  },
  'POST /console/bank/lines/:id/set-aside': async ({ ctx, params, body }) => {
    await setAside(ctx, params.id, body.reason)
    return linePage(ctx, params.id)
  },
  'POST /console/bank/lines/:id/undo': async ({ ctx, params, body }) => {
    await undoLine(ctx, params.id, body.reason)
    return linePage(ctx, params.id)
  },
  'GET /console/bank/claims': ({ ctx, query }) => findClaims(ctx, query.q),
  'GET /console/bank/suspense': ({ ctx, query }) => suspense(ctx, query),
  'POST /console/bank/suspense/:id': async ({ ctx, params, body }) => {
    await giveSuspense(ctx, params.id, body.parts)
    return { done: true as const }
  },
})
