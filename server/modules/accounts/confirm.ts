import { randomBytes } from 'node:crypto'
import { maskEmail } from '../../../contract/rules/mask.ts'
import { audit } from '../../kernel/audit.ts'
import type { AccountContext, Context, PublicContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { countTry } from '../../kernel/limits.ts'
import { raise } from '../../kernel/outbox.ts'
import { requireEmail } from './addresses.ts'
import { findAccount, type Identifier, replaceIdentifier } from './identifiers.ts'
import { hashToken } from './token.ts'
import { addressKey } from './tries.ts'

const hours = 72
const gone = '这个链接已用过或已过期。请登录后重新发送确认邮件'

/** Sends the mail whose link proves the address (CAQ-04); links sent before are void. The token stands behind #, so no log keeps it. */
export async function askConfirmation(tx: Tx, ctx: Context, account: { id: string; name: string }, email: string): Promise<void> {
  const token = randomBytes(24).toString('base64url')
  const now = ctx.kernel.clock.now()
  const row = { email, token_hash: hashToken(token), created_at: now, expires_at: new Date(now.getTime() + hours * 3600_000) }
  await tx
    .insertInto('confirmations')
    .values({ association_id: ctx.association.id, account_id: account.id, ...row })
    .onConflict((clash) => clash.columns(['association_id', 'account_id']).doUpdateSet(row))
    .execute()
  const link = `${ctx.kernel.config.publicUrl}/${ctx.association.slug}/confirm#${token}`
  await raise(tx, ctx, 'accounts.confirmation-requested', { accountId: account.id, name: account.name, email, link, hours })
}

/** The mail again, to another address when the first was a slip. Answers the masked address. */
export async function sendConfirmationAgain(ctx: AccountContext, input: { email?: string | undefined }): Promise<{ email: string }> {
  const wanted = input.email === undefined ? undefined : requireEmail(input.email)
  await countOrRefuse(ctx, [
    { key: `confirmation:minute:${ctx.account.id}`, max: 1, seconds: 60 },
    { key: `confirmation:day:${ctx.account.id}`, max: 10, seconds: 24 * 3600 },
  ])
  return inTx(ctx, async (tx, inside) => {
    const pending = await pendingOf(tx, inside, inside.account.id)
    if (!pending) throw new Refusal('already-done', '邮箱已经确认过了')
    const email = wanted ?? pending
    if (email !== pending) {
      const identifier: Identifier = { kind: 'email', value: email }
      await releaseUnconfirmed(tx, inside, [identifier])
      if (await findAccount(tx, inside, [identifier])) throw new Refusal('already-done', '这个邮箱已经是另一个账号的邮箱')
      await replaceIdentifier(tx, inside, inside.account.id, identifier)
    }
    await askConfirmation(tx, inside, inside.account, email)
    return { email: maskEmail(email) }
  })
}

/** The link was opened: the address is theirs. Throws `not-found` for a link that is void. */
export async function confirmEmail(ctx: PublicContext, token: string): Promise<{ email: string }> {
  await countOrRefuse(ctx, [{ key: `confirmations:${addressKey(ctx)}`, max: 60, seconds: 3600 }])
  return inTx(ctx, async (tx, inside) => {
    const row = await tx
      .selectFrom('confirmations')
      .select(['account_id', 'email'])
      .where('association_id', '=', inside.association.id)
      .where('token_hash', '=', hashToken(token))
      .where('expires_at', '>', inside.kernel.clock.now())
      .executeTakeFirst()
    if (!row) throw new Refusal('not-found', gone)
    await confirmAddress(tx, inside, row.account_id, row.email)
    const subject = { kind: 'account', id: row.account_id, label: maskEmail(row.email) }
    await audit(tx, inside, { action: 'account.email-confirmed', subject })
    return { email: maskEmail(row.email) }
  })
}

/** Something sent to this address came back: it is theirs, and nothing waits for it any more. */
export async function confirmAddress(tx: Tx, ctx: Context, accountId: string, email: string): Promise<void> {
  await tx
    .deleteFrom('confirmations')
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', accountId)
    .where('email', '=', email)
    .execute()
  await tx
    .updateTable('account_identifiers')
    .set({ confirmed_at: ctx.kernel.clock.now() })
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', accountId)
    .where('kind', '=', 'email')
    .where('value', '=', email)
    .execute()
}

/** The address whose mail was not opened yet, unmasked; null when nothing is waited for. */
export async function pendingOf(tx: Tx, ctx: Context, accountId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('confirmations')
    .select('email')
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  return row?.email ?? null
}

/** For whoever takes something in: throws `not-ready`, with what to do, until the registration's mail was opened (CAQ-04). */
export async function requireConfirmed(tx: Tx, ctx: AccountContext): Promise<void> {
  const email = await pendingOf(tx, ctx, ctx.account.id)
  if (email === null) return
  throw new Refusal('not-ready', {
    message: `请先打开发到 ${maskEmail(email)} 的邮件，点击里面的链接确认邮箱，然后再提交`,
    detail: { reason: 'email-unconfirmed' },
  })
}

/** What somebody registered with and never confirmed in time is free again, so that nobody's name is kept from them. */
export async function releaseUnconfirmed(tx: Tx, ctx: Context, identifiers: readonly Identifier[]): Promise<void> {
  if (identifiers.length === 0) return
  const late = tx
    .selectFrom('confirmations')
    .select('account_id')
    .where('association_id', '=', ctx.association.id)
    .where('expires_at', '<', ctx.kernel.clock.now())
  await tx
    .deleteFrom('account_identifiers')
    .where('association_id', '=', ctx.association.id)
    .where('account_id', 'in', late)
    .where((where) => where.or(identifiers.map(({ kind, value }) => where.and([where('kind', '=', kind), where('value', '=', value)]))))
    .execute()
}

async function countOrRefuse(ctx: Context, limits: { key: string; max: number; seconds: number }[]): Promise<void> {
  const seconds = await inTx({ ...ctx, tx: undefined }, async (tx, inside) => {
    for (const limit of limits) {
      const wait = await countTry(tx, inside, limit)
      if (wait > 0) return wait
    }
    return 0
  })
  if (seconds > 0) throw new Refusal('too-many', { message: `发送太频繁，请 ${Math.ceil(seconds / 60)} 分钟后再试`, detail: { seconds } })
}
