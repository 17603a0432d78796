import { sql } from 'kysely'
import { maskMobile } from '../../../../contract/rules/mask.ts'
import type { TakeoverState } from '../../../../contract/takeover-words.ts'
import type { Takeover, TakeoverRow } from '../../../../contract/takeovers.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { findFile } from '../../../kernel/files/files.ts'
import type { FileReply } from '../../../kernel/http/route.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { contactsOf, memberById, memberStanding } from '../../members/index.ts'
import { filesOf, findTakeover, holdersOf, type TakeoverRecord } from './store.ts'

/** What waits longest comes first; what is done, the latest first. */
export async function listTakeovers(
  ctx: StaffContext,
  { state, after, limit = 50 }: { state?: TakeoverState; after?: string; limit?: number },
): Promise<{ rows: TakeoverRow[]; next: string | null }> {
  authorize(ctx, 'accounts.manage')
  if (after !== undefined && !isUuid(after)) throw new Refusal('input-invalid', '翻页位置已失效，请回到第一页')
  return inTx(ctx, async (tx, ctx) => {
    let query = tx
      .selectFrom('takeovers')
      .selectAll()
      .where('association_id', '=', ctx.association.id)
      .where('state', '!=', 'draft')
      .limit(limit + 1)
    const waiting = state === 'waiting'
    if (state) query = query.where('state', '=', state)
    if (after) query = query.where('id', waiting ? '>' : '<', after)
    const rows = await query.orderBy('id', waiting ? 'asc' : 'desc').execute()
    const page = rows.slice(0, limit)
    const shown: TakeoverRow[] = []
    for (const row of page) shown.push(briefOf(ctx, row, await objectionsTo(tx, ctx, row.id)))
    return { rows: shown, next: rows.length > limit ? (page.at(-1)?.id ?? null) : null }
  })
}

export async function countTakeovers(ctx: StaffContext): Promise<{ waiting: number }> {
  authorize(ctx, 'accounts.manage')
  return inTx(ctx, async (tx, ctx) => {
    const { rows } = await sql<{ waiting: number }>`select count(*)::int as waiting from takeovers
      where association_id = ${ctx.association.id} and state = 'waiting'`.execute(tx)
    return { waiting: rows[0]?.waiting ?? 0 }
  })
}

async function objectionsTo(tx: Tx, ctx: Context, id: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from takeover_notices
    where association_id = ${ctx.association.id} and takeover_id = ${id} and objected_at is not null`.execute(tx)
  return rows[0]?.count ?? 0
}

const briefOf = (ctx: Context, row: TakeoverRecord, objections: number): TakeoverRow => ({
  id: row.id,
  number: row.number ?? '',
  state: row.state as TakeoverState,
  unitName: row.unit_name,
  personName: row.person_name,
  submittedAt: row.submitted_at?.toISOString() ?? '',
  openOn: row.open_on ?? '',
  open: row.state === 'waiting' && (row.open_on ?? '') <= ctx.kernel.clock.today(),
  known: row.member_id !== null,
  objections,
})

export async function readTakeover(ctx: StaffContext, id: string): Promise<Takeover> {
  authorize(ctx, 'accounts.manage')
  return inTx(ctx, async (tx, ctx) => present(tx, ctx, await findTakeover(tx, ctx, id)))
}

async function present(tx: Tx, ctx: StaffContext, row: TakeoverRecord): Promise<Takeover> {
  const notices = await tx
    .selectFrom('takeover_notices')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('takeover_id', '=', row.id)
    .orderBy('kind')
    .orderBy('id')
    .execute()
  const member = row.member_id === null ? null : await memberOf(tx, ctx, row.member_id)
  const objections = notices.filter((one) => one.objected_at !== null).length
  const decider = row.decided_by === null ? null : await nameOf(tx, ctx, row.decided_by)
  const holders = member ? await holdersOf(tx, ctx, member.id) : []
  const brief = briefOf(ctx, row, objections)
  return {
    ...brief,
    creditCode: row.credit_code,
    mobile: row.mobile,
    reason: row.reason,
    decidedAt: row.decided_at?.toISOString() ?? null,
    decidedBy: decider,
    decision: row.decision,
    member,
    checks: checksOf(row, member, notices.length, objections),
    files: (await filesOf(tx, ctx, row.id)).map(({ fileId: _, ...file }) => file),
    accounts: holders.map(({ id, name, mobile, principal, seenAt }) => ({
      id,
      name,
      mobile: mobile && maskMobile(mobile),
      principal,
      seenAt: seenAt?.toISOString() ?? null,
    })),
    contacts: member
      ? (await contactsOf(tx, ctx, member.id)).map(({ position, name, mobile }) => ({
          label: ctx.association.settings.words.contactLabels[position - 1] ?? ctx.association.settings.words.contact,
          name,
          mobile: maskMobile(mobile),
        }))
      : [],
    notices: notices.map((one) => ({
      id: one.id,
      name: one.name,
      kind: one.kind === 'account' ? 'account' : 'contact',
      address: one.address,
      objectedAt: one.objected_at?.toISOString() ?? null,
      objection: one.objection,
    })),
    can: { approve: whyNotApproved(brief, member), refuse: row.state === 'waiting' ? null : '已经处理过了' },
  }
}

function whyNotApproved(brief: TakeoverRow, member: Takeover['member']): string | null {
  if (brief.state !== 'waiting') return '已经处理过了'
  if (!member) return '没有找到对应的会员，只能不同意'
  if (member.left) return '该会员已退会，只能不同意'
  return brief.open ? null : `等待期到 ${brief.openOn} 才结束，在此之前原账号的使用人可以提出异议`
}

async function memberOf(tx: Tx, ctx: StaffContext, id: string): Promise<Takeover['member']> {
  const row = await memberById(tx, ctx, id)
  const { standing } = await memberStanding(tx, ctx, row)
  return { id, name: row.name, number: row.number, creditCode: row.creditCode, left: standing !== 'current' }
}

async function nameOf(tx: Tx, ctx: Context, accountId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('accounts')
    .select('name')
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', accountId)
    .executeTakeFirst()
  return row?.name ?? null
}

/** What a person would compare first. */
function checksOf(row: TakeoverRecord, member: Takeover['member'], told: number, objections: number): Takeover['checks'] {
  const sameCode = member?.creditCode === row.credit_code
  const sameName = member?.name === row.unit_name
  return [
    {
      label: '信用代码',
      good: sameCode,
      note: !member ? '没有这个代码的会员' : sameCode ? '与会员记录一致' : '会员记录里没有代码，请按执照核对',
    },
    { label: '单位名称', good: sameName, note: !member ? '' : sameName ? '与会员记录一致' : `会员记录为“${member.name}”` },
    { label: '新联系人手机', good: true, note: '已凭短信验证码确认' },
    { label: '已通知', good: told > 0, note: told > 0 ? `${told} 人` : '没有可通知的人' },
    { label: '异议', good: objections === 0, note: objections === 0 ? '没有人提出' : `${objections} 人提出异议` },
  ]
}

/** Its papers, to whoever decides about them. */
export async function readTakeoverFile(ctx: StaffContext, { id, fileId }: { id: string; fileId: string }): Promise<FileReply> {
  authorize(ctx, 'accounts.manage')
  const file = await inTx(ctx, async (tx, ctx) => {
    const claim = await findTakeover(tx, ctx, id)
    const paper = found((await filesOf(tx, ctx, claim.id)).find((one) => one.id === fileId))
    return findFile(tx, ctx, paper.fileId)
  })
  return { bytes: await ctx.kernel.files.get(file.key), mediaType: file.mediaType, name: file.name, inline: true }
}
