import type { Part, SuspenseRow } from '../../../contract/bank.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { allocate, listSuspense } from '../dues/index.ts'
import { toOrders } from './book.ts'

/** Money that pays nothing yet, oldest first, wherever it came from. */
export async function suspense(
  ctx: StaffContext,
  query: { after?: string; limit?: number },
): Promise<{ rows: SuspenseRow[]; next: string | null }> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, (tx, ctx) => listSuspense(tx, ctx, query))
}

/** Money in suspense found its owner. */
export async function giveSuspense(ctx: StaffContext, paymentId: string, parts: readonly Part[]): Promise<void> {
  authorize(ctx, 'dues.confirm')
  if (parts.length === 0) throw new Refusal('input-invalid', '请先选择要认领到的订单或会费')
  await inTx(ctx, async (tx, ctx) => {
    const orders = await toOrders(tx, ctx, parts)
    await allocate(tx, ctx, { paymentId, parts: orders })
    await audit(tx, ctx, { action: 'bank.suspense-given', subject: { kind: 'payment', id: paymentId }, after: { orders } })
  })
}
