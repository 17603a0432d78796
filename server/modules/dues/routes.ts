import { duesEndpoints, type Order, type StaffOrder } from '../../../contract/dues.ts'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { implement, type Route } from '../../kernel/http/route.ts'
import { chargeYear } from './billing/charge-year.ts'
import { chargeLife } from './billing/life.ts'
import { listNoticeBatches, orderForNotice, orderNotices, readNoticeFile } from './billing/notice-batches.ts'
import { printNotice } from './billing/notice-paper.ts'
import { planBilling, planSheet } from './billing/plan.ts'
import { listRuns, readRun, startBilling } from './billing/runs.ts'
import { confirmMany, confirmPayment } from './ledger/confirm.ts'
import { duesCounts, listCharges, listOrders, memberDues, yearTotals } from './lists.ts'
import { cancelOrder, changePayer } from './orders/change-order.ts'
import { reopenOrder } from './orders/expiry.ts'
import { myOrders } from './orders/my-orders.ts'
import { openOrder } from './orders/open-order.ts'
import { openStageOrder, readPaymentStage } from './orders/payment-stage.ts'
import { duesOverview, duesSummary, orderForMember, orderForStaff } from './orders/present.ts'
import { quote } from './orders/quote.ts'
import { printSlip } from './orders/slip.ts'
import { askConfirmation, readVoucher, refuseVoucher, uploadVoucher } from './orders/vouchers.ts'
import { listServices, servicesSummary } from './services/all.ts'
import { chargeService } from './services/charge.ts'
import { orderService, quoteService } from './services/order.ts'
import { withdrawService } from './services/withdraw.ts'
import { publishAdoption, readAdoptionFile, uploadAdoptionFile, withdrawAdoption } from './standards/adoptions.ts'
import { adoptStandards } from './standards/standards.ts'
import { listStandards } from './standards/standards-list.ts'
import { findOrder } from './store.ts'

const mine = (ctx: MemberContext, id: string): Promise<Order> =>
  inTx(ctx, async (tx, ctx) => orderForMember(tx, ctx, found(await findOrder(tx, ctx, id, ctx.memberId))))

const theirs = (ctx: StaffContext, id: string): Promise<StaffOrder> =>
  inTx(ctx, async (tx, ctx) => orderForStaff(tx, ctx, found(await findOrder(tx, ctx, id))))

