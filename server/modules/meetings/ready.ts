import { type RawBuilder, sql } from 'kysely'
import type { MeetingBody, ReadyMatter } from '../../../contract/meetings.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { allDefinitions, currentDefinitions } from '../matters/index.ts'
import { type BriefRow, briefColumns, presentBrief } from './brief.ts'
import { findMeeting, roleName, whyNotKeeper } from './store.ts'

/** A review that a meeting holds, in some version of some kind. */
interface Place {
  kind: string
  version: number
  stage: string
  role: string
}

/** Every meeting review of every version: old matters still lie at stages of old ones. */
async function placesOf(tx: Tx, ctx: Context): Promise<Place[]> {
  return (await allDefinitions(tx, ctx)).flatMap(({ kind, version, stages }) =>
    stages.flatMap((stage) =>
      stage.type === 'review' && stage.review === 'meeting' ? [{ kind, version, stage: stage.id, role: stage.by ?? '' }] : [],
    ),
  )
}

/** The roles whose meetings decide something here; none in most associations. */
export async function waitingRoles(tx: Tx, ctx: Context): Promise<string[]> {
  return [...new Set((await placesOf(tx, ctx)).map((place) => place.role))].filter((role) => role !== '')
}

/** What the body is called: as the newest kind names its review, else by its role. */
export async function bodyName(tx: Tx, ctx: Context, role: string): Promise<string> {
  for (const { stages } of await currentDefinitions(tx, ctx)) {
    const stage = stages.find((one) => one.type === 'review' && one.review === 'meeting' && one.by === role)
    if (stage) return stage.name
  }
  return roleName(tx, ctx, role)
}

/** Matters `m` that lie at a meeting review of this role. */
export async function waitingFor(tx: Tx, ctx: Context, role: string): Promise<RawBuilder<boolean>> {
  const places = (await placesOf(tx, ctx)).filter((place) => place.role === role)
  if (places.length === 0) return sql<boolean>`false`
  const list = places.map(({ kind, version, stage }) => sql`(${kind}, ${version}::int, ${stage})`)
  return sql<boolean>`(m.association_id = ${ctx.association.id} and m.state = 'submitted' and (m.kind, m.kind_version, m.stage) in (${sql.join(list)}))`
}

/** On no agenda that is still to be decided. */
export const free = sql<boolean>`not exists (select 1 from meeting_items i join meetings h on (h.association_id, h.id) = (i.association_id, i.meeting_id)
  where i.association_id = m.association_id and i.matter_id = m.id and i.outcome is null and h.state in ('open', 'deciding'))`

export async function countReady(tx: Tx, ctx: Context, role: string): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`select count(*)::int as count from matters m where ${await waitingFor(tx, ctx, role)} and ${free}`.execute(tx)
  return rows[0]?.count ?? 0
}

/** The bodies that decide in meetings, and how much is ready for each. */
export async function bodies(ctx: StaffContext): Promise<MeetingBody[]> {
  authorize(ctx, 'matters.read')
  return inTx(ctx, async (tx, ctx) => {
    const result: MeetingBody[] = []
    for (const role of await waitingRoles(tx, ctx)) {
      const can = { create: await whyNotKeeper(tx, ctx, role) }
      result.push({ role, name: await bodyName(tx, ctx, role), ready: await countReady(tx, ctx, role), can })
    }
    return result
  })
}

/** What may still be put on this agenda, who waits longest on top. Paged by key. */
export async function readyMatters(
  ctx: StaffContext,
  meetingId: string,
  query: { q?: string; after?: string; limit?: number },
): Promise<{ rows: ReadyMatter[]; next: string | null }> {
  authorize(ctx, 'matters.read')
  const limit = query.limit ?? 50
  return inTx(ctx, async (tx, ctx) => {
    const meeting = await findMeeting(tx, ctx, meetingId)
    const [at, id] = (query.after ?? '').split('|')
    const { rows } = await sql<BriefRow & { key: string }>`
      select ${briefColumns}, coalesce(m.waiting_since, m.created_at)::text as key from matters m
      where ${await waitingFor(tx, ctx, meeting.role_id)} and ${free} and ${matching(query.q)}
        and ${at && id ? sql`(coalesce(m.waiting_since, m.created_at), m.id) > (${at}::timestamptz, ${id}::uuid)` : sql`true`}
      order by coalesce(m.waiting_since, m.created_at), m.id limit ${limit + 1}`.execute(tx)
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      rows: await Promise.all(page.map((row) => presentBrief(tx, ctx, row))),
      next: rows.length > limit && last ? `${last.key}|${last.id}` : null,
    }
  })
}

/** Number, name or credit code contains what was typed. */
export function matching(q: string | undefined): RawBuilder<boolean> {
  if (!q?.trim()) return sql<boolean>`true`
  const like = `%${q.trim().replace(/[\\%_]/g, '\\$&')}%`
  return sql<boolean>`(m.subject_name ilike ${like} or m.number ilike ${like} or m.subject_code ilike ${like})`
}
