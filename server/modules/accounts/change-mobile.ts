import { maskMobile } from '../../../contract/rules/mask.ts'
import { audit } from '../../kernel/audit.ts'
import type { AccountContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { requireOwnPassword } from './change-password.ts'
import { requireMobile, useCode } from './codes.ts'
import { findByMobile, mobileOf } from './identifiers.ts'

interface Change {
  mobile: string
  code: string
  password: string
}

/** 更换手机号: the password says who, a code sent to the new number says that it is theirs. */
export async function changeMobile(ctx: AccountContext, input: Change): Promise<void> {
  const mobile = requireMobile(input.mobile)
  await requireOwnPassword(ctx, input.password, 'password')
  await useCode(ctx, { mobile, purpose: 'change-mobile', code: input.code })
  await inTx(ctx, async (tx, inside) => {
    const { id, name } = inside.account
    const association_id = inside.association.id
    const owner = await findByMobile(tx, inside, mobile)
    if (owner) throw new Refusal('already-done', owner.id === id ? '这就是您现在的手机号' : '这个手机号已经是另一个账号的登录手机号')
    const before = await mobileOf(tx, inside, id)
    await tx
      .deleteFrom('account_identifiers')
      .where('association_id', '=', association_id)
      .where('account_id', '=', id)
      .where('kind', '=', 'mobile')
      .execute()
    await tx
      .insertInto('account_identifiers')
      .values({ association_id, kind: 'mobile', value: mobile, account_id: id, created_at: inside.kernel.clock.now() })
      .execute()
    await audit(tx, inside, {
      action: 'account.mobile-changed',
      subject: { kind: 'account', id, label: name },
      before: { mobile: before && maskMobile(before) },
      after: { mobile: maskMobile(mobile) },
    })
    await raise(tx, inside, 'accounts.mobile-changed', { accountId: id, before, after: mobile })
  })
}
