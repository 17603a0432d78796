import type { Problem } from '../../../../contract/forms/index.ts'
import type { Context, MemberContext } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { asWhole } from '../../../kernel/database/whole.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { branchById, branchName } from '../../branches/index.ts'
import { type Asked, type Check, type Matter, type MatterKind, matterForm } from '../../matters/index.ts'
import { enterBranch } from '../branch-stays.ts'
import { memberFacts } from '../facts.ts'
import { handedInAdmission } from '../handed-in.ts'
import { memberStanding } from '../standing.ts'
import { currentMembership, lockMember, memberById } from '../store.ts'
import { knownOf, wish, wishField } from './known.ts'
import { ownData, sameAsRecord } from './own-data.ts'

/**
 * 加入分会 (CEPCA-12, CQSSA-06): a member's standing in one branch, at the level the form asks for or the branch's own. Asked for as
 * soon as the application for membership is handed in (CQSSA-05); the branch lets in who is a member by then.
 */
export const branchJoinKind: MatterKind = {
  effect: 'branch-join',
  prefill: knownOf,
  facts: memberFacts,
  whyNot: whyNotJoin,
  problems,
  checks,
  onDecided: async (tx, ctx, matter, decision) => {
    if (decision === 'approved') await asWhole(tx, ctx, (tx, ctx) => joined(tx, ctx, matter))
  },
}

async function whyNotJoin(tx: Tx, ctx: MemberContext, memberId: string, { branchId }: Asked): Promise<string | null> {
  const member = await memberById(tx, ctx, memberId)
  const { standing } = await memberStanding(tx, ctx, member)
  const { words } = ctx.association.settings
  if (standing !== 'current' && !(standing === 'applicant' && (await handedInAdmission(tx, ctx, memberId))))
    return `提交入会申请后才能加入${words.branch ?? '分支机构'}`
  if (branchId === null) return null
  if (!branchById(ctx, branchId)) return '这个分支机构已不存在'
  return (await currentMembership(tx, ctx, memberId, branchId)) ? `已经在${branchName(ctx, branchId)}` : null
}

/** The branch a matter is for: given when it was begun, else chosen in its form. */
export async function branchOf(tx: Tx, ctx: Context, matter: Matter): Promise<string | null> {
  return matter.branchId ?? (wish(await matterForm(tx, ctx, matter), matter.data, 'branch') || null)
}

async function problems(tx: Tx, ctx: MemberContext, matter: Matter): Promise<Problem[]> {
  const form = await matterForm(tx, ctx, matter)
  const branchId = await branchOf(tx, ctx, matter)
  const path = wishField(form, 'branch')?.id ?? ''
  const label = ctx.association.settings.words.branch ?? '分支机构'
  if (branchId === null) return [{ path, label, message: `请选择要加入的${label}` }]
  const why = await whyNotJoin(tx, ctx, matter.memberId, { kind: matter.kind, branchId })
  return [...(why ? [{ path, label, message: why }] : []), ...(await sameAsRecord(tx, ctx, matter.memberId, form, matter.data))]
}

/** The association first: a branch reads whether it has admitted the unit, and nothing else of that application. */
async function checks(tx: Tx, ctx: Context, matter: Matter): Promise<Check[]> {
  const { words } = ctx.association.settings
  const label = `${words.association ?? '协会'}会籍`
  return (await currentMembership(tx, ctx, matter.memberId))
    ? [{ label, state: 'ok', message: '现在是会员' }]
    : [{ label, state: 'bad', message: '入会申请还没有通过，通过后才能加入' }]
}

async function joined(tx: Tx, ctx: Context, matter: Matter): Promise<void> {
  const form = await matterForm(tx, ctx, matter)
  const member = await lockMember(tx, ctx, matter.memberId)
  if (!(await currentMembership(tx, ctx, member.id)))
    throw new Refusal(
      'not-ready',
      `${member.name}现在不是会员，等${ctx.association.settings.words.secretariat ?? '秘书处'}通过入会申请后再办理`,
    )
  await enterBranch(tx, ctx, member, {
    branchId: found(await branchOf(tx, ctx, matter), '这件事项没有选择分支机构'),
    level: wish(form, matter.data, 'level') || null,
    matterId: matter.id,
    from: ctx.kernel.clock.today(),
    data: ownData(form, matter.data),
    reason: `${matter.title} ${matter.number}`,
  })
}
