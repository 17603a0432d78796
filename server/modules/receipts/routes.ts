import { receiptEndpoints } from '../../../contract/receipts.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { implement, type Route } from '../../kernel/http/route.ts'
import { markIssued } from './issue.ts'
import { exportReceipts, listReceipts, myReceipts, readReceipt, receiptCounts } from './lists.ts'

export const receiptRoutes: Route[] = implement(receiptEndpoints, {
  'GET /portal/receipts': ({ ctx }) => myReceipts(ctx),
  'GET /console/receipts': ({ ctx, query }) => listReceipts(ctx, query),
  'GET /console/receipts/counts': ({ ctx }) => receiptCounts(ctx),
  'GET /console/receipts/export': ({ ctx, query }) => exportReceipts(ctx, query),
  'POST /console/receipts/:id/issue': async ({ ctx, params }) => {
    await markIssued(ctx, params.id)
    return inTx(ctx, (tx, ctx) => readReceipt(tx, ctx, params.id))
  },
})
