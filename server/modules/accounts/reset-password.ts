import type { NewPassword } from '../../../contract/accounts.ts'
import { audit } from '../../kernel/audit.ts'
import type { PublicContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { requireMobile, useCode } from './codes.ts'
import { setPassword } from './create.ts'
import { findByMobile } from './identifiers.ts'
import { type Opened, openFor, triesKey } from './login.ts'
import { hashPassword, requirePassword } from './passwords.ts'
import { endSessions } from './sessions.ts'
import { forgetTries } from './tries.ts'

/** 忘记密码 (CACEM-20): a code sent to the account's mobile sets a new one and signs in; every other session ends. */
export async function resetPassword(ctx: PublicContext, input: NewPassword): Promise<Opened> {
  const mobile = requireMobile(input.mobile)
  requirePassword(ctx, input.password)
  await useCode(ctx, { mobile, purpose: 'reset-password', code: input.code })
  const hash = await hashPassword(input.password)
  const opened = await inTx(ctx, async (tx, inside) => {
    const account = await findByMobile(tx, inside, mobile)
    if (account?.state !== 'active') throw new Refusal('code-wrong')
    await setPassword(tx, inside, account.id, hash)
    await endSessions(tx, inside, account.id)
    await audit(tx, inside, { action: 'account.password-reset', subject: { kind: 'account', id: account.id, label: account.name } })
    await raise(tx, inside, 'accounts.password-changed', { accountId: account.id, mobile })
    return openFor(tx, inside, account.id)
  })
  await forgetTries(ctx, triesKey(mobile))
  return opened
}
