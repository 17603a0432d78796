import type { FormData } from '../../../contract/forms/index.ts'
import { addDays } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context } from '../../kernel/context.ts'
import { brokenConstraint, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { nextNumber } from '../../kernel/numbering.ts'
import { branchById, branchName, levelOfBranch } from '../branches/index.ts'
import { recordChanges } from './changes.ts'
import { currentMembership, levelIn, type Member, type Membership } from './store.ts'
import { beginLevel, endLevels, relist } from './write.ts'

interface Entry {
  branchId: string
  /** Null: the level one joins the branch at. */
  level: string | null
  matterId: string | null
  /** 'YYYY-MM-DD' */
  from: string
  /** What the branch's own form asked beyond the member's record. */
  data: FormData
  reason: string
}

export const branchLevelName = (ctx: Context, branch: string, level: string | null): string =>
  levelOfBranch(ctx, branch, level)?.name ?? level ?? ''

/** 加入分会: a standing in the branch, at its joining level, under its own number where it numbers. The member is locked by the caller. */
export async function enterBranch(tx: Tx, ctx: Context, member: Member, entry: Entry): Promise<string> {
  const branch = branchById(ctx, entry.branchId)
  if (!branch) throw new Refusal('not-ready', '这个分支机构已不存在，请核对')
  if (await currentMembership(tx, ctx, member.id, branch.id)) throw new Refusal('already-done', `${member.name}已经在${branch.name}`)
  const level = entry.level ?? branch.joiningLevel
  requireLevel(ctx, branch.id, level)
  const id = newId()
  const rule = ctx.association.settings.numbers.branches?.[branch.id]
  const number = rule === undefined ? null : await nextNumber(tx, ctx, `branch:${branch.id}`, rule)
  try {
    await tx
      .insertInto('memberships')
      .values({
        association_id: ctx.association.id,
        id,
        member_id: member.id,
        branch_id: branch.id,
        number,
        data: JSON.stringify(entry.data),
        joined_on: entry.from,
        matter_id: entry.matterId,
        created_at: ctx.kernel.clock.now(),
      })
      .execute()
  } catch (error) {
    throw brokenConstraint(error) === 'memberships_current' ? new Refusal('already-done', `${member.name}已经在${branch.name}`) : error
  }
  await beginLevel(tx, ctx, id, level, entry.from)
  await told(tx, ctx, member, 'member.branch-joined', branch.id, { before: null, after: branchLevelName(ctx, branch.id, level) }, entry)
  return id
}

/** 退出分会: `leftOn` is the last day there. */
export async function leaveBranch(
  tx: Tx,
  ctx: Context,
  member: Member,
  stay: Membership,
  { leftOn, reason, matterId }: { leftOn: string; reason: string; matterId: string | null },
): Promise<void> {
  const branchId = found(stay.branchId)
  const last = leftOn < stay.joinedOn ? stay.joinedOn : leftOn
  await tx
    .updateTable('memberships')
    .set({ left_on: last, left_reason: reason })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', stay.id)
    .execute()
  await endLevels(tx, ctx, stay.id, addDays(last, 1))
  const before = branchLevelName(ctx, branchId, levelIn(stay, ctx.kernel.clock.today()))
  await told(tx, ctx, member, 'member.branch-left', branchId, { before, after: null }, { reason, matterId })
}

/** 修改资料 in a branch, and its level when one is given. */
export async function changeBranch(tx: Tx, ctx: Context, member: Member, stay: Membership, entry: Omit<Entry, 'branchId'>): Promise<void> {
  const branchId = found(stay.branchId)
  const now = levelIn(stay, entry.from)
  const level = entry.level ?? now
  if (level !== null) requireLevel(ctx, branchId, level)
  await tx
    .updateTable('memberships')
    .set({ data: JSON.stringify({ ...stay.data, ...entry.data }) })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', stay.id)
    .execute()
  if (level !== null && level !== now) {
    await endLevels(tx, ctx, stay.id, entry.from)
    await beginLevel(tx, ctx, stay.id, level, entry.from)
  }
  const names = { before: branchLevelName(ctx, branchId, now), after: branchLevelName(ctx, branchId, level) }
  await told(tx, ctx, member, 'member.branch-changed', branchId, names, entry)
}

function requireLevel(ctx: Context, branchId: string, level: string): void {
  if (!levelOfBranch(ctx, branchId, level)) throw new Refusal('input-invalid', `${branchName(ctx, branchId)}没有这个级别，请重新选择`)
}

async function told(
  tx: Tx,
  ctx: Context,
  member: Member,
  action: 'member.branch-joined' | 'member.branch-left' | 'member.branch-changed',
  branchId: string,
  { before, after }: { before: string | null; after: string | null },
  { reason, matterId, data }: { reason: string; matterId: string | null; data?: FormData },
): Promise<void> {
  const label = branchName(ctx, branchId)
  if (before !== after)
    await recordChanges(
      tx,
      ctx,
      member.id,
      [{ field: `branch.${branchId}`, label, before: before ?? '未加入', after: after ?? '已退出' }],
      reason,
    )
  await audit(tx, ctx, {
    action,
    subject: { kind: 'member', id: member.id, label: member.name },
    before: { branch: label, level: before },
    after: { branch: label, level: after, matterId, ...(data && { data }), ...(reason && { reason }) },
  })
  await relist(tx, ctx, member.id)
}
