import { ledgerEndpoints } from '../../../../contract/ledger.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { implement, type Route } from '../../../kernel/http/route.ts'
import { askAdjustment, decideAdjustment } from './adjust.ts'
import { allocate } from './allocate.ts'
import { listAdjustments, listRefunds } from './corrections.ts'
import { ledgerCounts, ledgerLines, listSuspense, orderMoney } from './ledger.ts'
import { ledgerWorkbook } from './ledger-book.ts'
import { memberWorkbook } from './member-book.ts'
import { memberLedger } from './member-ledger.ts'
import { closeMonth, ledgerDays, ledgerMonths } from './months.ts'
import { askRefund, decideRefund, finishRefund } from './refund.ts'
import { askReopening, decideReopening } from './reopen-month.ts'
import { reverseByHand } from './reverse.ts'
import { takeBack } from './take-back.ts'

const done = { done: true } as const
const after = async (act: Promise<unknown>) => {
  await act
  return done
}
/** The route has authorised; these verbs are also the door for the modules above. */
const within = (ctx: StaffContext, work: Parameters<typeof inTx<StaffContext, void>>[1]) => after(inTx(ctx, work))

export const ledgerRoutes: Route[] = implement(ledgerEndpoints, {
  'GET /console/ledger/months': ({ ctx }) => ledgerMonths(ctx),
  'GET /console/ledger/days': ({ ctx, query }) => ledgerDays(ctx, query.month),
  'GET /console/ledger/lines': ({ ctx, query }) => ledgerLines(ctx, query),
  'GET /console/ledger/workbook': ({ ctx, query }) => ledgerWorkbook(ctx, query.month),
  'POST /console/ledger/months/close': ({ ctx, body }) => closeMonth(ctx, body.month),
  'POST /console/ledger/months/reopen': ({ ctx, body }) => after(askReopening(ctx, body.month, body.reason)),
  'POST /console/ledger/reopenings/:id/decide': ({ ctx, params, body }) => after(decideReopening(ctx, params.id, body)),
  'GET /console/members/:id/ledger/workbook': ({ ctx, params }) => memberWorkbook(ctx, params.id),
  'GET /console/ledger/counts': ({ ctx }) => ledgerCounts(ctx),
  'GET /console/ledger/suspense': ({ ctx, query }) => listSuspense(ctx, query),
  'POST /console/payments/:id/allocate': ({ ctx, params, body }) =>
    within(ctx, (tx, ctx) => allocate(tx, ctx, { paymentId: params.id, ...body })),
  'POST /console/payments/:id/reverse': ({ ctx, params, body }) => after(reverseByHand(ctx, params.id, body.reason)),
  'GET /console/orders/:id/money': ({ ctx, params }) => orderMoney(ctx, params.id),
  'POST /console/orders/:id/take-back': ({ ctx, params, body }) =>
    within(ctx, (tx, ctx) => takeBack(tx, ctx, { orderId: params.id, ...body })),
  'GET /console/refunds': ({ ctx, query }) => listRefunds(ctx, query),
  'POST /console/refunds': ({ ctx, body }) => after(askRefund(ctx, body)),
  'POST /console/refunds/:id/decide': ({ ctx, params, body }) => after(decideRefund(ctx, params.id, body)),
  'POST /console/refunds/:id/done': ({ ctx, params, body }) => after(finishRefund(ctx, params.id, body.paidOn)),
  'GET /console/adjustments': ({ ctx, query }) => listAdjustments(ctx, query),
  'POST /console/charges/:id/adjustments': ({ ctx, params, body }) => after(askAdjustment(ctx, params.id, body)),
  'POST /console/adjustments/:id/decide': ({ ctx, params, body }) => after(decideAdjustment(ctx, params.id, body)),
  'GET /console/members/:id/ledger': ({ ctx, params }) => memberLedger(ctx, params.id),
})
