import type { MemberContext } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { asWhole } from '../../../kernel/database/whole.ts'
import { type MatterKind, matterForm } from '../../matters/index.ts'
import { memberFacts } from '../facts.ts'
import { endMembership } from '../leave.ts'
import { currentMembership, lockMember } from '../store.ts'
import { knownOf } from './known.ts'
import { lastDay, lastDayProblems, leaveReason } from './leaving.ts'

/** 退会 (CEPCA-13): may be returned for a wrong paper, never refused; what is owed does not hold a member back. */
export const leaveKind: MatterKind = {
  effect: 'leave',
  prefill: knownOf,
  facts: memberFacts,
  whyNot,
  problems: lastDayProblems,
  onDecided: async (tx, ctx, matter, decision) => {
    if (decision !== 'approved') return
    await asWhole(tx, ctx, async (tx, ctx) => {
      const form = await matterForm(tx, ctx, matter)
      const member = await lockMember(tx, ctx, matter.memberId)
      const joinedOn = (await currentMembership(tx, ctx, member.id))?.joinedOn ?? ''
      const asked = lastDay(ctx, form, matter.data)
      // A day before it all began is a slip of the pen; leaving does not fail for it.
      const leftOn = asked < joinedOn ? joinedOn : asked
      await endMembership(tx, ctx, member, { leftOn, reason: leaveReason(form, matter), matterId: matter.id })
    })
  },
}

async function whyNot(tx: Tx, ctx: MemberContext, memberId: string): Promise<string | null> {
  return (await currentMembership(tx, ctx, memberId)) ? null : '现在不是会员，无需申请退会'
}
