import { sql } from 'kysely'
import type { MeetingOutcome, MeetingVerdict } from '../../../contract/meeting-words.ts'
import type { Meeting, MeetingItem, MeetingRow } from '../../../contract/meetings.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { type BriefRow, briefColumns, presentBrief } from './brief.ts'
import { bodyName, countReady, matching } from './ready.ts'
import { findMeeting, whyClosed, whyNotKeeper } from './store.ts'

/** Meetings, the newest first. Paged by key. */
export async function listMeetings(
  ctx: StaffContext,
  query: { after?: string; limit?: number },
): Promise<{ rows: MeetingRow[]; next: string | null }> {
  authorize(ctx, 'matters.read')
  const limit = query.limit ?? 30
  const [day, id] = (query.after ?? '').split('|')
  return inTx(ctx, async (tx, ctx) => {
    const { rows } = await sql<Omit<MeetingRow, 'bodyName'>>`select ${rowColumns} from ${meetingsWithItems}
      where h.association_id = ${ctx.association.id} and ${day && id ? sql`(h.held_on, h.id) < (${day}::date, ${id}::uuid)` : sql`true`}
      order by h.held_on desc, h.id desc limit ${limit + 1}`.execute(tx)
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    const names = new Map<string, string>()
    for (const role of new Set(page.map((row) => row.role))) names.set(role, await bodyName(tx, ctx, role))
    return {
      rows: page.map((row) => ({ ...row, bodyName: names.get(row.role) ?? row.role })),
      next: rows.length > limit && last ? `${last.heldOn}|${last.id}` : null,
    }
  })
}

const rowColumns = sql`h.id, h.name, h.held_on as "heldOn", h.place, h.role_id as role, h.state,
  coalesce(n.total, 0) as total, coalesce(n.decided, 0) as decided, h.resolution_number as "resolutionNumber", h.resolved_on as "resolvedOn"`
const meetingsWithItems = sql`meetings h
  left join lateral (select count(*)::int as total, count(i.outcome)::int as decided from meeting_items i
    where i.association_id = h.association_id and i.meeting_id = h.id) n on true`

/** Why an item would be skipped as its matter stands now, in words; null when it would be decided. Of `meeting_items i`, `matters m`. */
export const whyChanged = sql<string | null>`case when i.outcome is not null then null
  when m.state = 'withdrawn' then '申请单位已取消'
  when m.state in ('approved', 'rejected') then '已在别处办结'
  when m.state <> 'submitted' then '申请单位正在修改'
  when m.revision <> i.revision then '列入议程后有变化' end`

export async function readMeeting(ctx: StaffContext, id: string): Promise<Meeting> {
  authorize(ctx, 'matters.read')
  return inTx(ctx, async (tx, ctx) => {
    const meeting = await findMeeting(tx, ctx, id)
    const counts = await countsOf(tx, ctx, id)
    const ready = meeting.state === 'open' ? await countReady(tx, ctx, meeting.role_id) : 0
    return {
      id,
      name: meeting.name,
      heldOn: meeting.held_on,
      place: meeting.place,
      role: meeting.role_id,
      bodyName: await bodyName(tx, ctx, meeting.role_id),
      state: meeting.state,
      resolutionNumber: meeting.resolution_number,
      resolvedOn: meeting.resolved_on,
      createdBy: await accountName(tx, ctx, meeting.created_by),
      createdAt: meeting.created_at.toISOString(),
      decidedBy: meeting.decided_by && (await accountName(tx, ctx, meeting.decided_by)),
      closedAt: meeting.closed_at?.toISOString() ?? null,
      announcement: meeting.announcement,
      ready,
      ...counts,
      can: canOf(await whyNotKeeper(tx, ctx, meeting.role_id), meeting.state, counts.total),
    }
  })
}

function canOf(keeper: string | null, state: Meeting['state'], total: number): Meeting['can'] {
  const edit = keeper ?? whyClosed[state]
  return {
    edit,
    decide: edit ?? (total === 0 ? '议程还是空的，请先列入事项' : null),
    cancel: edit,
    announce: keeper ?? (state === 'closed' ? null : '会议办理完毕后生成公示文字'),
  }
}

