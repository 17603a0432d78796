import { checkPersonName } from '../../../contract/rules/names.ts'
import type { Invitation } from '../../../contract/staff.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, PlatformContext, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { createAccount, endSessions, findByMobile, type Invited, invite, requireMobile } from '../accounts/index.ts'
import { type Given, giveRoles, heldRoles } from './give-roles.ts'
import { keepManager, lockStaff } from './guard.ts'

type ManagingContext = StaffContext | PlatformContext

interface NewStaff {
  name: string
  mobile: string
  roles: readonly Given[]
}

const shown = ({ path, expiresAt }: Invited): Invitation => ({ path, expiresAt: expiresAt.toISOString() })

/** Makes a staff account, or makes staff of an account that has this mobile. The link is null when it has a password already. */
export async function createStaff(ctx: ManagingContext, input: NewStaff): Promise<{ id: string; invitation: Invitation | null }> {
  authorize(ctx, 'staff.manage')
  const mobile = requireMobile(input.mobile)
  const name = requireName(input.name)
  return inTx(ctx, async (tx, inside) => {
    await lockStaff(tx, inside)
    const known = await findByMobile(tx, inside, mobile)
    const id =
      known?.id ?? (await createAccount(tx, inside, { name, passwordHash: null, identifiers: [{ kind: 'mobile', value: mobile }] }))
    const already = await tx
      .selectFrom('staff')
      .select('state')
      .where('association_id', '=', inside.association.id)
      .where('account_id', '=', id)
      .executeTakeFirst()
    if (already) throw new Refusal('already-done', '这个手机号已经是工作人员了，请在列表中修改或恢复')
    await tx
      .insertInto('staff')
      .values({ association_id: inside.association.id, account_id: id, created_at: inside.kernel.clock.now() })
      .execute()
    const roles = await giveRoles(tx, inside, id, input.roles)
    await audit(tx, inside, { action: 'staff.created', subject: { kind: 'staff', id, label: name }, after: { name, roles } })
    return { id, invitation: known?.passwordHash ? null : shown(await invite(tx, inside, { id, name })) }
  })
}

export async function updateStaff(ctx: StaffContext, id: string, input: { name: string; roles: readonly Given[] }): Promise<void> {
  authorize(ctx, 'staff.manage')
  const name = requireName(input.name)
  await inTx(ctx, async (tx, inside) => {
    await lockStaff(tx, inside)
    const before = await findStaff(tx, inside, id)
    await tx.updateTable('accounts').set({ name }).where('association_id', '=', inside.association.id).where('id', '=', id).execute()
    await tx.deleteFrom('staff_roles').where('association_id', '=', inside.association.id).where('account_id', '=', id).execute()
    const roles = await giveRoles(tx, inside, id, input.roles)
    await keepManager(tx, inside)
    const subject = { kind: 'staff', id, label: name }
    await audit(tx, inside, {
      action: 'staff.updated',
      subject,
      before: { name: before.name, roles: before.roles },
      after: { name, roles },
    })
  })
}

/** Ends the sessions at once. Nobody disables himself, nor the last one who could undo it. */
export async function disableStaff(ctx: StaffContext, id: string): Promise<void> {
  authorize(ctx, 'staff.manage')
  if (id === ctx.account.id) throw new Refusal('not-allowed', '不能停用自己，请让另一位管理员来做')
  await inTx(ctx, async (tx, inside) => {
    await lockStaff(tx, inside)
    const { name } = await findStaff(tx, inside, id)
    await changeState(tx, inside, id, 'disabled')
    await tx.deleteFrom('activations').where('association_id', '=', inside.association.id).where('account_id', '=', id).execute()
    const sessions = await endSessions(tx, inside, id)
    await keepManager(tx, inside)
    await audit(tx, inside, { action: 'staff.disabled', subject: { kind: 'staff', id, label: name }, after: { sessionsEnded: sessions } })
  })
}

export async function enableStaff(ctx: StaffContext, id: string): Promise<void> {
  authorize(ctx, 'staff.manage')
  await inTx(ctx, async (tx, inside) => {
    await lockStaff(tx, inside)
    const { name } = await findStaff(tx, inside, id)
    await changeState(tx, inside, id, 'active')
    await audit(tx, inside, { action: 'staff.enabled', subject: { kind: 'staff', id, label: name } })
  })
}

/** Voids the password and the sessions; the new link sets another. No password is ever shown or sent. */
export async function reinviteStaff(ctx: StaffContext, id: string): Promise<Invitation> {
  authorize(ctx, 'staff.manage')
  if (id === ctx.account.id) throw new Refusal('not-allowed', '请用“修改密码”更换自己的密码')
  return inTx(ctx, async (tx, inside) => {
    await lockStaff(tx, inside)
    const { name, state } = await findStaff(tx, inside, id)
    if (state !== 'active') throw new Refusal('not-allowed', '这位工作人员已停用，请先恢复')
    await tx
      .updateTable('accounts')
      .set({ password_hash: null, password_set_at: null })
      .where('association_id', '=', inside.association.id)
      .where('id', '=', id)
      .execute()
    await endSessions(tx, inside, id)
    await audit(tx, inside, { action: 'staff.password-reset', subject: { kind: 'staff', id, label: name } })
    return shown(await invite(tx, inside, { id, name }))
  })
}

function requireName(typed: string): string {
  const name = typed.normalize('NFC').trim()
  const message = checkPersonName(name)
  if (message) throw new Refusal('input-invalid', { problems: [{ path: 'name', label: '姓名', message }] })
  return name
}

async function findStaff(tx: Tx, ctx: Context, id: string): Promise<{ name: string; state: string; roles: string[] }> {
  const row = found(
    await tx
      .selectFrom('staff as s')
      .innerJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 's.association_id').onRef('a.id', '=', 's.account_id'))
      .select(['a.name', 's.state'])
      .where('s.association_id', '=', ctx.association.id)
      .where('s.account_id', '=', id)
      .executeTakeFirst(),
    '没有这位工作人员',
  )
  return { ...row, roles: await heldRoles(tx, ctx, id) }
}

async function changeState(tx: Tx, ctx: Context, id: string, state: 'active' | 'disabled'): Promise<void> {
  const changed = await tx
    .updateTable('staff')
    .set({ state })
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', id)
    .where('state', '!=', state)
    .executeTakeFirst()
  if (changed.numUpdatedRows === 0n) throw new Refusal('conflict')
}
