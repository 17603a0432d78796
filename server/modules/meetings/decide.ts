import { isDay } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { holdOpen, subjectOf } from './store.ts'

/**
 * The meeting has resolved: from now on its agenda stands still and is carried out by a job. Of two clerks at once one wins, the
 * other is told that it is being carried out. CEPCA-08
 */
export async function decideMeeting(ctx: StaffContext, id: string, said: { resolutionNumber: string; resolvedOn: string }): Promise<void> {
  const resolution = checked(ctx, said)
  await inTx(ctx, async (tx, ctx) => {
    const meeting = await holdOpen(tx, ctx, id)
    const item = await tx
      .selectFrom('meeting_items')
      .select('matter_id')
      .where('association_id', '=', ctx.association.id)
      .where('meeting_id', '=', id)
      .limit(1)
      .executeTakeFirst()
    if (!item) throw new Refusal('not-ready', '议程还是空的，请先列入事项')
    await tx
      .updateTable('meetings')
      .set({ state: 'deciding', ...resolution, decided_by: ctx.account.id })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .execute()
    await audit(tx, ctx, {
      action: 'meeting.decided',
      subject: subjectOf(meeting),
      after: { resolution: said.resolutionNumber, resolvedOn: said.resolvedOn },
    })
    await raise(tx, ctx, 'meetings.decided', { meetingId: id })
  })
}

function checked(ctx: StaffContext, said: { resolutionNumber: string; resolvedOn: string }) {
  const problems = []
  const number = said.resolutionNumber.trim()
  if (number === '') problems.push({ path: 'resolutionNumber', label: '决议文号', message: '请填写决议文号，如“会议纪要〔2026〕11号”。' })
  if (!isDay(said.resolvedOn)) problems.push({ path: 'resolvedOn', label: '决议日期', message: '没有这一天，请核对决议日期。' })
  else if (said.resolvedOn > ctx.kernel.clock.today())
    problems.push({ path: 'resolvedOn', label: '决议日期', message: '决议日期不能晚于今天；会议开过以后再办理。' })
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return { resolution_number: number, resolved_on: said.resolvedOn }
}
