import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** The mobile an account signs in with, or null when it has none. */
export async function mobileOf(tx: Tx, ctx: Context, accountId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('account_identifiers')
    .select('value')
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', accountId)
    .where('kind', '=', 'mobile')
    .executeTakeFirst()
  return row?.value ?? null
}
