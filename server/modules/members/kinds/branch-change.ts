import type { FormDefinition, Problem } from '../../../../contract/forms/index.ts'
import type { Context, MemberContext } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { asWhole } from '../../../kernel/database/whole.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { branchById, branchName } from '../../branches/index.ts'
import { type Asked, currentDefinition, type Matter, type MatterKind, matterForm, wholeForm } from '../../matters/index.ts'
import { changeBranch, enterBranch, leaveBranch } from '../branch-stays.ts'
import { memberFacts } from '../facts.ts'
import { branchStaysOf, currentMembership, lockMember, type Membership } from '../store.ts'
import { branchOf } from './branch-join.ts'
import { knownOf, wish, wishField } from './known.ts'
import { ownData, sameAsRecord } from './own-data.ts'

/**
 * 修改分会资料, or its level, in the branch it was begun for (CQSSA-06). Where its form asks out of or into which branch, it is
 * 归属变更 (CEPCA-12): out of the one the member is in, into the one it was begun for or that is chosen. In none yet, that is joining.
 */
export const branchChangeKind: MatterKind = {
  effect: 'branch-change',
  prefill: knownOf,
  facts: memberFacts,
  whyNot,
  problems,
  onDecided: async (tx, ctx, matter, decision) => {
    if (decision === 'approved') await asWhole(tx, ctx, (tx, ctx) => changed(tx, ctx, matter))
  },
}

/** Whether the form moves a member from one branch to another. */
export const moves = (form: FormDefinition): boolean =>
  wishField(form, 'branch') !== undefined || wishField(form, 'branch.from') !== undefined

async function whyNot(tx: Tx, ctx: MemberContext, memberId: string, { kind, branchId }: Asked): Promise<string | null> {
  const word = ctx.association.settings.words.branch ?? '分支机构'
  if (!(await currentMembership(tx, ctx, memberId))) return `入会后才能变更${word}`
  const definition = await currentDefinition(tx, ctx, kind)
  const moving = definition !== undefined && moves(wholeForm(definition))
  if (moving && !(await inAny(tx, ctx, memberId))) return `还没有加入任何${word}，请先申请加入`
  if (branchId === null) return null
  const here = await currentMembership(tx, ctx, memberId, branchId)
  if (moving) return here ? `已经在${branchName(ctx, branchId)}` : null
  return here ? null : `还没有加入${branchName(ctx, branchId)}`
}

const inAny = async (tx: Tx, ctx: Context, memberId: string) => (await branchStaysOf(tx, ctx, memberId)).some((one) => one.leftOn === null)

interface Move {
  /** Where it goes, or stays. */
  to: string
  /** The stay that ends; null when it stays in the branch, or was in none. */
  from: Membership | null
  /** The stay that goes on. */
  stay: Membership | null
}

/** Null with a sentence when what was filled in does not say which branch. */
async function moveOf(tx: Tx, ctx: Context, matter: Matter): Promise<Move | string> {
  const form = await matterForm(tx, ctx, matter)
  const word = ctx.association.settings.words.branch ?? '分支机构'
  const to = wish(form, matter.data, 'branch') || (await branchOf(tx, ctx, matter))
  if (!to || !branchById(ctx, to)) return `请选择变更后的${word}`
  const current = (await branchStaysOf(tx, ctx, matter.memberId)).filter((one) => one.leftOn === null)
  const stay = current.find((one) => one.branchId === to) ?? null
  if (!moves(form)) return stay ? { to, from: null, stay } : `还没有加入${branchName(ctx, to)}`
  const others = current.filter((one) => one.branchId !== to)
  const said = wish(form, matter.data, 'branch.from')
  const from = said ? others.find((one) => one.branchId === said) : others.length === 1 ? others[0] : null
  if (from === undefined) return `现在不在${branchName(ctx, said)}，请核对从哪个${word}变更`
  if (stay) return `已经在${branchName(ctx, to)}，请选择另一个${word}`
  if (from === null && others.length > 1) return `已加入 ${others.length} 个${word}，请说明从哪一个变更`
  return { to, from, stay: null }
}

async function problems(tx: Tx, ctx: MemberContext, matter: Matter): Promise<Problem[]> {
  const form = await matterForm(tx, ctx, matter)
  const move = await moveOf(tx, ctx, matter)
  const label = ctx.association.settings.words.branch ?? '分支机构'
  const wrong =
    typeof move === 'string'
      ? [{ path: (wishField(form, 'branch.from') ?? wishField(form, 'branch'))?.id ?? '', label, message: move }]
      : []
  return [...wrong, ...(await sameAsRecord(tx, ctx, matter.memberId, form, matter.data))]
}

async function changed(tx: Tx, ctx: Context, matter: Matter): Promise<void> {
  const form = await matterForm(tx, ctx, matter)
  const member = await lockMember(tx, ctx, matter.memberId)
  const move = await moveOf(tx, ctx, matter)
  if (typeof move === 'string') throw new Refusal('not-ready', move)
  const reason = `${matter.title} ${matter.number}`
  const today = ctx.kernel.clock.today()
  const entry = {
    level: wish(form, matter.data, 'level') || null,
    matterId: matter.id,
    from: today,
    data: ownData(form, matter.data),
    reason,
  }
  if (move.stay) return changeBranch(tx, ctx, member, move.stay, entry)
  if (move.from) await leaveBranch(tx, ctx, member, move.from, { leftOn: today, reason, matterId: matter.id })
  await enterBranch(tx, ctx, member, { ...entry, branchId: move.to })
}
