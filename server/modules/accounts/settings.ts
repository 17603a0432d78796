import type { AccountSettings } from '../../../contract/accounts.ts'
import { maskMobile } from '../../../contract/rules/mask.ts'
import type { AccountContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { mobileOf } from './identifiers.ts'

export async function accountSettings(ctx: AccountContext): Promise<AccountSettings> {
  return inTx(ctx, async (tx) => {
    const row = found(
      await tx
        .selectFrom('accounts')
        .select(['name', 'password_set_at'])
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', ctx.account.id)
        .executeTakeFirst(),
    )
    const mobile = await mobileOf(tx, ctx, ctx.account.id)
    return { name: row.name, mobile: mobile && maskMobile(mobile), passwordSetAt: row.password_set_at?.toISOString() ?? null }
  })
}
