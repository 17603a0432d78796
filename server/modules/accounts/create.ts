import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import type { Identifier } from './identifiers.ts'

interface NewAccount {
  name: string
  /** From `hashPassword`; null for somebody who is invited and sets it later. */
  passwordHash: string | null
  identifiers: Identifier[]
}

/** Makes an account; an identifier that is taken ends the transaction with `conflict`. Answers the new id. */
export async function createAccount(tx: Tx, ctx: Context, { name, passwordHash, identifiers }: NewAccount): Promise<string> {
  const id = newId()
  const association_id = ctx.association.id
  const now = ctx.kernel.clock.now()
  await tx
    .insertInto('accounts')
    .values({ association_id, id, name, password_hash: passwordHash, password_set_at: passwordHash === null ? null : now, created_at: now })
    .execute()
  const rows = identifiers.map(({ kind, value, confirmed }) => ({
    association_id,
    kind,
    value,
    account_id: id,
    created_at: now,
    confirmed_at: confirmed ? now : null,
  }))
  if (rows.length > 0) await tx.insertInto('account_identifiers').values(rows).execute()
  return id
}

/** Sets the password without asking for the old one: whoever calls has proof of who it is. */
export async function setPassword(tx: Tx, ctx: Context, accountId: string, passwordHash: string): Promise<void> {
  await tx
    .updateTable('accounts')
    .set({ password_hash: passwordHash, password_set_at: ctx.kernel.clock.now() })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', accountId)
    .execute()
}
