import { addDays } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { recordChanges } from './changes.ts'
import { currentMembership, lockMember } from './store.ts'
import { endLevels, relist } from './write.ts'

/** 退会, recorded by staff: `leftOn` is the last day of membership. The number, the history and what is owed stay. */
export async function leave(ctx: Context, input: { memberId: string; leftOn: string; reason: string }): Promise<void> {
  authorize(ctx, 'members.edit')
  await inTx(ctx, async (tx, ctx) => {
    const member = await lockMember(tx, ctx, input.memberId)
    const membership = await currentMembership(tx, ctx, member.id)
    if (!membership) throw new Refusal('already-done', '该单位现在不是会员，无需登记退会')
    const today = ctx.kernel.clock.today()
    if (input.leftOn < membership.joinedOn || input.leftOn > today)
      throw new Refusal('input-invalid', `退会日期应在入会日 ${membership.joinedOn} 与今天 ${today} 之间`)
    await tx
      .updateTable('memberships')
      .set({ left_on: input.leftOn, left_reason: input.reason })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', membership.id)
      .execute()
    await endLevels(tx, ctx, membership.id, addDays(input.leftOn, 1))
    await recordChanges(
      tx,
      ctx,
      member.id,
      [{ field: 'standing', label: '会籍', before: '在会', after: `已退会（${input.leftOn}）` }],
      input.reason,
    )
    await audit(tx, ctx, {
      action: 'member.left',
      subject: { kind: 'member', id: member.id, label: member.name },
      before: { joinedOn: membership.joinedOn },
      after: { leftOn: input.leftOn, reason: input.reason },
    })
    await relist(tx, ctx, member.id)
    await raise(tx, ctx, 'members.left', { memberId: member.id })
  })
}
