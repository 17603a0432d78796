import type { OnlineStanding } from '../../../contract/online.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, MemberContext, StaffContext, SystemContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { readOrder } from '../dues/index.ts'
import { accountOf, gatewayOf } from './accounts.ts'
import { Forged, type Gateway, GatewayError } from './gateway.ts'
import { settleTry } from './settle.ts'
import { findTry, markClosed, type Try, takePending, triesOfOrder } from './store.ts'

/** Asks the gateway what became of a try, and acts on it: booked, closed, or left waiting. Throws GatewayError, Forged. */
export async function askAbout(ctx: Context, gateway: Gateway, one: Try, options: { end?: boolean } = {}): Promise<void> {
  const finding = await gateway.query(one.outTradeNo)
  if (finding.state === 'paid') {
    await settleTry(ctx, finding)
    return
  }
  if (one.state !== 'pending') return
  const over = options.end || ctx.kernel.clock.now() > one.expiresAt
  if (finding.state !== 'closed' && over) await gateway.close(one.outTradeNo)
  // Closed only when the gateway has said so: until then it may still be paid.
  if (finding.state === 'closed' || over) await inTx(ctx, (tx) => markClosed(tx, ctx, one.id))
}

/** Those that wait, each asked about; one whose gateway is silent does not hold up the others. */
export async function askAll(ctx: Context, waiting: readonly Try[], options: { end?: boolean } = {}): Promise<void> {
  for (const one of waiting) {
    const account = await accountOf(ctx, one.method, { ended: true })
    if (!account) continue
    await askAbout(ctx, gatewayOf(account), one, options).catch((error: unknown) => {
      if (!(error instanceof GatewayError) && !(error instanceof Forged)) throw error
      ctx.kernel.log.warn({ outTradeNo: one.outTradeNo, why: error.message }, 'a payment could not be asked about')
    })
  }
}

const atOnce = 50

/** Recurs: payments whose notification never came are found, those nobody paid in time are closed, those of a dead order as well. */
export async function askPending(ctx: SystemContext): Promise<void> {
  const waiting = await inTx(ctx, (tx) => takePending(tx, ctx, { limit: atOnce }))
  for (const one of waiting) {
    const { state } = await inTx(ctx, (tx) => readOrder(tx, ctx, one.orderId))
    await askAll(ctx, [one], { end: state !== 'open' && state !== 'vouched' })
  }
}

/** The payer came back, or waits in front of the code: the gateway is asked, nothing that the browser says counts. */
export async function checkOrder(ctx: MemberContext, orderId: string): Promise<OnlineStanding> {
  const waiting = await inTx(ctx, async (tx, ctx) => {
    await readMine(ctx, orderId)
    return takePending(tx, ctx, { orderId })
  })
  await askAll(ctx, waiting)
  return inTx(ctx, async (tx, ctx) => {
    const order = await readMine(ctx, orderId)
    const tries = await triesOfOrder(tx, ctx, orderId)
    return {
      order: order.state,
      waiting: tries.some((one) => one.state === 'pending'),
      stray: tries.find((one) => one.stray !== null)?.stray ?? null,
    }
  })
}

/** The member's own order; another's is not there. */
export function readMine(ctx: MemberContext, orderId: string) {
  return inTx(ctx, async (tx, ctx) => {
    const order = await readOrder(tx, ctx, orderId)
    return found(order.memberId === ctx.memberId ? order : null)
  })
}

/** Staff ask again about one that looks wrong. A closed one may turn out to be paid. */
export async function checkTry(ctx: StaffContext, id: string): Promise<void> {
  authorize(ctx, 'dues.confirm')
  const one = await inTx(ctx, async (tx) => {
    const row = found(
      await tx
        .selectFrom('online_payments')
        .select('out_trade_no')
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    return found(await findTry(tx, ctx, row.out_trade_no))
  })
  if (one.state === 'paid') return
  const account = await accountOf(ctx, one.method, { ended: true })
  if (!account) throw new Refusal('unavailable', '这种在线支付已停用，无法查询')
  await askAbout(ctx, gatewayOf(account), one).catch((error: unknown) => {
    if (error instanceof GatewayError || error instanceof Forged) throw new Refusal('unavailable', error.message)
    throw error
  })
}
