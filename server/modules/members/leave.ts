import { addDays } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { leaveBranch } from './branch-stays.ts'
import { recordChanges } from './changes.ts'
import { branchStaysOf, currentMembership, lockMember, type Member } from './store.ts'
import { endLevels, relist } from './write.ts'

interface Leaving {
  /** The last day of membership. */
  leftOn: string
  reason: string
}

/** 退会, recorded by staff: `leftOn` is the last day of membership. The number, the history and what is owed stay. */
export async function leave(ctx: Context, input: Leaving & { memberId: string }): Promise<void> {
  authorize(ctx, 'members.edit')
  await inTx(ctx, async (tx, ctx) => {
    await endMembership(tx, ctx, await lockMember(tx, ctx, input.memberId), { ...input, matterId: null })
  })
}

/** The act itself, whoever decided it. The standings in branches end the same day. */
export async function endMembership(
  tx: Tx,
  ctx: Context,
  member: Member,
  { leftOn, reason, matterId }: Leaving & { matterId: string | null },
): Promise<void> {
  const membership = await currentMembership(tx, ctx, member.id)
  if (!membership) throw new Refusal('already-done', `${member.name}现在不是会员，无需登记退会`)
  const today = ctx.kernel.clock.today()
  if (leftOn < membership.joinedOn || leftOn > today)
    throw new Refusal('input-invalid', `退会日期应在入会日 ${membership.joinedOn} 与今天 ${today} 之间`)
  for (const stay of await branchStaysOf(tx, ctx, member.id))
    if (stay.leftOn === null) await leaveBranch(tx, ctx, member, stay, { leftOn, reason, matterId })
  await tx
    .updateTable('memberships')
    .set({ left_on: leftOn, left_reason: reason })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', membership.id)
    .execute()
  await endLevels(tx, ctx, membership.id, addDays(leftOn, 1))
  await recordChanges(tx, ctx, member.id, [{ field: 'standing', label: '会籍', before: '在会', after: `已退会（${leftOn}）` }], reason)
  await audit(tx, ctx, {
    action: 'member.left',
    subject: { kind: 'member', id: member.id, label: member.name },
    before: { joinedOn: membership.joinedOn },
    after: { leftOn, reason, ...(matterId && { matterId }) },
  })
  await relist(tx, ctx, member.id)
  await raise(tx, ctx, 'members.left', { memberId: member.id })
}
