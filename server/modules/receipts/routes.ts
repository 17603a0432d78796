import { receiptEndpoints } from '../../../contract/receipts.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { implement, type Route } from '../../kernel/http/route.ts'
import { acceptFile, acceptSure, setAside } from './accept.ts'
import { askReceipt } from './ask.ts'
import { addFiles, listBatches, openBatch, readBatch } from './batches.ts'
import { correctReceipt } from './correct.ts'
import { myReceiptFile, receiptFile, redeliver } from './deliver.ts'
import { endReceipt } from './end.ts'
import { fileContent, listFiles, readFileRow } from './files-list.ts'
import { markIssued } from './issue.ts'
import { listReceipts, readReceipt, receiptCounts, receiptWithDeliveries } from './lists.ts'
import { myReceipts } from './mine.ts'
import { exportReceipts } from './sheet.ts'

export const receiptRoutes: Route[] = implement(receiptEndpoints, {
  'GET /portal/receipts': ({ ctx }) => myReceipts(ctx),
  'GET /portal/receipts/:id/file': ({ ctx, params }) => myReceiptFile(ctx, params.id),
  'POST /portal/receipts/:id/ask': async ({ ctx, params, body }) => {
    await askReceipt(ctx, params.id, body)
    return myReceipts(ctx)
  },
  'GET /console/receipts': ({ ctx, query }) => listReceipts(ctx, query),
  'GET /console/receipts/counts': ({ ctx }) => receiptCounts(ctx),
  'GET /console/receipts/export': ({ ctx, query }) => exportReceipts(ctx, query),
  'GET /console/receipts/:id': ({ ctx, params }) => receiptWithDeliveries(ctx, params.id),
  'GET /console/receipts/:id/file': ({ ctx, params }) => receiptFile(ctx, params.id),
  'POST /console/receipts/:id/issue': async ({ ctx, params, body }) => {
    await markIssued(ctx, params.id, body)
    return inTx(ctx, (tx, ctx) => readReceipt(tx, ctx, params.id))
  },
  'POST /console/receipts/:id/correct': async ({ ctx, params, body }) => {
    await correctReceipt(ctx, params.id, body)
    return inTx(ctx, (tx, ctx) => readReceipt(tx, ctx, params.id))
  },
  'POST /console/receipts/:id/end': async ({ ctx, params, body }) => {
    await endReceipt(ctx, params.id, body)
    return inTx(ctx, (tx, ctx) => readReceipt(tx, ctx, params.id))
  },
  'POST /console/receipts/:id/redeliver': async ({ ctx, params, body }) => {
    await redeliver(ctx, params.id, body.email)
    return inTx(ctx, (tx, ctx) => readReceipt(tx, ctx, params.id))
  },
  'GET /console/receipt-batches': ({ ctx }) => listBatches(ctx),
  'POST /console/receipt-batches': ({ ctx }) => openBatch(ctx),
  'GET /console/receipt-batches/:id': ({ ctx, params }) => inTx(ctx, (tx, ctx) => readBatch(tx, ctx, params.id)),
  'POST /console/receipt-batches/:id/files': ({ ctx, params, upload }) => addFiles(ctx, params.id, upload),
  'GET /console/receipt-batches/:id/files': ({ ctx, params, query }) => listFiles(ctx, params.id, query),
  'POST /console/receipt-batches/:id/accept': async ({ ctx, params }) => {
    await acceptSure(ctx, params.id)
    return inTx(ctx, (tx, ctx) => readBatch(tx, ctx, params.id))
  },
  'GET /console/receipt-files/:id/content': ({ ctx, params }) => fileContent(ctx, params.id),
  'POST /console/receipt-files/:id/accept': async ({ ctx, params, body }) => {
    await acceptFile(ctx, params.id, body.receiptId)
    return inTx(ctx, (tx, ctx) => readFileRow(tx, ctx, params.id))
  },
  'POST /console/receipt-files/:id/set-aside': async ({ ctx, params, body }) => {
    await setAside(ctx, params.id, body.note)
    return inTx(ctx, (tx, ctx) => readFileRow(tx, ctx, params.id))
  },
})
