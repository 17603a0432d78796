import type { Context, MemberContext } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { asWhole } from '../../../kernel/database/whole.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { branchName } from '../../branches/index.ts'
import { type Asked, type Matter, type MatterKind, matterForm } from '../../matters/index.ts'
import { leaveBranch } from '../branch-stays.ts'
import { memberFacts } from '../facts.ts'
import { currentMembership, lockMember } from '../store.ts'
import { branchOf } from './branch-join.ts'
import { knownOf } from './known.ts'
import { lastDay, lastDayProblems, leaveReason } from './leaving.ts'

/** 退出分会: the standing there ends, the membership of the association goes on. */
export const branchLeaveKind: MatterKind = {
  effect: 'branch-leave',
  prefill: knownOf,
  facts: memberFacts,
  whyNot,
  problems: lastDayProblems,
  onDecided: async (tx, ctx, matter, decision) => {
    if (decision === 'approved') await asWhole(tx, ctx, (tx, ctx) => gone(tx, ctx, matter))
  },
}

async function whyNot(tx: Tx, ctx: MemberContext, memberId: string, { branchId }: Asked): Promise<string | null> {
  if (branchId === null || (await currentMembership(tx, ctx, memberId, branchId))) return null
  return `还没有加入${branchName(ctx, branchId)}`
}

async function gone(tx: Tx, ctx: Context, matter: Matter): Promise<void> {
  const form = await matterForm(tx, ctx, matter)
  const member = await lockMember(tx, ctx, matter.memberId)
  const branchId = found(await branchOf(tx, ctx, matter), '这件事项没有选择分支机构')
  const stay = await currentMembership(tx, ctx, member.id, branchId)
  if (!stay) throw new Refusal('already-done', `${member.name}已经不在${branchName(ctx, branchId)}`)
  await leaveBranch(tx, ctx, member, stay, {
    leftOn: lastDay(ctx, form, matter.data),
    reason: leaveReason(form, matter),
    matterId: matter.id,
  })
}
