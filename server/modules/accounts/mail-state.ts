import { maskEmail } from '../../../contract/rules/mask.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { pendingOf } from './confirm.ts'
import { identifiersOf } from './identifiers.ts'

interface MailState {
  /** Masked: the mail of the registration that was not opened yet (CAQ-04). */
  confirming: string | null
  /** The association asks for a mail, and this account has none that is confirmed (CAQ-03). */
  needsEmail: boolean
}

/** What is still to be done about an account's mail; nothing where the association asks for none. */
export async function mailState(tx: Tx, ctx: Context, accountId: string): Promise<MailState> {
  const { login, registration } = ctx.association.settings
  const confirms = registration.unit?.confirm ?? registration.person?.confirm
  const pending = confirms ? await pendingOf(tx, ctx, accountId) : null
  if (pending !== null) return { confirming: maskEmail(pending), needsEmail: false }
  if (!login.needsEmail) return { confirming: null, needsEmail: false }
  const email = (await identifiersOf(tx, ctx, accountId)).find((one) => one.kind === 'email')
  return { confirming: null, needsEmail: !email?.confirmedAt }
}
