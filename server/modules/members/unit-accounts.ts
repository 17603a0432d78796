import type { Colleague, Colleagues } from '../../../contract/colleagues.ts'
import { maskEmail, maskMobile } from '../../../contract/rules/mask.ts'
import { checkPersonName } from '../../../contract/rules/names.ts'
import { audit } from '../../kernel/audit.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { countTry } from '../../kernel/limits.ts'
import { endSessions, invite, requireOwnPassword } from '../accounts/index.ts'
import { inviteColleague, mostAccounts } from './colleagues.ts'
import { makePrincipal, unlinkAccount } from './link.ts'
import { contactsOf, type Member, memberById } from './store.ts'

const perDay = 20

interface Row {
  id: string
  name: string
  state: string
  principal: boolean
  activated: boolean
  since: Date
  mobile: string | null
  email: string | null
}

async function accountsOf(tx: Tx, ctx: MemberContext): Promise<Row[]> {
  const rows = await tx
    .selectFrom('account_members as x')
    .innerJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'x.association_id').onRef('a.id', '=', 'x.account_id'))
    .leftJoin('account_identifiers as i', (join) =>
      join.onRef('i.association_id', '=', 'a.association_id').onRef('i.account_id', '=', 'a.id').on('i.kind', 'in', ['mobile', 'email']),
    )
    .select((eb) => [
      'a.id',
      'a.name',
      'a.state',
      'x.principal',
      'x.created_at as since',
      eb('a.password_hash', 'is not', null).$castTo<boolean>().as('activated'),
      'i.kind',
      'i.value',
    ])
    .where('x.association_id', '=', ctx.association.id)
    .where('x.member_id', '=', ctx.memberId)
    .orderBy('x.principal', 'desc')
    .orderBy('x.created_at')
    .orderBy('a.id')
    .execute()
  const all = new Map<string, Row>()
  for (const { kind, value, ...row } of rows) {
    const one = all.get(row.id) ?? { ...row, mobile: null, email: null }
    if (kind === 'mobile' || kind === 'email') one[kind] = value
    all.set(row.id, one)
  }
  return [...all.values()]
}

/** Only the unit's own account lets others in and out. */
function whyNotManage(ctx: MemberContext, rows: readonly Row[]): string | null {
  const own = rows.find((one) => one.principal)
  return own?.id === ctx.account.id ? null : `只有主账号${own ? `（${own.name}）` : ''}可以管理账号`
}

async function unitOf(tx: Tx, ctx: MemberContext): Promise<Member> {
  const member = await memberById(tx, ctx, ctx.memberId)
  if (member.kind !== 'unit') throw new Refusal('not-allowed', '个人账号只能由本人使用')
  return member
}

/** Who can sign in for the unit one acts for. */
export async function unitAccounts(ctx: MemberContext): Promise<Colleagues> {
  return inTx(ctx, async (tx, ctx) => {
    const unit = await unitOf(tx, ctx)
    const rows = await accountsOf(tx, ctx)
    const closed = whyNotManage(ctx, rows)
    const contacts = new Set((await contactsOf(tx, ctx, unit.id)).map((one) => one.mobile))
    return {
      unit: unit.name,
      rows: rows.map(
        (row): Colleague => ({
          id: row.id,
          name: row.name,
          mobile: row.mobile && maskMobile(row.mobile),
          email: row.email && maskEmail(row.email),
          principal: row.principal,
          self: row.id === ctx.account.id,
          activated: row.activated,
          since: row.since.toISOString(),
          can: {
            remove: whyNotRemoved(ctx, row, closed, contacts),
            handOver: closed ?? (row.principal ? '已是主账号' : row.activated ? null : '对方还没有设置密码'),
            invite: closed ?? (row.activated ? '已设置密码' : row.mobile || row.email ? null : '没有可以接收链接的手机号或邮箱'),
          },
        }),
      ),
      most: mostAccounts,
      whyNotInvite: closed ?? (rows.length >= mostAccounts ? `一个单位最多 ${mostAccounts} 个账号` : null),
    }
  })
}