interface Counts {
  total: number
  decided: number
  changed: number
  verdicts: Meeting['verdicts']
  outcomes: Meeting['outcomes']
}

async function countsOf(tx: Tx, ctx: Context, id: string): Promise<Counts> {
  const { rows } = await sql<{ verdict: MeetingVerdict; outcome: MeetingOutcome | null; changed: boolean; count: number }>`
    select i.verdict, i.outcome, ${whyChanged} is not null as changed, count(*)::int as count
    from meeting_items i join matters m on (m.association_id, m.id) = (i.association_id, i.matter_id)
    where i.association_id = ${ctx.association.id} and i.meeting_id = ${id} group by 1, 2, 3`.execute(tx)
  const counts: Counts = {
    total: 0,
    decided: 0,
    changed: 0,
    verdicts: { pass: 0, hold: 0, return: 0, reject: 0 },
    outcomes: { passed: 0, held: 0, returned: 0, rejected: 0, skipped: 0 },
  }
  for (const { verdict, outcome, changed, count } of rows) {
    counts.total += count
    counts.verdicts[verdict] += count
    if (changed) counts.changed += count
    if (outcome === null) continue
    counts.decided += count
    counts.outcomes[outcome] += count
  }
  return counts
}

async function accountName(tx: Tx, ctx: Context, id: string): Promise<string> {
  const row = await tx
    .selectFrom('accounts')
    .select('name')
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .executeTakeFirst()
  return row?.name ?? ''
}

export interface ItemRow extends BriefRow {
  position: number
  verdict: MeetingVerdict
  note: string
  outcome: MeetingOutcome | null
  outcomeNote: string
  changed: string | null
}

export const itemColumns = sql`${briefColumns}, i.position, i.verdict, i.note, i.outcome, i.outcome_note as "outcomeNote", ${whyChanged} as changed`

export async function presentItem(tx: Tx, ctx: Context, row: ItemRow): Promise<MeetingItem> {
  const { position, verdict, note, outcome, outcomeNote, changed } = row
  return { ...(await presentBrief(tx, ctx, row)), position, verdict, note, outcome, outcomeNote, changed }
}

/** The agenda in its order. Paged by place. */
export async function listItems(
  ctx: StaffContext,
  id: string,
  query: { show?: 'all' | 'apart' | 'changed'; q?: string; after?: string; limit?: number },
): Promise<{ rows: MeetingItem[]; next: string | null }> {
  authorize(ctx, 'matters.read')
  const limit = query.limit ?? 100
  const shown =
    query.show === 'changed'
      ? sql`(${whyChanged} is not null or i.outcome = 'skipped')`
      : query.show === 'apart'
        ? sql`i.verdict <> 'pass'`
        : sql`true`
  return inTx(ctx, async (tx, ctx) => {
    await findMeeting(tx, ctx, id)
    const { rows } =
      await sql<ItemRow>`select ${itemColumns} from meeting_items i join matters m on (m.association_id, m.id) = (i.association_id, i.matter_id)
      where i.association_id = ${ctx.association.id} and i.meeting_id = ${id} and ${shown} and ${matching(query.q)} and i.position > ${Number(query.after) || 0}
      order by i.position limit ${limit + 1}`.execute(tx)
    const page = rows.slice(0, limit)
    const items: MeetingItem[] = []
    for (const row of page) items.push(await presentItem(tx, ctx, row))
    return { rows: items, next: rows.length > limit ? String(page.at(-1)?.position ?? '') : null }
  })
}

/** The whole agenda, for paper. */
export async function wholeAgenda(tx: Tx, ctx: Context, id: string): Promise<MeetingItem[]> {
  const { rows } =
    await sql<ItemRow>`select ${itemColumns} from meeting_items i join matters m on (m.association_id, m.id) = (i.association_id, i.matter_id)
    where i.association_id = ${ctx.association.id} and i.meeting_id = ${id} order by i.position`.execute(tx)
  const items: MeetingItem[] = []
  for (const row of rows) items.push(await presentItem(tx, ctx, row))
  return items
}
