import { branchPermissions } from '../../../contract/permissions.ts'
import type { HeldRole } from '../../../contract/staff.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { branchById, branchName } from '../branches/index.ts'

/** A role for the whole association (its id alone says that too), or for one branch. */
export type Given = string | HeldRole

const problem = (message: string) => new Refusal('input-invalid', { problems: [{ path: 'roles', label: '角色', message }] })

/** Writes what somebody holds, and answers it in the log's words: 会员部审核, 分会审核（安全分会）. */
export async function giveRoles(tx: Tx, ctx: Context, account_id: string, given: readonly Given[]): Promise<string[]> {
  const wanted = new Map(
    given
      .map((one): HeldRole => (typeof one === 'string' ? { role: one, branch: null } : one))
      .map((one) => [`${one.role} ${one.branch ?? ''}`, one]),
  )
  if (wanted.size === 0) throw problem('请至少选择一个角色')
  const ids = [...new Set([...wanted.values()].map((one) => one.role))]
  const roles = await tx
    .selectFrom('roles')
    .select(['id', 'name', 'permissions'])
    .where('association_id', '=', ctx.association.id)
    .where('id', 'in', ids)
    .execute()
  if (roles.length < ids.length) throw problem('所选的角色已被删除，请刷新后再选')
  for (const { role, branch } of wanted.values()) {
    if (branch === null) continue
    if (!branchById(ctx, branch)) throw problem('所选的分支机构已不存在，请刷新后再选')
    const held = roles.find((one) => one.id === role)
    // Money, staff and the log are the whole association's: such a role would bring nothing there.
    if (held && !held.permissions.some((one) => branchPermissions.has(one)))
      throw problem(`“${held.name}”没有可在${branchName(ctx, branch)}使用的权限，只能在全协会担任`)
  }
  await tx
    .insertInto('staff_roles')
    .values(
      [...wanted.values()].map(({ role, branch }) => ({
        association_id: ctx.association.id,
        account_id,
        role_id: role,
        branch_id: branch,
      })),
    )
    .execute()
  return heldRoles(tx, ctx, account_id)
}

/** What somebody holds, as the log tells it. */
export async function heldRoles(tx: Tx, ctx: Context, accountId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('staff_roles as x')
    .innerJoin('roles as r', (join) => join.onRef('r.association_id', '=', 'x.association_id').onRef('r.id', '=', 'x.role_id'))
    .select(['r.name', 'x.branch_id'])
    .where('x.association_id', '=', ctx.association.id)
    .where('x.account_id', '=', accountId)
    .orderBy('x.branch_id', (order) => order.nullsFirst())
    .orderBy('r.name')
    .execute()
  return rows.map((row) => (row.branch_id === null ? row.name : `${row.name}（${branchName(ctx, row.branch_id)}）`))
}
