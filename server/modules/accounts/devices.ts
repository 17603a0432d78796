import type { SignedInDevice } from '../../../contract/accounts.ts'
import { audit } from '../../kernel/audit.ts'
import type { AccountContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { nameDevice } from './device-name.ts'
import { endSessions } from './sessions.ts'
import { hashToken } from './token.ts'

/** Where the account is signed in, the last seen first. A session goes by its hash: it opens nothing. */
export async function listDevices(ctx: AccountContext, token: string | undefined): Promise<SignedInDevice[]> {
  const rows = await inTx(ctx, (tx) =>
    tx
      .selectFrom('sessions')
      .selectAll()
      .where('association_id', '=', ctx.association.id)
      .where('account_id', '=', ctx.account.id)
      .where('expires_at', '>', ctx.kernel.clock.now())
      .orderBy('seen_at', 'desc')
      .limit(50)
      .execute(),
  )
  return rows.map((row) => ({
    id: row.token_hash,
    current: token !== undefined && row.token_hash === hashToken(token),
    device: nameDevice(row.user_agent ?? ''),
    address: row.address,
    since: row.created_at.toISOString(),
    seenAt: row.seen_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  }))
}

export async function endDevice(ctx: AccountContext, id: string): Promise<void> {
  await inTx(ctx, async (tx, inside) => {
    const { numDeletedRows } = await tx
      .deleteFrom('sessions')
      .where('association_id', '=', inside.association.id)
      .where('account_id', '=', inside.account.id)
      .where('token_hash', '=', id)
      .executeTakeFirst()
    if (numDeletedRows === 0n) throw new Refusal('not-found', '这台设备已经退出登录')
    await noteEnded(inside, 1)
  })
}

/** Ends every session but the one that asks. */
export async function endOtherDevices(ctx: AccountContext, token: string | undefined): Promise<number> {
  return inTx(ctx, async (tx, inside) => {
    const ended = await endSessions(tx, inside, inside.account.id, token)
    if (ended > 0) await noteEnded(inside, ended)
    return ended
  })
}

function noteEnded(ctx: AccountContext, sessions: number): Promise<void> {
  const { id, name } = ctx.account
  return inTx(ctx, (tx) =>
    audit(tx, ctx, { action: 'account.sessions-ended', subject: { kind: 'account', id, label: name }, after: { sessions } }),
  )
}
