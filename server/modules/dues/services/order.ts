import type { Payer, PayMethod, Quote } from '../../../../contract/dues.ts'
import type { MemberContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { checkMethod, writeOrder } from '../orders/open-order.ts'
import { checkedPayer } from '../orders/payer.ts'
import { quoteOf } from '../orders/quote.ts'
import { type ChargeRecord, chargesById, liveOrders, memberName } from '../store.ts'

/** The member's own service that waits to be paid. Locked, so that a double click gets the first click's order. */
async function payableService(tx: Tx, ctx: MemberContext, chargeId: string): Promise<ChargeRecord> {
  const charge = found((await chargesById(tx, ctx, ctx.memberId, [chargeId])).find((one) => one.kind === 'service'))
  if (charge.state !== 'open') throw new Refusal('already-done', '这一笔已经交过了，无需再交')
  return charge
}

/** What its order would ask for, with all that is known filled in; nothing is written. */
export async function quoteService(ctx: MemberContext, chargeId: string): Promise<Quote> {
  return inTx(ctx, async (tx, ctx) => quoteOf(tx, ctx, ctx.memberId, [await payableService(tx, ctx, chargeId)]))
}

/** An order of one service; its id. Never together with dues, whose receipt is another. The living one when there is one. */
export async function orderService(ctx: MemberContext, chargeId: string, wish: { payer: Payer; method: PayMethod }): Promise<string> {
  const payer = await checkedPayer(ctx, wish.payer)
  return inTx(ctx, async (tx, ctx) => {
    checkMethod(ctx, (await memberName(tx, ctx, ctx.memberId)).kind, wish.method)
    const charge = await payableService(tx, ctx, chargeId)
    const [living] = await liveOrders(tx, ctx, [chargeId])
    return living?.id ?? writeOrder(tx, ctx, [charge], payer, null, wish.method)
  })
}
