import { sql } from 'kysely'
import type { ArrearsRow } from '../../../../contract/arrears.ts'
import { thenText } from '../../../../contract/arrears-words.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { raise } from '../../../kernel/outbox.ts'
import { lapseMember, liftLimits, limitMember, reinstate } from '../../members/index.ts'
import { lockCase } from './list.ts'
import { fallingUnder, ruleById, whyLimited } from './rules.ts'

interface Decision {
  answersRead: number
  resolution: string
  resolvedOn: string | null
}

const subjectOf = (row: ArrearsRow) => ({ kind: 'member', id: row.memberId, label: row.memberName })

/**
 * 暂停服务 or 视为自动退会, after a notice that arrived and whose time is over. Refuses when the member has paid meanwhile, and when it said
 * something that was not read yet. Who pays at this moment is waited for.
 */
export async function actOnCase(ctx: StaffContext, id: string, said: Decision): Promise<{ done: true }> {
  authorize(ctx, 'dues.arrears')
  return inTx(ctx, async (tx, ctx) => {
    const { memberId } = await lockCase(tx, ctx, id)
    await sql`select 1 from charges where association_id = ${ctx.association.id} and member_id = ${memberId} and state = 'open' order by id for update`.execute(
      tx,
    )
    const row = await lockCase(tx, ctx, id)
    if (row.stage === 'acted' || row.stage === 'closed') throw new Refusal('already-done', '这位会员已经处理过了，请刷新')
    if (row.answers.length > said.answersRead) throw new Refusal('conflict', '会员刚刚提交了说明，请先看过再决定')
    if (row.can.act !== null) throw new Refusal('not-ready', row.can.act)
    await requireOwing(tx, ctx, row)
    const resolution = requireResolution(ctx, row, said)
    const today = ctx.kernel.clock.today()
    await tx
      .updateTable('arrears_cases')
      .set({ state: 'acted', acted_on: today, acted_at: ctx.kernel.clock.now(), acted_by: ctx.account.id, ...resolution })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .execute()
    const why = whyLimited(ctx, row.years, row.basis)
    if (row.act === 'limit') await limitMember(tx, ctx, { id, memberId: row.memberId, limits: row.limits, why })
    else await lapseMember(tx, ctx, row.memberId, `${why}视为自动退会`)
    await audit(tx, ctx, {
      action: row.act === 'limit' ? 'arrears.limited' : 'arrears.lapsed',
      subject: subjectOf(row),
      before: { noticedAt: row.notice?.madeAt, through: row.notice?.through, answers: row.answers.length },
      after: { rule: row.ruleName, basis: row.basis, years: row.years, what: thenText(row.act, row.limits), ...said },
    })
    await raise(tx, ctx, 'reminders.arrears-acted', { caseId: id })
    return { done: true }
  })
}

async function requireOwing(tx: Tx, ctx: StaffContext, row: ArrearsRow): Promise<void> {
  const { rows } = await fallingUnder(ctx, found(ruleById(ctx, row.rule)), { member: row.memberId }).execute(tx)
  if (rows.length > 0) return
  throw new Refusal(
    'conflict',
    row.amountFen === 0 ? `${row.memberName}刚刚缴清，不用再处理` : `${row.memberName}已缴纳一部分，不再符合“${row.ruleName}”`,
  )
}

function requireResolution(ctx: StaffContext, row: ArrearsRow, said: Decision): { resolution: string; resolved_on: string | null } {
  const resolution = said.resolution.trim()
  if (row.decidedBy === null) return { resolution, resolved_on: null }
  const [begin, today] = [row.notice?.madeAt.slice(0, 10) ?? '', ctx.kernel.clock.today()]
  const problems = [
    ...(resolution === '' ? [{ path: 'resolution', label: '决议', message: `请填写${row.decidedBy}决议的文号或名称` }] : []),
    ...(said.resolvedOn === null || said.resolvedOn < begin || said.resolvedOn > today
      ? [{ path: 'resolvedOn', label: '决议日期', message: `请填写 ${begin} 至今天之间的日期` }]
      : []),
  ]
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return { resolution, resolved_on: said.resolvedOn }
}

/** Nothing is to follow: the member is not listed again for the same years. */
export async function dropCase(ctx: StaffContext, id: string, reason: string): Promise<{ done: true }> {
  authorize(ctx, 'dues.arrears')
  return inTx(ctx, async (tx, ctx) => {
    const row = await lockCase(tx, ctx, id)
    if (row.can.drop !== null) throw new Refusal('not-ready', row.can.drop)
    await close(tx, ctx, row, 'dropped', reason)
    await audit(tx, ctx, { action: 'arrears.dropped', subject: subjectOf(row), after: { rule: row.ruleName, years: row.years, reason } })
    return { done: true }
  })
}

/** 恢复 after a mistake: the limit is lifted, the membership goes on as if it had not ended. */
export async function undoCase(ctx: StaffContext, id: string, reason: string): Promise<{ done: true }> {
  authorize(ctx, 'dues.arrears')
  return inTx(ctx, async (tx, ctx) => {
    const row = await lockCase(tx, ctx, id)
    if (row.can.undo !== null || row.acted === null) throw new Refusal('already-done', row.can.undo ?? {})
    const { acted_on: leftOn } = await tx
      .selectFrom('arrears_cases')
      .select('acted_on')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .executeTakeFirstOrThrow()
    if (row.act === 'limit') await liftLimits(tx, ctx, [id])
    else await reinstate(tx, ctx, { memberId: row.memberId, leftOn: found(leftOn), reason })
    await close(tx, ctx, row, 'undone', reason)
    await audit(tx, ctx, {
      action: 'arrears.undone',
      subject: subjectOf(row),
      before: { what: thenText(row.act, row.limits) },
      after: { reason },
    })
    await raise(tx, ctx, 'reminders.arrears-ended', { caseId: id })
    return { done: true }
  })
}

async function close(tx: Tx, ctx: StaffContext, row: ArrearsRow, outcome: 'dropped' | 'undone', reason: string): Promise<void> {
  const why = reason.trim()
  if (why === '') throw new Refusal('input-invalid', { problems: [{ path: 'reason', label: '原因', message: '请写明原因' }] })
  await tx
    .updateTable('arrears_cases')
    .set({ state: 'closed', outcome, closed_at: ctx.kernel.clock.now(), closed_by: ctx.account.id, closed_why: why })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', row.id)
    .execute()
}
