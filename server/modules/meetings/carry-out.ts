import { sql } from 'kysely'
import type { MeetingOutcome, MeetingVerdict } from '../../../contract/meeting-words.ts'
import { audit } from '../../kernel/audit.ts'
import type { StaffContext, SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { type RaisedEvent, raise } from '../../kernel/outbox.ts'
import { type Decision, decideInMeeting } from '../matters/index.ts'
import { writeAnnouncement } from './announce.ts'
import { whyChanged } from './read.ts'
import { findMeeting, type MeetingRecord, subjectOf } from './store.ts'

// One job's share: short enough that a server which stops has finished it.
const share = 100
const mostTries = 3

interface Item {
  matterId: string
  stage: string
  revision: number
  verdict: MeetingVerdict
  note: string
  changed: string | null
}

/**
 * Carries out what a meeting decided, in the agenda's order, each matter in a transaction of its own together with its outcome: killed at any
 * moment and begun again it goes on with the first that has none, and nothing is decided twice. What can't be decided is skipped and says why.
 */
export async function carryOut(ctx: SystemContext, { data }: RaisedEvent<'meetings.decided'>): Promise<void> {
  const meeting = await inTx(ctx, (tx, ctx) => findMeeting(tx, ctx, data.meetingId))
  if (meeting.state !== 'deciding') return
  const clerk = await clerkOf(ctx, meeting)
  for (let done = 0; done < share; done++) {
    if (!(await carryOutNext(clerk, meeting))) return closeMeeting(ctx, meeting.id)
  }
  await inTx(ctx, (tx, ctx) => raise(tx, ctx, 'meetings.decided', data))
}

/** Who pressed the button stands behind every decision of the meeting. */
async function clerkOf(ctx: SystemContext, meeting: MeetingRecord): Promise<StaffContext> {
  const account = await inTx(ctx, (tx) =>
    tx
      .selectFrom('accounts')
      .select(['id', 'name'])
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', meeting.decided_by)
      .executeTakeFirstOrThrow(),
  )
  return { ...ctx, kind: 'staff', account, permissions: new Set(['matters.read', 'matters.decide']), branches: null }
}

/** False when nothing is left that another worker does not hold. */
async function carryOutNext(clerk: StaffContext, meeting: MeetingRecord): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    const tried: { item?: Item } = {}
    try {
      return await inTx(clerk, async (tx, ctx) => {
        const item = await takeNext(tx, ctx, meeting.id)
        if (!item) return false
        tried.item = item
        if (item.changed) await finish(tx, ctx, meeting.id, item, 'skipped', item.changed)
        else await finish(tx, ctx, meeting.id, item, await decide(tx, ctx, meeting, item), item.note)
        return true
      })
    } catch (error) {
      // Two acts in each other's way, or a connection that went: a moment later it may be done.
      const passing = !(error instanceof Refusal) || error.cause !== undefined
      if (passing && tries < mostTries) continue
      if (!tried.item) throw error
      await skip(clerk, meeting.id, tried.item, error)
      return true
    }
  }
}

async function takeNext(tx: Tx, ctx: StaffContext, meetingId: string): Promise<Item | undefined> {
  const { rows } = await sql<Item>`
    select i.matter_id as "matterId", m.stage, i.revision, i.verdict, i.note, ${whyChanged} as changed
    from meeting_items i join matters m on (m.association_id, m.id) = (i.association_id, i.matter_id)
    where i.association_id = ${ctx.association.id} and i.meeting_id = ${meetingId} and i.outcome is null
    order by i.position limit 1 for update of i skip locked`.execute(tx)
  return rows[0]
}

const outcomes: Record<MeetingVerdict, MeetingOutcome> = { pass: 'passed', hold: 'held', return: 'returned', reject: 'rejected' }

async function decide(tx: Tx, ctx: StaffContext, meeting: MeetingRecord, item: Item): Promise<MeetingOutcome> {
  const place = { id: item.matterId, stage: item.stage, revision: item.revision }
  const body = { id: meeting.id, name: `${meeting.name}（${meeting.resolution_number ?? ''}，${meeting.resolved_on ?? ''}）` }
  const said: Record<MeetingVerdict, Decision> = {
    pass: { act: 'pass', ...place, message: item.note },
    hold: { act: 'hold', ...place, message: item.note },
    return: { act: 'return', ...place, message: item.note, remarks: [] },
    reject: { act: 'reject', ...place, reason: item.note },
  }
  await decideInMeeting(tx, ctx, body, said[item.verdict])
  return outcomes[item.verdict]
}

async function finish(tx: Tx, ctx: StaffContext, meetingId: string, item: Item, outcome: MeetingOutcome, note: string): Promise<void> {
  await tx
    .updateTable('meeting_items')
    .set({ outcome, outcome_note: note, decided_at: ctx.kernel.clock.now() })
    .where('association_id', '=', ctx.association.id)
    .where('meeting_id', '=', meetingId)
    .where('matter_id', '=', item.matterId)
    .where('outcome', 'is', null)
    .execute()
}

/** It stays where it was, ready for another meeting. A database that is gone fails here too, and the job is tried again. */
async function skip(clerk: StaffContext, meetingId: string, item: Item, error: unknown): Promise<void> {
  if (!(error instanceof Refusal)) clerk.kernel.log.error({ err: error, matterId: item.matterId }, 'a meeting could not decide a matter')
  const why = error instanceof Refusal ? error.message : '办理时系统出错，已记录；事项仍待审定，可列入下次会议'
  await inTx(clerk, (tx, ctx) => finish(tx, ctx, meetingId, item, 'skipped', why))
}

async function closeMeeting(ctx: SystemContext, id: string): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const closed = await tx
      .updateTable('meetings as h')
      .set({ state: 'closed', closed_at: ctx.kernel.clock.now() })
      .where('h.association_id', '=', ctx.association.id)
      .where('h.id', '=', id)
      .where('h.state', '=', 'deciding')
      .where(
        sql<boolean>`not exists (select 1 from meeting_items i where i.association_id = h.association_id and i.meeting_id = h.id and i.outcome is null)`,
      )
      .returning('h.id')
      .executeTakeFirst()
    if (!closed) return
    const meeting = await findMeeting(tx, ctx, id)
    const announcement = await writeAnnouncement(tx, ctx, meeting)
    await tx.updateTable('meetings').set({ announcement }).where('association_id', '=', ctx.association.id).where('id', '=', id).execute()
    const { rows } = await sql<{ outcome: string; count: number }>`select outcome, count(*)::int as count from meeting_items
      where association_id = ${ctx.association.id} and meeting_id = ${id} group by 1`.execute(tx)
    await audit(tx, ctx, {
      action: 'meeting.closed',
      subject: subjectOf(meeting),
      after: Object.fromEntries(rows.map((row) => [row.outcome, row.count])),
    })
  })
}
