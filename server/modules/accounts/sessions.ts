import { randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Context } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { cookieName, hashToken } from './token.ts'

const hour = 3600
const idle = { short: 12 * hour, long: 30 * 24 * hour }
const longest = idle.long

interface Stay {
  /** 记住登录状态. */
  remember?: boolean
}

/** Opens a session and answers its token, which is kept nowhere but in the cookie. */
export async function openSession(
  tx: Tx,
  ctx: Context,
  accountId: string,
  memberId: string | null,
  { remember = false }: Stay = {},
): Promise<string> {
  const token = randomBytes(32).toString('base64url')
  const now = ctx.kernel.clock.now()
  const seconds = remember ? idle.long : idle.short
  await tx
    .insertInto('sessions')
    .values({
      association_id: ctx.association.id,
      token_hash: hashToken(token),
      account_id: accountId,
      member_id: memberId,
      created_at: now,
      seen_at: now,
      expires_at: new Date(now.getTime() + seconds * 1000),
      idle_seconds: seconds,
      address: ctx.origin?.address ?? null,
      user_agent: ctx.origin?.userAgent ?? null,
    })
    .execute()
  return token
}

/** Gives the browser its session. Without `remember` it forgets it when it is closed. */
export function setSessionCookie(reply: FastifyReply, ctx: Context, token: string, { remember = false }: Stay = {}): void {
  reply.setCookie(cookieName, token, { ...cookieOf(ctx), ...(remember && { maxAge: longest }) })
}

export function clearSessionCookie(reply: FastifyReply, ctx: Context): void {
  reply.clearCookie(cookieName, cookieOf(ctx))
}

const cookieOf = (ctx: Context) => ({
  path: `/${ctx.association.slug}`,
  httpOnly: true,
  sameSite: 'lax' as const,
  secure: ctx.kernel.config.publicUrl.startsWith('https:'),
})

export const tokenOf = (request: FastifyRequest): string | undefined => request.cookies[cookieName]

/** Counts from now on again, up to thirty days after signing in. */
export async function touchSession(ctx: Context, token: string): Promise<void> {
  const now = ctx.kernel.clock.now()
  await inTx(ctx, (tx) =>
    sql`update sessions set seen_at = ${now}, address = ${ctx.origin?.address ?? null},
      expires_at = least(${now}::timestamptz + idle_seconds * interval '1 second', created_at + ${longest} * interval '1 second')
      where association_id = ${ctx.association.id} and token_hash = ${hashToken(token)}`.execute(tx),
  )
}

export async function endSession(tx: Tx, ctx: Context, token: string): Promise<void> {
  await tx.deleteFrom('sessions').where('association_id', '=', ctx.association.id).where('token_hash', '=', hashToken(token)).execute()
}

/** Ends all of an account's sessions but the one of `keep`; answers how many. */
export async function endSessions(tx: Tx, ctx: Context, accountId: string, keep?: string): Promise<number> {
  const { numDeletedRows } = await tx
    .deleteFrom('sessions')
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', accountId)
    .where('token_hash', '!=', keep === undefined ? '' : hashToken(keep))
    .executeTakeFirst()
  return Number(numDeletedRows)
}

/** A chore: what nobody can use any more. */
export async function clearEnded(ctx: Context): Promise<void> {
  const now = ctx.kernel.clock.now()
  const yesterday = new Date(now.getTime() - 24 * hour * 1000)
  await inTx(ctx, async (tx) => {
    const { id } = ctx.association
    await tx.deleteFrom('sessions').where('association_id', '=', id).where('expires_at', '<', now).execute()
    await tx.deleteFrom('challenges').where('association_id', '=', id).where('expires_at', '<', now).execute()
    await tx.deleteFrom('codes').where('association_id', '=', id).where('expires_at', '<', yesterday).execute()
    await tx.deleteFrom('activations').where('association_id', '=', id).where('expires_at', '<', now).execute()
    await tx.deleteFrom('limits').where('association_id', '=', id).where('window_ends_at', '<', now).execute()
  })
}
