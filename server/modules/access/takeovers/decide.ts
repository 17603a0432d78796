import type { Takeover } from '../../../../contract/takeovers.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { raise } from '../../../kernel/outbox.ts'
import { createAccount, endSessions, findByMobile, invite, mobileOf } from '../../accounts/index.ts'
import { linkAccount, makePrincipal, newFirstContact, unlinkAccount } from '../../members/index.ts'
import { voidLive } from '../letters/issue.ts'
import { readTakeover } from './console.ts'
import { findTakeover, type Holder, holdersOf, type TakeoverRecord } from './store.ts'

interface Approval {
  id: string
  /** Accounts that act for the unit no longer. */
  remove: readonly string[]
  contact: boolean
  reason: string
}

/** The new contact's account is the unit's own from now on; what staff chose of the earlier ones is signed out and ends. */
export async function approveTakeover(ctx: StaffContext, { id, remove, contact, reason }: Approval): Promise<Takeover> {
  authorize(ctx, 'accounts.manage')
  return inTx(ctx, async (_, ctx) => {
    const takeover = await readTakeover(ctx, id)
    if (takeover.can.approve !== null) throw new Refusal('not-ready', takeover.can.approve)
    if (takeover.objections > 0 && reason.trim().length < 2)
      throw new Refusal('input-invalid', { problems: [{ path: 'reason', label: '理由', message: '有人提出异议，请写明为什么仍然同意' }] })
    await inTx(ctx, (tx, ctx) => carryOut(tx, ctx, takeover, { remove, contact, reason: reason.trim() }))
    return readTakeover(ctx, id)
  })
}

async function carryOut(
  tx: Tx,
  ctx: StaffContext,
  { id, number, unitName, member, mobile, personName }: Takeover,
  { remove, contact, reason }: Omit<Approval, 'id'>,
): Promise<void> {
  if (!member) throw new Refusal('not-ready')
  await refuseOwn(tx, ctx, mobile)
  const claim = await decide(tx, ctx, id, 'approved', reason)
  const holders = await holdersOf(tx, ctx, member.id)
  const account = await accountOf(tx, ctx, mobile, personName)
  await linkAccount(tx, ctx, account.id, [member.id])
  await makePrincipal(tx, ctx, account.id, member.id)
  const going = holders.filter((one) => remove.includes(one.id) && one.id !== account.id)
  for (const one of going) await dismiss(tx, ctx, one, member)
  await voidLive(tx, ctx, member.id)
  if (contact) {
    const drop = going.flatMap((one) => one.mobile ?? [])
    await newFirstContact(tx, ctx, member.id, { name: personName, mobile, drop, reason: `账号接管 ${number}` })
    // Whoever staff let stay does, though he is no contact any more.
    const staying = [account, ...holders.filter((one) => !going.includes(one))]
    for (const one of staying) await linkAccount(tx, ctx, one.id, [member.id])
  }
  await tx
    .updateTable('takeovers')
    .set({ account_id: account.id })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .execute()
  await audit(tx, ctx, {
    action: 'takeover.approved',
    subject: { kind: 'takeover', id, label: `${unitName}（${number}）` },
    before: { accounts: holders.map((one) => one.name) },
    after: { account: personName, removed: going.map((one) => one.name), contact, ...(reason && { reason }) },
  })
  if (!account.activated) await invite(tx, ctx, { id: account.id, name: personName })
  await tellDecided(tx, ctx, claim, 'approved', reason)
}

export async function refuseTakeover(ctx: StaffContext, id: string, reason: string): Promise<Takeover> {
  authorize(ctx, 'accounts.manage')
  return inTx(ctx, async (tx, ctx) => {
    const before = await findTakeover(tx, ctx, id)
    await refuseOwn(tx, ctx, before.mobile)
    const claim = await decide(tx, ctx, id, 'refused', reason.trim())
    await audit(tx, ctx, {
      action: 'takeover.refused',
      subject: { kind: 'takeover', id, label: `${claim.unit_name}（${claim.number}）` },
      after: { reason: reason.trim() },
    })
    await tellDecided(tx, ctx, claim, 'refused', reason.trim())
    return readTakeover(ctx, id)
  })
}

/** Nobody decides about a claim of their own. */
async function refuseOwn(tx: Tx, ctx: StaffContext, mobile: string): Promise<void> {
  if ((await mobileOf(tx, ctx, ctx.account.id)) === mobile) throw new Refusal('not-allowed', '不能处理自己的申请，请由其他工作人员办理')
}

/** Of two who decide at once the second finds it done. */
async function decide(tx: Tx, ctx: StaffContext, id: string, state: 'approved' | 'refused', decision: string): Promise<TakeoverRecord> {
  let query = tx
    .updateTable('takeovers')
    .set({ state, decision, decided_at: ctx.kernel.clock.now(), decided_by: ctx.account.id })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .where('state', '=', 'waiting')
  if (state === 'approved') query = query.where('open_on', '<=', ctx.kernel.clock.today())
  const row = await query.returningAll().executeTakeFirst()
  if (!row) throw new Refusal('conflict', '这件申请刚刚被他人处理，请刷新查看')
  return row
}

async function accountOf(tx: Tx, ctx: StaffContext, mobile: string, name: string): Promise<{ id: string; activated: boolean }> {
  const known = await findByMobile(tx, ctx, mobile)
  if (known?.state === 'disabled') throw new Refusal('not-ready', '这个手机号的账号已停用，请先恢复或请申请人换一个手机号')
  if (known) return { id: known.id, activated: known.passwordHash !== null }
  const identifiers = [{ kind: 'mobile' as const, value: mobile, confirmed: true }]
  return { id: await createAccount(tx, ctx, { name, passwordHash: null, identifiers }), activated: false }
}

async function dismiss(tx: Tx, ctx: StaffContext, holder: Holder, member: { id: string; name: string }): Promise<void> {
  await unlinkAccount(tx, ctx, holder.id, member.id)
  await endSessions(tx, ctx, holder.id)
  await audit(tx, ctx, {
    action: 'account.unlinked',
    subject: { kind: 'account', id: holder.id, label: holder.name },
    before: { member: member.name },
  })
}

const tellDecided = (tx: Tx, ctx: StaffContext, claim: TakeoverRecord, state: 'approved' | 'refused', reason: string) =>
  raise(tx, ctx, 'access.takeover-decided', {
    takeoverId: claim.id,
    state,
    unit: claim.unit_name,
    number: claim.number ?? '',
    mobile: claim.mobile,
    reason,
  })
