import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { chargesOfOrder, findOrder, type OrderRecord } from './store.ts'

/** An order with its years, for the modules above: whose receipt it is, what a message says of it. */
export async function readOrder(tx: Tx, ctx: Context, orderId: string): Promise<OrderRecord & { years: number[] }> {
  const order = found(await findOrder(tx, ctx, orderId))
  return { ...order, years: (await chargesOfOrder(tx, ctx, orderId)).map((charge) => charge.year) }
}
