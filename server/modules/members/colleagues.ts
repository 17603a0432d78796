import { audit } from '../../kernel/audit.ts'
import type { MemberContext, StaffContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { createAccount, findByMobile, type Invited, invite, requireMobile } from '../accounts/index.ts'
import { linkAccount } from './link.ts'
import { memberById } from './store.ts'

/** A unit is let in by that many accounts at most: more is a shared password by another name. */
export const mostAccounts = 10

/**
 * One more account for a member: of the colleague's own mobile, invited by a link unless it has a password already. Whoever calls
 * has made sure that `ctx` may: the member's own account, or staff.
 */
export async function inviteColleague(
  tx: Tx,
  ctx: MemberContext | StaffContext,
  memberId: string,
  { name, mobile: typed }: { name: string; mobile: string },
): Promise<{ accountId: string; invitation: Invited | null }> {
  const mobile = requireMobile(typed)
  const member = await memberById(tx, ctx, memberId)
  const accounts = await tx
    .selectFrom('account_members')
    .select('account_id')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .execute()
  const known = await findByMobile(tx, ctx, mobile)
  if (known && accounts.some((one) => one.account_id === known.id)) throw new Refusal('already-done', '这个手机号已经可以代表本单位登录')
  if (accounts.length >= mostAccounts) throw new Refusal('not-ready', `一个单位最多 ${mostAccounts} 个账号，请先停用不再使用的`)
  const accountId =
    known?.id ?? (await createAccount(tx, ctx, { name, passwordHash: null, identifiers: [{ kind: 'mobile', value: mobile }] }))
  await linkAccount(tx, ctx, accountId, [memberId])
  await audit(tx, ctx, {
    action: 'account.linked',
    subject: { kind: 'account', id: accountId, label: known?.name ?? name },
    after: { member: member.name },
  })
  return { accountId, invitation: known?.passwordHash ? null : await invite(tx, ctx, { id: accountId, name: known?.name ?? name }) }
}
