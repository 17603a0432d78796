import { holds, lookUp } from '../../../contract/forms/condition.ts'
import type { FormData } from '../../../contract/forms/schema.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import type { Definition } from './definition.ts'
import { askedOf, kindFor } from './registry.ts'

/** Whether a kind concerns this member at all: what does not is not on its list. */
export function concerns(definition: Definition, facts: FormData, by: 'member' | 'employer'): boolean {
  const kind = lookUp('member.kind', facts)
  return (kind === undefined || kind === definition.for) && (definition.begins ?? 'member') === by
}

/** Null when this member may begin one now, else the sentence on the button. `by`: whose act it would be. */
export async function whyNotBegun(
  tx: Tx,
  ctx: MemberContext,
  definition: Definition,
  facts: FormData,
  asked: { memberId: string; branchId: string | null; by: 'member' | 'employer' },
): Promise<string | null> {
  const { memberId, branchId, by } = asked
  if (!concerns(definition, facts, by)) return whyNoConcern(definition, by)
  const wanted = await isAsked(tx, ctx, definition, memberId)
  if (!wanted && !holds(definition.offered, facts)) return `目前还不符合办理“${definition.name}”的条件`
  if (!wanted && definition.again === false && (await wasApproved(tx, ctx, definition, memberId, branchId)))
    return `“${definition.name}”已经办结通过，不需要再次办理`
  return (await kindFor(definition).whyNot?.(tx, ctx, memberId, { kind: definition.kind, branchId })) ?? null
}

const isAsked = async (tx: Tx, ctx: Context, { kind }: Definition, memberId: string) => (await askedOf(tx, ctx, memberId)).has(kind)

function whyNoConcern({ begins, for: whom }: Definition, by: 'member' | 'employer'): string {
  if ((begins ?? 'member') !== by) return begins === 'employer' ? '这类事项由所在单位发起' : '这类事项由会员自己发起'
  return whom === 'unit' ? '这类事项只由单位会员办理' : '这类事项只由个人会员办理'
}

async function wasApproved(tx: Tx, ctx: Context, { kind }: Definition, memberId: string, branchId: string | null): Promise<boolean> {
  const row = await tx
    .selectFrom('matters')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('kind', '=', kind)
    .where('branch_id', branchId === null ? 'is' : '=', branchId)
    .where('state', '=', 'approved')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** The branches a kind can be begun for, in the association's order; [] for a kind without. */
export function branchesOf(ctx: Context, { branches }: Definition): { id: string; name: string }[] {
  if (branches === undefined) return []
  const all = ctx.association.settings.branches ?? []
  return all.filter((one) => branches === 'any' || branches.includes(one.id)).map(({ id, name }) => ({ id, name }))
}

/** The branch that is asked for, where the kind takes one; null where it takes none. Refuses any other. */
export function askedBranch(ctx: Context, definition: Definition, branch: string | undefined): string | null {
  const word = ctx.association.settings.words.branch ?? '分支机构'
  if (definition.branches === undefined) {
    if (branch !== undefined) throw new Refusal('input-invalid', `“${definition.name}”不分${word}办理`)
    return null
  }
  if (branch === undefined) throw new Refusal('input-invalid', `请选择${word}`)
  const known = branchesOf(ctx, definition).find((one) => one.id === branch)
  if (!known) throw new Refusal('input-invalid', `没有这个${word}，请重新选择`)
  return known.id
}
