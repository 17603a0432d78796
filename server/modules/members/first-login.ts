import type { NewPassword } from '../../../contract/accounts.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context, PublicContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import {
  createAccount,
  endSessions,
  findByMobile,
  hashPassword,
  type Opened,
  openFor,
  requireMobile,
  requirePassword,
  setPassword,
  useCode,
} from '../accounts/index.ts'
import { linkAccount } from './link.ts'

/**
 * 首次登录 (CACEM-19): the contact of a member from before the system proves the mobile by code and sets a first password.
 * The account acts for every member that names this mobile.
 */
export async function firstLogin(ctx: PublicContext, input: NewPassword): Promise<Opened> {
  if (!ctx.association.settings.login.firstLogin) throw new Refusal('not-allowed', '本协会不使用首次登录，请联系协会')
  const mobile = requireMobile(input.mobile)
  requirePassword(ctx, input.password)
  await useCode(ctx, { mobile, purpose: 'first-login', code: input.code })
  const passwordHash = await hashPassword(input.password)
  return inTx(ctx, async (tx, inside) => openFor(tx, inside, await activateContact(tx, inside, mobile, passwordHash)))
}

/**
 * The act itself, for whoever has proof that the mobile is theirs: an account with a password for a contact. Answers its id.
 * One that has a password comes again when it became the contact of one more member.
 */
export async function activateContact(tx: Tx, ctx: Context, mobile: string, passwordHash: string): Promise<string> {
  const members = await membersOfContact(tx, ctx, mobile)
  const [first] = members
  // No code was sent to a number without members: whoever got here guessed one.
  if (!first) throw new Refusal('code-wrong')
  const account = await findByMobile(tx, ctx, mobile)
  if (account?.state === 'disabled' || (account?.passwordHash && (await linkedToAll(tx, ctx, account.id, members)))) {
    throw new Refusal('already-done', {
      message: '这个手机号已经设置过密码，请直接登录；忘了密码可以用短信找回',
      detail: { reason: 'mobile-registered' },
    })
  }
  if (account) {
    await setPassword(tx, ctx, account.id, passwordHash)
    await endSessions(tx, ctx, account.id)
  }
  const id =
    account?.id ??
    (await createAccount(tx, ctx, { name: first.contact, passwordHash, identifiers: [{ kind: 'mobile', value: mobile, confirmed: true }] }))
  await linkAccount(
    tx,
    ctx,
    id,
    members.map((member) => member.id),
  )
  const subject = { kind: 'account', id, label: account?.name ?? first.contact }
  await audit(tx, ctx, { action: 'account.activated', subject, after: { members: members.map((member) => member.name) } })
  return id
}

/** Whether a number belongs to a contact of an admitted member: only then a code is sent. */
export async function isContactMobile(tx: Tx, ctx: Context, mobile: string): Promise<boolean> {
  return (await membersOfContact(tx, ctx, mobile)).length > 0
}

function membersOfContact(tx: Tx, ctx: Context, mobile: string): Promise<{ id: string; name: string; contact: string }[]> {
  return tx
    .selectFrom('contacts as c')
    .innerJoin('members as m', (join) => join.onRef('m.association_id', '=', 'c.association_id').onRef('m.id', '=', 'c.member_id'))
    .select(['m.id', 'm.name', 'c.name as contact'])
    .where('c.association_id', '=', ctx.association.id)
    .where('c.mobile', '=', mobile)
    .where('m.admitted_at', 'is not', null)
    .orderBy('m.admitted_at')
    .orderBy('m.id')
    .limit(50)
    .execute()
}

async function linkedToAll(tx: Tx, ctx: Context, accountId: string, members: readonly { id: string }[]): Promise<boolean> {
  const rows = await tx
    .selectFrom('account_members')
    .select('member_id')
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', accountId)
    .execute()
  const linked = new Set(rows.map((row) => row.member_id))
  return members.every((member) => linked.has(member.id))
}
