import { type RawBuilder, sql } from 'kysely'
import type { MeetingVerdict } from '../../../contract/meeting-words.ts'
import { audit } from '../../kernel/audit.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { free, waitingFor } from './ready.ts'
import { holdOpen, type MeetingRecord, subjectOf } from './store.ts'

/** Everything that is ready for this body and on no other open agenda, who waits longest first; how many were added. */
export async function collect(ctx: StaffContext, id: string): Promise<{ added: number }> {
  return inTx(ctx, async (tx, ctx) => {
    const meeting = await holdOpen(tx, ctx, id)
    const added = await append(tx, ctx, meeting, sql<boolean>`${await waitingFor(tx, ctx, meeting.role_id)} and ${free}`)
    if (added > 0) await noted(tx, ctx, meeting, { added })
    return { added }
  })
}

/** Single matters; one that is on this agenda already is taken as it is now. One that is not ready, or on another agenda, is refused. */
export async function addItems(ctx: StaffContext, id: string, matters: readonly string[]): Promise<{ added: number }> {
  return inTx(ctx, async (tx, ctx) => {
    const meeting = await holdOpen(tx, ctx, id)
    const ids = sql`${[...new Set(matters)]}::uuid[]`
    const waiting = await waitingFor(tx, ctx, meeting.role_id)
    const again = await sql`update meeting_items i set revision = m.revision from matters m
      where i.association_id = ${ctx.association.id} and i.meeting_id = ${id} and i.matter_id = any(${ids})
        and (m.association_id, m.id) = (i.association_id, i.matter_id) and ${waiting} returning i.matter_id`.execute(tx)
    const added = await append(tx, ctx, meeting, sql<boolean>`${waiting} and ${free} and m.id = any(${ids})`)
    if (added + again.rows.length < new Set(matters).size)
      throw new Refusal('not-ready', '有事项不在这个会议的审定环节，或已列入另一次会议，请刷新后再选')
    await noted(tx, ctx, meeting, { added, renewed: again.rows.length })
    return { added }
  })
}

async function append(tx: Tx, ctx: StaffContext, meeting: MeetingRecord, which: RawBuilder<boolean>): Promise<number> {
  // Two clerks fill two agendas: the second waits, and finds what the first took is taken.
  await sql`select pg_advisory_xact_lock(hashtext(${`meetings:${ctx.association.id}`}))`.execute(tx)
  const { rows } = await sql`
    insert into meeting_items (association_id, meeting_id, matter_id, position, revision)
    select m.association_id, ${meeting.id}, m.id, (select coalesce(max(position), 0) from meeting_items
        where association_id = ${ctx.association.id} and meeting_id = ${meeting.id})
      + row_number() over (order by coalesce(m.waiting_since, m.created_at), m.id), m.revision
    from matters m where ${which} returning matter_id`.execute(tx)
  return rows.length
}

export async function removeItems(ctx: StaffContext, id: string, matters: readonly string[]): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const meeting = await holdOpen(tx, ctx, id)
    const gone = await sql`delete from meeting_items where association_id = ${ctx.association.id} and meeting_id = ${id}
      and matter_id = any(${[...matters]}::uuid[]) returning matter_id`.execute(tx)
    if (gone.rows.length === 0) return
    await sql`update meeting_items i set position = n.position from (
        select matter_id, row_number() over (order by position, matter_id) as position from meeting_items
        where association_id = ${ctx.association.id} and meeting_id = ${id}) n
      where i.association_id = ${ctx.association.id} and i.meeting_id = ${id} and i.matter_id = n.matter_id and i.position <> n.position`.execute(
      tx,
    )
    await noted(tx, ctx, meeting, { removed: gone.rows.length })
  })
}

/** To the `to`th place, the others close up. */
export async function moveItem(ctx: StaffContext, id: string, matter: string, to: number): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    await holdOpen(tx, ctx, id)
    const here = sql`association_id = ${ctx.association.id} and meeting_id = ${id}`
    const { rows } = await sql<{
      from: number
      last: number
    }>`select position as "from", (select max(position) from meeting_items where ${here}) as last
      from meeting_items where ${here} and matter_id = ${matter}`.execute(tx)
    const { from, last } = found(rows[0])
    const target = Math.min(to, last)
    await sql`update meeting_items set position = case when matter_id = ${matter} then ${target}::int
        when ${from}::int < ${target}::int then position - 1 else position + 1 end
      where ${here} and position between ${Math.min(from, target)} and ${Math.max(from, target)}`.execute(tx)
  })
}

/** What the meeting said about these. What is returned or refused needs its reason: the applicant reads it. */
export async function recordVerdicts(
  ctx: StaffContext,
  id: string,
  said: { matters: readonly string[]; verdict: MeetingVerdict; note: string },
): Promise<void> {
  const note = said.note.trim()
  if ((said.verdict === 'return' || said.verdict === 'reject') && note.length < 2) {
    const message = said.verdict === 'return' ? '请写明需要补正什么，申请单位会看到。' : '请写明不同意的理由，申请单位会看到。'
    throw new Refusal('input-invalid', { problems: [{ path: 'note', label: '意见', message }] })
  }
  await inTx(ctx, async (tx, ctx) => {
    const meeting = await holdOpen(tx, ctx, id)
    const { rows } = await sql<{ number: string }>`update meeting_items i set verdict = ${said.verdict}, note = ${note} from matters m
      where i.association_id = ${ctx.association.id} and i.meeting_id = ${id} and i.matter_id = any(${[...said.matters]}::uuid[])
        and (m.association_id, m.id) = (i.association_id, i.matter_id) returning m.number`.execute(tx)
    if (rows.length === 0) throw new Refusal('not-found', '议程中没有这些事项，请刷新后再选')
    await noted(tx, ctx, meeting, { verdict: said.verdict, note, matters: rows.slice(0, 50).map((row) => row.number), count: rows.length })
  })
}

const noted = (tx: Tx, ctx: StaffContext, meeting: MeetingRecord, after: object) =>
  audit(tx, ctx, { action: 'meeting.agenda-changed', subject: subjectOf(meeting), after })
