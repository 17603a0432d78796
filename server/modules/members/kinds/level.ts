import type { Problem } from '../../../../contract/forms/index.ts'
import type { Context, MemberContext } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { asWhole } from '../../../kernel/database/whole.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { type Matter, type MatterKind, matterForm } from '../../matters/index.ts'
import { changeBranch } from '../branch-stays.ts'
import { memberFacts } from '../facts.ts'
import { changeLevel } from '../set-level.ts'
import { levelById } from '../standing.ts'
import { currentMembership, levelIn, lockMember } from '../store.ts'
import { knownOf, wish, wishField } from './known.ts'

/** 级别调整: the level the form asks for, in the association or in the branch it was begun for, from the day it is approved. */
export const levelKind: MatterKind = {
  effect: 'level',
  prefill: knownOf,
  facts: memberFacts,
  whyNot: async (tx, ctx, memberId, { branchId }) =>
    (await currentMembership(tx, ctx, memberId, branchId)) ? null : '现在不是会员，不能申请调整级别',
  problems,
  onDecided: async (tx, ctx, matter, decision) => {
    if (decision === 'approved') await asWhole(tx, ctx, (tx, ctx) => raised(tx, ctx, matter))
  },
}

async function problems(tx: Tx, ctx: MemberContext, matter: Matter): Promise<Problem[]> {
  const form = await matterForm(tx, ctx, matter)
  const field = wishField(form, 'level')
  const level = wish(form, matter.data, 'level')
  const path = field?.id ?? ''
  const label = field?.label ?? '会员级别'
  if (level === '') return [{ path, label, message: '请选择申请的级别' }]
  const now = levelIn(await currentMembership(tx, ctx, matter.memberId, matter.branchId), ctx.kernel.clock.today())
  return now === level ? [{ path, label, message: '现在就是这个级别，请选择另一个' }] : []
}

async function raised(tx: Tx, ctx: Context, matter: Matter): Promise<void> {
  const level = wish(await matterForm(tx, ctx, matter), matter.data, 'level')
  const member = await lockMember(tx, ctx, matter.memberId)
  const from = ctx.kernel.clock.today()
  const reason = `${matter.title} ${matter.number}`
  if (matter.branchId === null) {
    if (!levelById(ctx, level)) throw new Refusal('not-ready', '申请的级别已不存在，请退回重新选择')
    return changeLevel(tx, ctx, member, { level, from, reason })
  }
  const stay = await currentMembership(tx, ctx, member.id, matter.branchId)
  if (!stay) throw new Refusal('not-ready', `${member.name}现在不在这个分支机构`)
  await changeBranch(tx, ctx, member, stay, { level, from, reason, matterId: matter.id, data: {} })
}
