import { sql } from 'kysely'
import { addDays } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { recordChanges } from './changes.ts'
import { endMembership } from './leave.ts'
import { lockMember, membershipsOf } from './store.ts'
import { relist } from './write.ts'

/** 视为自动退会: the membership ends today, by a decision that was made elsewhere. */
export async function lapseMember(tx: Tx, ctx: Context, memberId: string, reason: string): Promise<void> {
  const member = await lockMember(tx, ctx, memberId)
  await endMembership(tx, ctx, member, { leftOn: ctx.kernel.clock.today(), reason, matterId: null })
}

/**
 * 恢复会籍: the stay that ended on `leftOn` goes on as if it had not ended, with its level, and so do the standings in branches that ended
 * with it. Refuses when the member has joined again since.
 */
export async function reinstate(
  tx: Tx,
  ctx: Context,
  { memberId, leftOn, reason }: { memberId: string; leftOn: string; reason: string },
): Promise<void> {
  const member = await lockMember(tx, ctx, memberId)
  const [last] = await membershipsOf(tx, ctx, memberId)
  if (!last || last.leftOn !== leftOn) throw new Refusal('not-ready', `${member.name}的会籍在这之后又有变化，不能直接恢复`)
  const stays = sql`select id from memberships m where m.association_id = ${ctx.association.id} and m.member_id = ${memberId} and m.left_on = ${leftOn}::date
    and m.left_reason is not distinct from ${last.leftReason}`
  await sql`update level_spans l set period = daterange(lower(l.period), null) where l.association_id = ${ctx.association.id}
    and l.membership_id in (${stays}) and upper(l.period) = ${addDays(leftOn, 1)}::date`.execute(tx)
  await sql`update memberships set left_on = null, left_reason = null where association_id = ${ctx.association.id} and id in (${stays})`.execute(
    tx,
  )
  await recordChanges(tx, ctx, memberId, [{ field: 'standing', label: '会籍', before: `已退会（${leftOn}）`, after: '在会' }], reason)
  await audit(tx, ctx, {
    action: 'member.reinstated',
    subject: { kind: 'member', id: memberId, label: member.name },
    before: { leftOn, reason: last.leftReason },
    after: { reason },
  })
  await relist(tx, ctx, memberId)
}
