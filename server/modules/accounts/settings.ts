import type { AccountSettings } from '../../../contract/accounts.ts'
import { maskEmail, maskMobile } from '../../../contract/rules/mask.ts'
import type { AccountContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { identifiersOf } from './identifiers.ts'

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
    const kept = await identifiersOf(tx, ctx, ctx.account.id)
    const mobile = kept.find((one) => one.kind === 'mobile')
    const email = kept.find((one) => one.kind === 'email')
    return {
      name: row.name,
      mobile: mobile ? maskMobile(mobile.value) : null,
      email: email ? { address: maskEmail(email.value), confirmed: email.confirmedAt !== null } : null,
      passwordSetAt: row.password_set_at?.toISOString() ?? null,
    }
  })
}
