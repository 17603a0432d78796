import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { findTakeover } from './store.ts'

/** What a message to who asked says. */
export async function takeoverForTelling(tx: Tx, ctx: Context, id: string): Promise<{ unit: string; number: string; mobile: string }> {
  const claim = await findTakeover(tx, ctx, id)
  return { unit: claim.unit_name, number: claim.number ?? '', mobile: claim.mobile }
}
