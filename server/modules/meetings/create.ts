import type { MeetingInput } from '../../../contract/meetings.ts'
import { isDay } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { waitingRoles } from './ready.ts'
import { holdOpen, subjectOf, whyNotKeeper } from './store.ts'

/** A meeting to come of the body that `role` names; its id. Refuses a role whose meetings decide nothing. */
export async function createMeeting(ctx: StaffContext, input: MeetingInput & { role: string }): Promise<string> {
  authorize(ctx, 'matters.decide')
  const said = checked(input)
  return inTx(ctx, async (tx, ctx) => {
    if (!(await waitingRoles(tx, ctx)).includes(input.role)) throw new Refusal('input-invalid', '没有由这个会议审定的事项，请重新选择')
    const why = await whyNotKeeper(tx, ctx, input.role)
    if (why) throw new Refusal('not-allowed', why)
    const id = newId()
    await tx
      .insertInto('meetings')
      .values({
        association_id: ctx.association.id,
        id,
        ...said,
        role_id: input.role,
        created_by: ctx.account.id,
        created_at: ctx.kernel.clock.now(),
      })
      .execute()
    await audit(tx, ctx, { action: 'meeting.created', subject: subjectOf({ id, name: said.name }), after: { ...said, role: input.role } })
    return id
  })
}

/** Its name, day and place, while it is open. */
export async function changeMeeting(ctx: StaffContext, id: string, input: MeetingInput): Promise<void> {
  const said = checked(input)
  await inTx(ctx, async (tx, ctx) => {
    const before = await holdOpen(tx, ctx, id)
    await tx.updateTable('meetings').set(said).where('association_id', '=', ctx.association.id).where('id', '=', id).execute()
    await audit(tx, ctx, {
      action: 'meeting.changed',
      subject: subjectOf({ id, name: said.name }),
      before: { name: before.name, held_on: before.held_on, place: before.place },
      after: said,
    })
  })
}

/** It does not take place: what was on its agenda is ready for another. */
export async function cancelMeeting(ctx: StaffContext, id: string): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const meeting = await holdOpen(tx, ctx, id)
    await tx
      .updateTable('meetings')
      .set({ state: 'cancelled' })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .execute()
    await audit(tx, ctx, {
      action: 'meeting.cancelled',
      subject: subjectOf(meeting),
      before: { state: 'open' },
      after: { state: 'cancelled' },
    })
  })
}

function checked({ name, heldOn, place }: MeetingInput) {
  const problems = []
  if (name.trim().length < 2) problems.push({ path: 'name', label: '会议名称', message: '请填写会议名称，如“2026年第11次会长办公会”。' })
  if (!isDay(heldOn)) problems.push({ path: 'heldOn', label: '会议日期', message: '没有这一天，请核对会议日期。' })
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return { name: name.trim(), held_on: heldOn, place: place.trim() }
}
