import { sql } from 'kysely'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { isQuiet } from '../dues/index.ts'
import { memberById } from '../members/index.ts'
import { addresseeOf, ladderOf } from './ladder.ts'
import { readReminder } from './list.ts'
import { handOver, makeNotices } from './notices.ts'

/** One step of one member once more, by all its ways; SMS in their hours. */
export async function sendAgain(ctx: StaffContext, id: string): Promise<{ done: true; quiet: boolean }> {
  authorize(ctx, 'dues.remind')
  return inTx(ctx, async (tx, ctx) => {
    await sql`select 1 from reminders where association_id = ${ctx.association.id} and id = ${id} for update`.execute(tx)
    const row = found(await readReminder(tx, ctx, id))
    if (row.can.send !== null) throw new Refusal('not-ready', row.can.send)
    const step = ladderOf(ctx).find((one) => one.id === row.step)
    const due = sql`select r.id, ${addresseeOf(ctx)} as addressee, r.member_id, r.charge_id, r.step, 0 as days,
      ${step?.by ?? ['sms', 'mail', 'portal']}::text[] as by, r.due_on from reminders r where r.association_id = ${ctx.association.id} and r.id = ${id}`
    await makeNotices(tx, ctx, due, ctx.account.id)
    await handOver(tx, ctx)
    await audit(tx, ctx, {
      action: 'reminder.sent',
      subject: { kind: 'member', id: row.memberId, label: row.memberName },
      after: { year: row.year, step: row.stepLabel },
    })
    return { done: true, quiet: isQuiet(ctx) && (step?.by.includes('sms') ?? true) }
  })
}

/** Nobody reminds this member until that day (included; null: until it is lifted). A pause there is already gives way to the new one. */
export async function pauseMember(
  ctx: StaffContext,
  memberId: string,
  pause: { reason: string; until: string | null },
): Promise<{ done: true }> {
  authorize(ctx, 'dues.remind')
  const reason = pause.reason.trim()
  const today = ctx.kernel.clock.today()
  if (reason === '') throw new Refusal('input-invalid', { problems: [{ path: 'reason', label: '原因', message: '请写明为什么暂停' }] })
  if (pause.until !== null && pause.until < today)
    throw new Refusal('input-invalid', { problems: [{ path: 'until', label: '暂停到', message: '请选择今天或以后的日期' }] })
  return inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, memberId)
    const before = await end(tx, ctx, memberId)
    await tx
      .insertInto('reminder_pauses')
      .values({
        association_id: ctx.association.id,
        id: newId(),
        member_id: memberId,
        reason,
        until: pause.until,
        made_by: ctx.account.id,
        made_at: ctx.kernel.clock.now(),
      })
      .execute()
    const subject = { kind: 'member', id: memberId, label: member.name }
    await audit(tx, ctx, { action: 'reminder.paused', subject, before, after: { reason, until: pause.until } })
    return { done: true }
  })
}

export async function resumeMember(ctx: StaffContext, memberId: string): Promise<{ done: true }> {
  authorize(ctx, 'dues.remind')
  return inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, memberId)
    const before = await end(tx, ctx, memberId)
    if (!before) throw new Refusal('already-done', '这位会员的提醒没有暂停')
    await audit(tx, ctx, { action: 'reminder.resumed', subject: { kind: 'member', id: memberId, label: member.name }, before })
    return { done: true }
  })
}

const end = (tx: Parameters<typeof memberById>[0], ctx: StaffContext, memberId: string) =>
  tx
    .updateTable('reminder_pauses')
    .set({ ended_at: ctx.kernel.clock.now(), ended_by: ctx.account.id })
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('ended_at', 'is', null)
    .returning(['reason', 'until'])
    .executeTakeFirst()