export const duesRoutes: Route[] = implement(duesEndpoints, {
  'GET /portal/dues': ({ ctx }) => inTx(ctx, (tx, ctx) => duesOverview(tx, ctx, ctx.memberId)),
  'GET /portal/dues/summary': ({ ctx }) => inTx(ctx, (tx, ctx) => duesSummary(tx, ctx, ctx.memberId)),
  'GET /portal/dues/quote': ({ ctx, query }) => quote(ctx, query.years),
  'GET /portal/services/:id/quote': ({ ctx, params }) => quoteService(ctx, params.id),
  'POST /portal/services/:id/order': async ({ ctx, params, body }) => mine(ctx, await orderService(ctx, params.id, body)),
  'GET /portal/orders': ({ ctx, query }) => myOrders(ctx, query.after),
  'POST /portal/orders': async ({ ctx, body }) => mine(ctx, await openOrder(ctx, body)),
  'GET /portal/orders/:id': ({ ctx, params }) => mine(ctx, params.id),
  'PUT /portal/orders/:id/payer': async ({ ctx, params, body }) => {
    await changePayer(ctx, params.id, body)
    return mine(ctx, params.id)
  },
  'POST /portal/orders/:id/cancel': async ({ ctx, params }) => {
    await cancelOrder(ctx, params.id)
    return mine(ctx, params.id)
  },
  'POST /portal/orders/:id/reopen': async ({ ctx, params }) => {
    await reopenOrder(ctx, params.id)
    return mine(ctx, params.id)
  },
  'POST /portal/orders/:id/vouchers': async ({ ctx, params, query, upload }) => {
    await uploadVoucher(ctx, params.id, upload, query)
    return mine(ctx, params.id)
  },
  'POST /portal/orders/:id/ask': async ({ ctx, params }) => {
    await askConfirmation(ctx, params.id)
    return mine(ctx, params.id)
  },
  'GET /portal/orders/:id/vouchers/:voucherId': ({ ctx, params }) => readVoucher(ctx, params.id, params.voucherId, ctx.memberId),
  'GET /portal/orders/:id/slip': ({ ctx, params }) => printSlip(ctx, params.id),
  'GET /portal/matters/:id/payment': ({ ctx, params }) => readPaymentStage(ctx, params.id),
  'POST /portal/matters/:id/payment': async ({ ctx, params, body }) => {
    await openStageOrder(ctx, params.id, body)
    return readPaymentStage(ctx, params.id)
  },

  'GET /console/dues/counts': ({ ctx }) => duesCounts(ctx),
  'GET /console/orders': ({ ctx, query }) => listOrders(ctx, query),
  'GET /console/orders/:id': ({ ctx, params }) => theirs(ctx, params.id),
  'GET /console/orders/:id/vouchers/:voucherId': ({ ctx, params }) => readVoucher(ctx, params.id, params.voucherId),
  'POST /console/orders/:id/confirm': async ({ ctx, params, body }) => {
    await confirmPayment(ctx, params.id, body)
    return theirs(ctx, params.id)
  },
  'POST /console/orders/:id/refuse': async ({ ctx, params, body }) => {
    await refuseVoucher(ctx, params.id, body.reason)
    return theirs(ctx, params.id)
  },
  'POST /console/orders/:id/reopen': async ({ ctx, params }) => {
    await reopenOrder(ctx, params.id)
    return theirs(ctx, params.id)
  },
  'POST /console/orders/confirm': ({ ctx, body }) => confirmMany(ctx, body.receivedOn, body.orders),
  'GET /console/dues/charges': ({ ctx, query }) => listCharges(ctx, query),
  'GET /console/dues/years': ({ ctx }) => yearTotals(ctx),
  'GET /console/dues/charge-preview': ({ ctx, query }) => chargeYear(ctx, query.year, { preview: true }),
  'GET /console/dues/charge-preview/members': ({ ctx, query }) => planBilling(ctx, query),
  'GET /console/dues/charge-preview/sheet': ({ ctx, query }) => planSheet(ctx, query.year),
  'POST /console/dues/charge-runs': ({ ctx, body }) => startBilling(ctx, body.year),
  'GET /console/dues/charge-runs': ({ ctx }) => listRuns(ctx),
  'GET /console/dues/charge-runs/:id': ({ ctx, params }) => readRun(ctx, params.id),
  'POST /console/dues/notices': ({ ctx, body }) => orderNotices(ctx, body.year),
  'GET /console/dues/notices': ({ ctx }) => listNoticeBatches(ctx),
  'GET /console/dues/notices/:id/files/:at': ({ ctx, params }) => readNoticeFile(ctx, params.id, params.at),
  'GET /console/orders/:id/notice': ({ ctx, params }) => printNotice(ctx, params.id),
  'POST /portal/dues/:year/notice': ({ ctx, params }) => orderForNotice(ctx, params.year),
  'GET /portal/orders/:id/notice': ({ ctx, params }) => printNotice(ctx, params.id),
  'POST /console/members/:id/life-dues': async ({ ctx, params }) => {
    await chargeLife(ctx, params.id)
    return memberDues(ctx, params.id)
  },
  'POST /console/members/:id/services': async ({ ctx, params, body }) => {
    await chargeService(ctx, params.id, body)
    return memberDues(ctx, params.id)
  },
  'GET /console/services': ({ ctx, query }) => listServices(ctx, query),
  'GET /console/services/summary': ({ ctx }) => servicesSummary(ctx),
  'POST /console/services/:id/withdraw': async ({ ctx, params, body }) =>
    memberDues(ctx, await withdrawService(ctx, params.id, body.reason)),
  'GET /console/dues/standards': ({ ctx }) => inTx(ctx, (tx, ctx) => listStandards(tx, ctx)),
  'POST /console/dues/standards': ({ ctx, body }) => adoptStandards(ctx, body),
  'POST /console/dues/adoptions/:id/published': ({ ctx, params, body }) => publishAdoption(ctx, params.id, body.publishedOn),
  'POST /console/dues/adoptions/:id/file': ({ ctx, params, upload }) => uploadAdoptionFile(ctx, params.id, upload),
  'GET /console/dues/adoptions/:id/file': ({ ctx, params }) => readAdoptionFile(ctx, params.id),
  'POST /console/dues/adoptions/:id/withdraw': ({ ctx, params }) => withdrawAdoption(ctx, params.id),
  'GET /console/members/:id/dues': ({ ctx, params }) => memberDues(ctx, params.id),
})
