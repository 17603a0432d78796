import type { CodeAddress } from '../../../contract/accounts.ts'
import { audit } from '../../kernel/audit.ts'
import type { PublicContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { requireAddress } from './addresses.ts'
import { useCode } from './codes.ts'
import { confirmAddress } from './confirm.ts'
import { setPassword } from './create.ts'
import { findAccount, identifiersOf } from './identifiers.ts'
import { type Opened, openFor, triesKey } from './login.ts'
import { hashPassword, requirePassword } from './passwords.ts'
import { endSessions } from './sessions.ts'
import { forgetTries } from './tries.ts'

interface Reset extends CodeAddress {
  code: string
  password: string
}

/** 忘记密码 (CACEM-20, CAQ-02): a code sent to the account's mobile or mail sets a new one and signs in; every other session ends. */
export async function resetPassword(ctx: PublicContext, { code, password, ...typed }: Reset): Promise<Opened> {
  const { channel, value } = requireAddress(typed)
  requirePassword(ctx, password)
  await useCode(ctx, { ...typed, purpose: 'reset-password', code })
  const hash = await hashPassword(password)
  const { opened, known } = await inTx(ctx, async (tx, inside) => {
    const account = await findAccount(tx, inside, [{ kind: channel === 'sms' ? 'mobile' : 'email', value }])
    if (account?.state !== 'active') throw new Refusal('code-wrong')
    await setPassword(tx, inside, account.id, hash)
    await endSessions(tx, inside, account.id)
    if (channel === 'email') await confirmAddress(tx, inside, account.id, value)
    await audit(tx, inside, { action: 'account.password-reset', subject: { kind: 'account', id: account.id, label: account.name } })
    const told = channel === 'sms' ? { mobile: value } : { mobile: null, email: value }
    await raise(tx, inside, 'accounts.password-changed', { accountId: account.id, ...told })
    return { opened: await openFor(tx, inside, account.id), known: await identifiersOf(tx, inside, account.id) }
  })
  for (const { value: typable } of known) await forgetTries(ctx, triesKey(typable))
  return opened
}
