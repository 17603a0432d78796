import { maskEmail } from '../../../contract/rules/mask.ts'
import { audit } from '../../kernel/audit.ts'
import type { AccountContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { requireEmail } from './addresses.ts'
import { requireOwnPassword } from './change-password.ts'
import { useCode } from './codes.ts'
import { pendingOf } from './confirm.ts'
import { identifiersOf, replaceIdentifier } from './identifiers.ts'

interface Setting {
  email: string
  code: string
  password?: string | undefined
}

/** 设置邮箱 (CAQ-03): a code sent there says that it is theirs; in the place of a confirmed one the password is asked too. */
export async function setEmail(ctx: AccountContext, input: Setting): Promise<void> {
  const email = requireEmail(input.email)
  const before = await inTx(ctx, async (tx) => (await identifiersOf(tx, ctx, ctx.account.id)).find((one) => one.kind === 'email'))
  if (before?.confirmedAt) await requireOwnPassword(ctx, input.password ?? '', 'password')
  await useCode(ctx, { email, purpose: 'set-email', code: input.code })
  await inTx(ctx, async (tx, inside) => {
    const { id, name } = inside.account
    await takeFrom(tx, inside, email)
    await replaceIdentifier(tx, inside, id, { kind: 'email', value: email, confirmed: true })
    if ((await pendingOf(tx, inside, id)) !== null)
      await tx.deleteFrom('confirmations').where('association_id', '=', inside.association.id).where('account_id', '=', id).execute()
    await audit(tx, inside, {
      action: 'account.email-set',
      subject: { kind: 'account', id, label: name },
      before: { email: before ? maskEmail(before.value) : null },
      after: { email: maskEmail(email) },
    })
  })
}

// Who can read the mailbox goes before who only said it was theirs.
async function takeFrom(tx: Tx, ctx: AccountContext, email: string): Promise<void> {
  const owner = await tx
    .selectFrom('account_identifiers')
    .select(['account_id', 'confirmed_at'])
    .where('association_id', '=', ctx.association.id)
    .where('kind', '=', 'email')
    .where('value', '=', email)
    .executeTakeFirst()
  if (!owner || owner.account_id === ctx.account.id) return
  if (owner.confirmed_at) throw new Refusal('already-done', '这个邮箱已经是另一个账号的邮箱')
  await tx
    .deleteFrom('account_identifiers')
    .where('association_id', '=', ctx.association.id)
    .where('kind', '=', 'email')
    .where('value', '=', email)
    .execute()
}
