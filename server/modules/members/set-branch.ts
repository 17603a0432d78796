import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { brokenConstraint, inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { branchName } from '../branches/index.ts'
import { changeBranch, enterBranch, leaveBranch } from './branch-stays.ts'
import { recordChanges } from './changes.ts'
import { currentMembership, levelIn, lockMember } from './store.ts'
import { keepNumber, relist } from './write.ts'

interface Entry {
  memberId: string
  branch: string
  /** Null: it leaves. */
  level: string | null
  /** 'YYYY-MM-DD': from when, or the last day there. */
  on: string
  reason: string
}

/** Recorded by staff, e.g. from before the system or after a branch's election: joining, another level, leaving. */
export async function setBranch(ctx: StaffContext, { memberId, branch, level, on, reason }: Entry): Promise<void> {
  authorize(ctx, 'members.edit')
  await inTx(ctx, async (tx, ctx) => {
    const member = await lockMember(tx, ctx, memberId)
    const membership = await currentMembership(tx, ctx, memberId)
    if (!membership) throw new Refusal('not-ready', `${member.name}现在不是会员，不能登记分支机构`)
    const stay = await currentMembership(tx, ctx, memberId, branch)
    const today = ctx.kernel.clock.today()
    const first = stay?.joinedOn ?? membership.joinedOn
    if (on < first || on > today) throw new Refusal('input-invalid', `日期应在 ${first} 与今天 ${today} 之间`)
    const entry = { level, matterId: null, from: on, data: {}, reason }
    if (stay && level === null) return leaveBranch(tx, ctx, member, stay, { leftOn: on, reason, matterId: null })
    if (level === null) throw new Refusal('already-done', `${member.name}不在${branchName(ctx, branch)}`)
    if (!stay) return void (await enterBranch(tx, ctx, member, { ...entry, branchId: branch }))
    if (levelIn(stay, on) === level && levelIn(stay, today) === level) throw new Refusal('already-done', `自 ${on} 起已经是这个级别`)
    await changeBranch(tx, ctx, member, stay, entry)
  })
}

/** Another number, e.g. after the association renumbered: what it had stays findable and leads to it. */
export async function renumber(ctx: StaffContext, input: { memberId: string; number: string; reason: string }): Promise<void> {
  authorize(ctx, 'members.edit')
  const number = input.number.normalize('NFKC').trim()
  if (number === '') throw new Refusal('input-invalid', '请填写新的会员编号')
  await inTx(ctx, async (tx, ctx) => {
    const member = await lockMember(tx, ctx, input.memberId)
    if (member.number === null || member.admittedAt === null) throw new Refusal('not-ready', '入会后才有会员编号')
    if (member.number === number) throw new Refusal('already-done', '这就是现在的会员编号')
    try {
      await tx
        .updateTable('members')
        .set({ number, revision: member.revision + 1, updated_at: ctx.kernel.clock.now() })
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', member.id)
        .execute()
    } catch (error) {
      throw brokenConstraint(error) === 'members_number' ? new Refusal('conflict', `会员编号 ${number} 已被使用`) : error
    }
    await keepNumber(tx, ctx, member.id, member.number)
    const change = { field: 'number', label: '会员编号', before: member.number, after: number }
    await recordChanges(tx, ctx, member.id, [change], input.reason)
    await audit(tx, ctx, {
      action: 'member.numbered',
      subject: { kind: 'member', id: member.id, label: member.name },
      before: { number: member.number },
      after: { number, reason: input.reason },
    })
    await relist(tx, ctx, member.id)
  })
}
