import { sql } from 'kysely'
import type { AskedMember, Council, PaperRequest, PaperRequestWhole } from '../../../contract/council.ts'
import { daysBetween } from '../../../contract/rules/days.ts'
import { maskEmail, maskMobile } from '../../../contract/rules/mask.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { type AskedPaper, owes, papersWhere } from './asked.ts'
import { councilContact } from './contact.ts'
import { mayCouncil } from './guard.ts'
import { paperNames, papersToAsk } from './papers.ts'
import { listTerms, usualPosts } from './terms.ts'

/** Everything the council's page begins with. */
export async function readCouncil(ctx: StaffContext): Promise<Council> {
  mayCouncil(ctx, 'members.read')
  return inTx(ctx, async (tx, ctx) => ({
    terms: await listTerms(tx, ctx),
    usualPosts: usualPosts(ctx.association.settings),
    papers: await papersToAsk(tx, ctx),
    requests: await requests(tx, ctx),
    can: { edit: whyNotEdit(ctx) },
  }))
}

const whyNotEdit = (ctx: StaffContext) => (ctx.permissions.has('members.edit') ? null : '您的角色没有这项权限')

interface RequestLine {
  id: string
  term: string
  kinds: string[]
  dueOn: string
  note: string
  createdBy: string
  createdAt: Date
  closedAt: Date | null
}

/** Requests, open ones first, then the newest; `id`: that one alone. */
async function requests(tx: Tx, ctx: Context, id?: string): Promise<PaperRequest[]> {
  const { rows } = await sql<RequestLine>`
    select r.id, r.term, r.kinds, r.due_on as "dueOn", r.note, a.name as "createdBy", r.created_at as "createdAt", r.closed_at as "closedAt"
    from paper_requests r join accounts a on (a.association_id, a.id) = (r.association_id, r.created_by)
    where r.association_id = ${ctx.association.id} and ${id === undefined ? sql`true` : sql`r.id = ${id}`}
    order by r.closed_at is not null, r.created_at desc limit 100`.execute(tx)
  if (rows.length === 0) return []
  const names = await paperNames(tx, ctx)
  const papers = await papersWhere(tx, ctx, sql`a.request_id = any(${rows.map((row) => row.id)}::uuid[])`)
  const today = ctx.kernel.clock.today()
  return rows.map(({ kinds, ...row }) => ({
    ...row,
    papers: kinds.map((kind) => ({ id: kind, name: names.get(kind) ?? kind })),
    createdAt: row.createdAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    lateDays: row.closedAt === null && row.dueOn < today ? daysBetween(row.dueOn, today) : 0,
    ...countsOf(papers.filter((paper) => paper.requestId === row.id)),
  }))
}

type Counts = Pick<PaperRequest, 'asked' | 'owing' | 'waiting' | 'done' | 'waived'>

function countsOf(papers: readonly AskedPaper[]): Counts {
  const counts: Counts = { asked: 0, owing: 0, waiting: 0, done: 0, waived: 0 }
  for (const askId of new Set(papers.map((paper) => paper.askId))) {
    const its = papers.filter((paper) => paper.askId === askId)
    counts.asked += 1
    if (its[0]?.waived !== null) counts.waived += 1
    else if (its.every((paper) => paper.state === 'approved')) counts.done += 1
    else if (its.some(missing)) counts.owing += 1
    else counts.waiting += 1
  }
  return counts
}

// As it stood also when the request is closed.
const missing = (paper: AskedPaper) => owes({ ...paper, closed: false })

/** One request with everybody who was asked, who owes most on top. */
export async function readRequest(ctx: StaffContext, id: string): Promise<PaperRequestWhole> {
  mayCouncil(ctx, 'members.read')
  return inTx(ctx, async (tx, ctx) => {
    const [request] = await requests(tx, ctx, id)
    const whole = found(request)
    const members = await askedMembers(tx, ctx, id)
    const edit = whyNotEdit(ctx) ?? (whole.closedAt === null ? null : '这次收取已经结束')
    return { ...whole, members, can: { edit, close: edit, remind: edit ?? whyNotRemind(ctx, members) } }
  })
}

function whyNotRemind(ctx: Context, members: readonly (AskedMember & { remindedOn: string | null })[]): string | null {
  const owing = members.filter((member) => member.owes)
  if (owing.length === 0) return '没有需要催交的单位'
  return owing.every((member) => member.remindedOn === ctx.kernel.clock.today()) ? '今天已经催交过，明天可以再催' : null
}

interface AskLine {
  id: string
  memberId: string
  memberName: string
  memberNumber: string | null
  waived: string | null
  remindedOn: string | null
  remindedAt: Date | null
}

async function askedMembers(tx: Tx, ctx: Context, requestId: string) {
  const { rows } = await sql<AskLine>`
    select a.id, m.id as "memberId", m.name as "memberName", m.number as "memberNumber", a.waived, a.reminded_on as "remindedOn",
      greatest(a.before_at, a.late_at, a.reminded_on::timestamptz) as "remindedAt"
    from paper_asks a join members m on (m.association_id, m.id) = (a.association_id, a.member_id)
    where a.association_id = ${ctx.association.id} and a.request_id = ${requestId}`.execute(tx)
  const papers = await papersWhere(tx, ctx, sql`a.request_id = ${requestId}`)
  const names = await paperNames(tx, ctx)
  const members = []
  for (const { id, waived, remindedAt, memberNumber, ...row } of rows) {
    const its = papers.filter((paper) => paper.askId === id)
    members.push({
      ...row,
      memberNumber: memberNumber ?? '',
      contact: masked(await councilContact(tx, ctx, row.memberId)),
      papers: its.map(({ kind, state, matterId, since }) => ({
        kind,
        name: names.get(kind) ?? kind,
        state,
        matterId,
        since: since?.toISOString() ?? null,
      })),
      owes: its.some(missing),
      waived,
      remindedAt: remindedAt?.toISOString() ?? null,
    })
  }
  return members.sort((a, b) => Number(b.owes) - Number(a.owes) || a.memberName.localeCompare(b.memberName, 'zh-CN'))
}

const masked = ({ name, mobile, email }: { name: string; mobile: string; email: string }) => ({
  name,
  mobile: mobile && maskMobile(mobile),
  email: email && maskEmail(email),
})
