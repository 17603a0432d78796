import { sql } from 'kysely'
import type { RequestInput } from '../../../contract/council.ts'
import { addDays, isDay } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { raise } from '../../kernel/outbox.ts'
import { memberById } from '../members/index.ts'
import { mayCouncil } from './guard.ts'
import { paperNames, papersToAsk } from './papers.ts'

/** The reminder before the due day goes out so many days ahead. */
export const daysAhead = 7

const near = (dueOn: string, today: string) => addDays(dueOn, -daysAhead) <= today

/** Asks these members for these papers and tells their contacts; the request's id. */
export async function askForPapers(ctx: StaffContext, input: RequestInput): Promise<string> {
  mayCouncil(ctx, 'members.edit')
  const today = ctx.kernel.clock.today()
  dayToCome(input.dueOn, today)
  return inTx(ctx, async (tx, ctx) => {
    const kinds = [...new Set(input.kinds)]
    const names = (await papersToAsk(tx, ctx)).filter((paper) => kinds.includes(paper.id))
    if (names.length !== kinds.length) throw new Refusal('input-invalid', '有的资料不能收取，请重新选择')
    const id = newId()
    const now = ctx.kernel.clock.now()
    const { term, dueOn, note } = input
    await tx
      .insertInto('paper_requests')
      .values({
        association_id: ctx.association.id,
        id,
        term,
        kinds,
        due_on: dueOn,
        note: note.trim(),
        created_by: ctx.account.id,
        created_at: now,
      })
      .execute()
    const papers = names.map((paper) => paper.name)
    const members = [...new Set(input.members)]
    for (const memberId of members) {
      await memberById(tx, ctx, memberId)
      // Told today, it is not reminded of the same day again today.
      const before_at = near(dueOn, today) ? now : null
      await tx
        .insertInto('paper_asks')
        .values({ association_id: ctx.association.id, id: newId(), request_id: id, member_id: memberId, before_at })
        .execute()
      await raise(tx, ctx, 'council.papers-asked', { memberId, requestId: id, papers, dueOn, note: note.trim() })
    }
    await audit(tx, ctx, {
      action: 'council.papers-asked',
      subject: { kind: 'paper-request', id, label: `${term}：${papers.join('、')}` },
      after: { term, kinds, dueOn, note: note.trim(), members: members.length },
    })
    return id
  })
}

function dayToCome(day: string, today: string): void {
  if (!isDay(day) || day < today)
    throw new Refusal('input-invalid', { problems: [{ path: 'dueOn', label: '截止日期', message: '截止日期不能早于今天。' }] })
}

/** The request, locked, while it is open. */
async function holdOpen(tx: Tx, ctx: StaffContext, id: string) {
  const row = await tx
    .selectFrom('paper_requests')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  const request = found(row)
  if (request.closed_at !== null) throw new Refusal('conflict', '这次收取已经结束')
  return request
}

async function labelOf(tx: Tx, ctx: Context, request: { id: string; term: string; kinds: string[] }) {
  const names = await paperNames(tx, ctx)
  const label = `${request.term}：${request.kinds.map((kind) => names.get(kind) ?? kind).join('、')}`
  return { kind: 'paper-request', id: request.id, label }
}

/** Another day: reminders go out for it anew. */
export async function changeRequest(ctx: StaffContext, id: string, input: { dueOn: string; note: string }): Promise<void> {
  mayCouncil(ctx, 'members.edit')
  const today = ctx.kernel.clock.today()
  await inTx(ctx, async (tx, ctx) => {
    const request = await holdOpen(tx, ctx, id)
    if (input.dueOn !== request.due_on) dayToCome(input.dueOn, today)
    const said = { due_on: input.dueOn, note: input.note.trim() }
    await tx.updateTable('paper_requests').set(said).where('association_id', '=', ctx.association.id).where('id', '=', id).execute()
    if (input.dueOn !== request.due_on)
      await sql`update paper_asks set late_at = null, before_at = case when ${near(input.dueOn, today)} then coalesce(before_at, ${ctx.kernel.clock.now()}) end
        where association_id = ${ctx.association.id} and request_id = ${id}`.execute(tx)
    await audit(tx, ctx, {
      action: 'council.papers-changed',
      subject: await labelOf(tx, ctx, request),
      before: { dueOn: request.due_on, note: request.note },
      after: { dueOn: input.dueOn, note: said.note },
    })
  })
}

/** Nothing is asked of one member any more, for a reason; null asks again. */
export async function waive(ctx: StaffContext, id: string, input: { member: string; reason: string | null }): Promise<void> {
  mayCouncil(ctx, 'members.edit')
  await inTx(ctx, async (tx, ctx) => {
    const request = await holdOpen(tx, ctx, id)
    const member = await memberById(tx, ctx, input.member)
    const row = await tx
      .updateTable('paper_asks')
      .set({ waived: input.reason?.trim() ?? null })
      .where('association_id', '=', ctx.association.id)
      .where('request_id', '=', id)
      .where('member_id', '=', input.member)
      .returning('id')
      .executeTakeFirst()
    found(row)
    await audit(tx, ctx, {
      action: 'council.papers-waived',
      subject: await labelOf(tx, ctx, request),
      after: { member: member.name, reason: input.reason },
    })
  })
}

/** Done with: nobody is reminded any more. */
export async function closeRequest(ctx: StaffContext, id: string): Promise<void> {
  mayCouncil(ctx, 'members.edit')
  await inTx(ctx, async (tx, ctx) => {
    const request = await holdOpen(tx, ctx, id)
    await tx
      .updateTable('paper_requests')
      .set({ closed_at: ctx.kernel.clock.now() })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .execute()
    await audit(tx, ctx, { action: 'council.papers-closed', subject: await labelOf(tx, ctx, request) })
  })
}
