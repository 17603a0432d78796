import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/**
 * Lets an account act for members. The first account of a member is its own: who signs in by the member's name or number gets there,
 * and it lets colleagues in. Members it acts for already stay as they are.
 */
export async function linkAccount(tx: Tx, ctx: Context, accountId: string, memberIds: readonly string[]): Promise<void> {
  for (const memberId of [...new Set(memberIds)].sort()) await linkOne(tx, ctx, accountId, memberId)
}

async function linkOne(tx: Tx, ctx: Context, accountId: string, memberId: string): Promise<void> {
  const association_id = ctx.association.id
  // Locked, so that of two first accounts at one moment one is the first.
  await tx.selectFrom('members').select('id').where('association_id', '=', association_id).where('id', '=', memberId).forUpdate().execute()
  await tx
    .insertInto('account_members')
    .values({
      association_id,
      account_id: accountId,
      member_id: memberId,
      principal: (await principalOf(tx, ctx, memberId)) === null,
      created_at: ctx.kernel.clock.now(),
    })
    .onConflict((clash) => clash.doNothing())
    .execute()
}

/** The account that is signed in to by the member's name or number; null while it has none. */
export async function principalOf(tx: Tx, ctx: Context, memberId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('account_members')
    .select('account_id')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('principal', '=', true)
    .executeTakeFirst()
  return row?.account_id ?? null
}

/** Ends that an account acts for a member. When it was the member's own, the oldest of those that remain is from then on. */
export async function unlinkAccount(tx: Tx, ctx: Context, accountId: string, memberId: string): Promise<void> {
  const { id } = ctx.association
  const gone = await tx
    .deleteFrom('account_members')
    .where('association_id', '=', id)
    .where('account_id', '=', accountId)
    .where('member_id', '=', memberId)
    .returning('principal')
    .executeTakeFirst()
  if (!gone?.principal) return
  const heir = await tx
    .selectFrom('account_members')
    .select('account_id')
    .where('association_id', '=', id)
    .where('member_id', '=', memberId)
    .orderBy('created_at')
    .orderBy('account_id')
    .limit(1)
    .executeTakeFirst()
  if (heir) await makePrincipal(tx, ctx, heir.account_id, memberId)
}

/** Makes an account that acts for the member the member's own; the one before stays a colleague's. */
export async function makePrincipal(tx: Tx, ctx: Context, accountId: string, memberId: string): Promise<void> {
  const of = () => tx.updateTable('account_members').where('association_id', '=', ctx.association.id).where('member_id', '=', memberId)
  await of().set({ principal: false }).where('account_id', '!=', accountId).execute()
  await of().set({ principal: true }).where('account_id', '=', accountId).execute()
}
