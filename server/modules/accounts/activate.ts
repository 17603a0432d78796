import { randomBytes } from 'node:crypto'
import { audit } from '../../kernel/audit.ts'
import type { Context, PublicContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { countTry } from '../../kernel/limits.ts'
import { raise } from '../../kernel/outbox.ts'
import { setPassword } from './create.ts'
import { emailOf, mobileOf } from './identifiers.ts'
import { type Opened, openFor } from './login.ts'
import { hashPassword, requirePassword } from './passwords.ts'
import { endSessions } from './sessions.ts'
import { hashToken } from './token.ts'
import { addressKey } from './tries.ts'

const hours = 72
const gone = '这个链接已用过或已过期，请联系管理员重新发放'

export interface Invited {
  /** The page that takes the token, below the program's address. The token stands behind #, so no log keeps it. */
  path: string
  expiresAt: Date
}

/** Gives an account a link to set its password with; links given before are void. Shown once, sent to its mobile and mail. */
export async function invite(tx: Tx, ctx: Context, account: { id: string; name: string }): Promise<Invited> {
  const token = randomBytes(24).toString('base64url')
  const expiresAt = new Date(ctx.kernel.clock.now().getTime() + hours * 3600_000)
  const row = { token_hash: hashToken(token), expires_at: expiresAt }
  await tx
    .insertInto('activations')
    .values({ association_id: ctx.association.id, account_id: account.id, ...row })
    .onConflict((clash) => clash.columns(['association_id', 'account_id']).doUpdateSet(row))
    .execute()
  const path = `/${ctx.association.slug}/activate#${token}`
  const [mobile, email] = [await mobileOf(tx, ctx, account.id), await emailOf(tx, ctx, account.id)]
  if (mobile || email)
    await raise(tx, ctx, 'accounts.invited', {
      accountId: account.id,
      name: account.name,
      mobile,
      email,
      link: `${ctx.kernel.config.publicUrl}${path}`,
      hours,
    })
  return { path, expiresAt }
}

/** Whose link it is; throws `not-found` for one that is void. */
export async function lookAtInvitation(ctx: PublicContext, token: string): Promise<{ name: string }> {
  const wait = await inTx(ctx, (tx) => countTry(tx, ctx, { key: `activations:${addressKey(ctx)}`, max: 60, seconds: 3600 }))
  if (wait > 0) throw new Refusal('too-many', { detail: { seconds: wait } })
  const { name } = await inTx(ctx, (tx) => findInvited(tx, ctx, token))
  return { name }
}

/** Sets the first password and signs in. The link is used up. */
export async function activate(ctx: PublicContext, { token, password }: { token: string; password: string }): Promise<Opened> {
  await lookAtInvitation(ctx, token)
  requirePassword(ctx, password)
  const hash = await hashPassword(password)
  return inTx(ctx, async (tx, inside) => {
    const { id, name } = await findInvited(tx, inside, token)
    const used = await tx
      .deleteFrom('activations')
      .where('association_id', '=', inside.association.id)
      .where('token_hash', '=', hashToken(token))
      .executeTakeFirst()
    if (used.numDeletedRows === 0n) throw new Refusal('not-found', gone)
    await setPassword(tx, inside, id, hash)
    await endSessions(tx, inside, id)
    await audit(tx, inside, { action: 'account.activated', subject: { kind: 'account', id, label: name } })
    return openFor(tx, inside, id)
  })
}

async function findInvited(tx: Tx, ctx: PublicContext, token: string): Promise<{ id: string; name: string }> {
  const row = await tx
    .selectFrom('activations as v')
    .innerJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'v.association_id').onRef('a.id', '=', 'v.account_id'))
    .select(['a.id', 'a.name'])
    .where('v.association_id', '=', ctx.association.id)
    .where('v.token_hash', '=', hashToken(token))
    .where('v.expires_at', '>', ctx.kernel.clock.now())
    .where('a.state', '=', 'active')
    .executeTakeFirst()
  return found(row, gone)
}
