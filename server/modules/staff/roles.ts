import { branchPermissions, type Permission } from '../../../contract/permissions.ts'
import type { Role } from '../../../contract/preset.ts'
import type { RoleRow } from '../../../contract/staff.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { keepManager, lockStaff } from './guard.ts'

interface RoleText {
  name: string
  permissions: Permission[]
}

/** The preset's roles that are not there yet; those that are were perhaps edited since, and stay. */
export async function installRoles(tx: Tx, ctx: Context, roles: readonly Role[]): Promise<void> {
  const rows = roles.map(({ id, name, permissions }) => ({ association_id: ctx.association.id, id, name, permissions: [...permissions] }))
  await tx
    .insertInto('roles')
    .values(rows)
    .onConflict((clash) => clash.doNothing())
    .execute()
}

export async function listRoles(ctx: StaffContext): Promise<RoleRow[]> {
  authorize(ctx, 'staff.manage')
  const rows = await inTx(ctx, (tx) =>
    tx
      .selectFrom('roles as r')
      .leftJoin('staff_roles as x', (join) => join.onRef('x.association_id', '=', 'r.association_id').onRef('x.role_id', '=', 'r.id'))
      .select((select) => ['r.id', 'r.name', 'r.permissions', select.fn.count<number>('x.account_id').distinct().as('holders')])
      .where('r.association_id', '=', ctx.association.id)
      .groupBy(['r.association_id', 'r.id', 'r.name', 'r.permissions'])
      .orderBy('r.id')
      .execute(),
  )
  return rows.map(({ id, name, permissions, holders }) => ({
    id,
    name,
    permissions: permissions as Permission[],
    holders,
    inBranches: permissions.every((one) => branchPermissions.has(one)),
    can: { edit: null, delete: holders > 0 ? `还有 ${holders} 位工作人员担任这个角色` : null },
  }))
}

export async function createRole(ctx: StaffContext, { name, permissions }: RoleText): Promise<string> {
  authorize(ctx, 'staff.manage')
  return inTx(ctx, async (tx, inside) => {
    await lockStaff(tx, inside)
    await refuseSameName(tx, inside, name)
    const id = `r${newId().replaceAll('-', '').slice(-12)}`
    await tx.insertInto('roles').values({ association_id: inside.association.id, id, name: name.trim(), permissions }).execute()
    await audit(tx, inside, { action: 'role.updated', subject: { kind: 'role', id, label: name }, after: { name, permissions } })
    return id
  })
}

/** Takes effect at the holders' next request. */
export async function updateRole(ctx: StaffContext, id: string, { name, permissions }: RoleText): Promise<void> {
  authorize(ctx, 'staff.manage')
  await inTx(ctx, async (tx, inside) => {
    await lockStaff(tx, inside)
    const before = await findRole(tx, inside, id)
    await refuseSameName(tx, inside, name, id)
    await tx
      .updateTable('roles')
      .set({ name: name.trim(), permissions })
      .where('association_id', '=', inside.association.id)
      .where('id', '=', id)
      .execute()
    await keepManager(tx, inside)
    await audit(tx, inside, { action: 'role.updated', subject: { kind: 'role', id, label: name }, before, after: { name, permissions } })
  })
}

export async function deleteRole(ctx: StaffContext, id: string): Promise<void> {
  authorize(ctx, 'staff.manage')
  await inTx(ctx, async (tx, inside) => {
    await lockStaff(tx, inside)
    const before = await findRole(tx, inside, id)
    const holder = await tx
      .selectFrom('staff_roles')
      .select('account_id')
      .where('association_id', '=', inside.association.id)
      .where('role_id', '=', id)
      .executeTakeFirst()
    if (holder) throw new Refusal('not-ready', '还有工作人员担任这个角色，请先给他们换一个角色')
    await tx.deleteFrom('roles').where('association_id', '=', inside.association.id).where('id', '=', id).execute()
    await audit(tx, inside, { action: 'role.updated', subject: { kind: 'role', id, label: before.name }, before })
  })
}

async function findRole(tx: Tx, ctx: Context, id: string): Promise<RoleText> {
  const row = found(
    await tx
      .selectFrom('roles')
      .select(['name', 'permissions'])
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .executeTakeFirst(),
    '没有这个角色',
  )
  return { name: row.name, permissions: row.permissions as Permission[] }
}

async function refuseSameName(tx: Tx, ctx: Context, name: string, except = ''): Promise<void> {
  const same = await tx
    .selectFrom('roles')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('name', '=', name.trim())
    .where('id', '!=', except)
    .executeTakeFirst()
  if (same)
    throw new Refusal('already-done', { message: '已有同名的角色', problems: [{ path: 'name', message: '已有同名的角色，请换一个名称' }] })
}
