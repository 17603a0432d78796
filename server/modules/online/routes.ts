import { onlineEndpoints } from '../../../contract/online.ts'
import { implement, type Route } from '../../kernel/http/route.ts'
import { changeAccount, listAccounts, offeredMethods, testAccount } from './accounts.ts'
import { compareBill, listBills } from './bills.ts'
import { checkOrder, checkTry } from './check.ts'
import { authorizeLink } from './in-wechat.ts'
import { listPayments, readPayment } from './lists.ts'
import { openTry } from './open-try.ts'
import { retryRefund } from './refunds.ts'

export const onlineRoutes: Route[] = implement(onlineEndpoints, {
  'GET /portal/online': async ({ ctx }) => ({ methods: await offeredMethods(ctx) }),
  'POST /portal/orders/:id/online': ({ ctx, params, body }) => openTry(ctx, params.id, body),
  'POST /portal/orders/:id/online/authorize': async ({ ctx, params }) => ({ link: await authorizeLink(ctx, params.id) }),
  'POST /portal/orders/:id/online/check': ({ ctx, params }) => checkOrder(ctx, params.id),
  'GET /console/online': ({ ctx }) => listAccounts(ctx),
  'PUT /console/online': async ({ ctx, body }) => {
    await changeAccount(ctx, body)
    return listAccounts(ctx)
  },
  'POST /console/online/test': async ({ ctx, body }) => {
    await testAccount(ctx, body.method)
    return listAccounts(ctx)
  },
  'GET /console/online/payments': ({ ctx, query }) => listPayments(ctx, query),
  'POST /console/online/payments/:id/check': async ({ ctx, params }) => {
    await checkTry(ctx, params.id)
    return readPayment(ctx, params.id)
  },
  'POST /console/refunds/:id/send': async ({ ctx, params }) => {
    await retryRefund(ctx, params.id)
    return { done: true } as const
  },
  'GET /console/online/bills': ({ ctx }) => listBills(ctx),
  'POST /console/online/bills': async ({ ctx, body }) => {
    await compareBill(ctx, body)
    return listBills(ctx)
  },
})