/** Who is a contact could come back by 首次登录, so the record is put right first. */
function whyNotRemoved(ctx: MemberContext, row: Row, closed: string | null, contacts: ReadonlySet<string>): string | null {
  if (row.principal) return '主账号要先移交给同事'
  if (row.id === ctx.account.id) return null
  if (closed) return closed
  const { words, login } = ctx.association.settings
  if (login.firstLogin && row.mobile && contacts.has(row.mobile)) return `还是登记的${words.contact}，请先在${words.unitInfo}中更换`
  return null
}

export async function inviteToUnit(ctx: MemberContext, typed: { name: string; mobile: string }): Promise<{ invited: boolean }> {
  const name = typed.name.trim()
  const wrong = checkPersonName(name)
  if (wrong) throw new Refusal('input-invalid', { problems: [{ path: 'name', label: '姓名', message: wrong }] })
  await countInvitation(ctx)
  return inTx(ctx, async (tx, ctx) => {
    await unitOf(tx, ctx)
    refuse(whyNotManage(ctx, await accountsOf(tx, ctx)))
    const { invitation } = await inviteColleague(tx, ctx, ctx.memberId, { name, mobile: typed.mobile })
    return { invited: invitation !== null }
  })
}

async function countInvitation(ctx: MemberContext): Promise<void> {
  const wait = await inTx({ ...ctx, tx: undefined }, (tx) =>
    countTry(tx, ctx, { key: `colleagues:${ctx.memberId}`, max: perDay, seconds: 24 * 3600 }),
  )
  if (wait > 0) throw new Refusal('too-many', '今天邀请的次数太多，请明天再试')
}

function refuse(why: string | null): void {
  if (why !== null) throw new Refusal('not-allowed', why)
}

const pick = (rows: readonly Row[], id: string): Row => found(rows.find((one) => one.id === id))

export async function inviteAgain(ctx: MemberContext, id: string): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const rows = await accountsOf(tx, ctx)
    const row = pick(rows, id)
    refuse(whyNotManage(ctx, rows))
    if (row.activated) throw new Refusal('already-done', '对方已经设置过密码')
  })
  await countInvitation(ctx)
  await inTx(ctx, async (tx, ctx) => {
    const row = pick(await accountsOf(tx, ctx), id)
    await invite(tx, ctx, { id, name: row.name })
  })
}

/** A colleague goes, or one goes oneself; either is signed out at once. */
export async function removeFromUnit(ctx: MemberContext, id: string): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const unit = await unitOf(tx, ctx)
    const rows = await accountsOf(tx, ctx)
    const row = pick(rows, id)
    const contacts = new Set((await contactsOf(tx, ctx, unit.id)).map((one) => one.mobile))
    const why = whyNotRemoved(ctx, row, whyNotManage(ctx, rows), contacts)
    if (why !== null) throw new Refusal(row.principal ? 'not-ready' : 'not-allowed', why)
    await unlinkAccount(tx, ctx, id, unit.id)
    await endSessions(tx, ctx, id)
    await audit(tx, ctx, { action: 'account.unlinked', subject: { kind: 'account', id, label: row.name }, before: { member: unit.name } })
  })
}

/** 移交主账号: with the password of who hands over, so that nobody does it at a desk left open. */
export async function handOver(ctx: MemberContext, id: string, password: string): Promise<void> {
  const check = () =>
    inTx(ctx, async (tx, ctx) => {
      const rows = await accountsOf(tx, ctx)
      const row = pick(rows, id)
      refuse(whyNotManage(ctx, rows))
      if (row.principal) throw new Refusal('not-ready', '已是主账号')
      if (!row.activated || row.state !== 'active') throw new Refusal('not-ready', '对方还没有设置密码，暂不能移交')
    })
  await check()
  await requireOwnPassword(ctx, password, 'password')
  await inTx(ctx, async (tx, ctx) => {
    const unit = await unitOf(tx, ctx)
    await tx
      .selectFrom('members')
      .select('id')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', unit.id)
      .forUpdate()
      .execute()
    const rows = await accountsOf(tx, ctx)
    refuse(whyNotManage(ctx, rows))
    const row = pick(rows, id)
    await makePrincipal(tx, ctx, id, unit.id)
    await audit(tx, ctx, {
      action: 'account.principal-changed',
      subject: { kind: 'member', id: unit.id, label: unit.name },
      before: { account: ctx.account.name },
      after: { account: row.name },
    })
  })
}
