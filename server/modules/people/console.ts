import { sql } from 'kysely'
import type { Employment, PeopleTabs, StaffPerson, StaffRoster } from '../../../contract/people.ts'
import type { PersonState } from '../../../contract/people-words.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import type { FileReply } from '../../kernel/http/route.ts'
import { employmentsOf, memberById, staffOfUnit } from '../members/index.ts'
import { nextOf, tabsOf } from './list.ts'
import { readKey, writeKey } from './page-key.ts'
import { presentPerson } from './present.ts'
import { presentRoster, rosterQuery } from './rosters.ts'
import { scanOf } from './scans.ts'
import { stateName } from './settings.ts'
import { findPeople } from './store.ts'

interface PeopleQuery {
  state?: PersonState
  unit?: string
  q?: string
  after?: string
  limit?: number
}

/** GSJL-15: everybody's people, by unit and state. */
export async function staffPeople(ctx: StaffContext, query: PeopleQuery): Promise<{ rows: StaffPerson[]; next: string | null }> {
  authorize(ctx, 'members.read')
  if (!ctx.association.settings.people) return { rows: [], next: null }
  return inTx(ctx, async (tx, ctx) => {
    const limit = query.limit ?? 20
    const rows = await findPeople(tx, ctx, {
      state: query.state,
      q: query.q,
      unitId: query.unit,
      after: readKey(query.after),
      limit: limit + 1,
    })
    const people: StaffPerson[] = []
    for (const row of rows.slice(0, limit)) {
      people.push({
        ...(await presentPerson(tx, ctx, row)),
        stateName: stateName(ctx, row.state),
        unit: { id: row.unitId, name: row.unitName },
        matterId: row.matterId,
      })
    }
    return { rows: people, next: nextOf(rows, limit) }
  })
}

export async function staffTabs(ctx: StaffContext, unitId?: string): Promise<PeopleTabs & { unit: { id: string; name: string } | null }> {
  authorize(ctx, 'members.read')
  if (!ctx.association.settings.people) return { tabs: [], rosterTitle: '', unit: null }
  return inTx(ctx, async (tx, ctx) => {
    const unit = unitId === undefined ? null : await memberById(tx, ctx, unitId)
    return { ...(await tabsOf(tx, ctx, unitId)), unit: unit && { id: unit.id, name: unit.name } }
  })
}

/** The story on both pages: where a person worked, who worked for a unit. */
export async function memberEmployments(ctx: StaffContext, memberId: string): Promise<{ rows: Employment[] }> {
  authorize(ctx, 'members.read')
  return inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, memberId)
    return { rows: await (member.kind === 'person' ? employmentsOf : staffOfUnit)(tx, ctx, member.id) }
  })
}

/** Stamped rosters that came in, the latest first. */
export async function staffRosters(
  ctx: StaffContext,
  query: { unit?: string; after?: string; limit?: number },
): Promise<{ rows: StaffRoster[]; next: string | null }> {
  authorize(ctx, 'members.read')
  if (!ctx.association.settings.people) return { rows: [], next: null }
  return inTx(ctx, async (tx, ctx) => {
    const limit = query.limit ?? 20
    const after = readKey(query.after)
    const rows = await rosterQuery(tx, ctx)
      .innerJoin('members as u', (join) => join.onRef('u.association_id', '=', 'r.association_id').onRef('u.id', '=', 'r.member_id'))
      .select(['u.name as unit_name', sql<string>`r.sent_at::text`.as('sent_key')])
      .where('r.sent_at', 'is not', null)
      .$if(query.unit !== undefined, (found) => found.where('r.member_id', '=', query.unit ?? ''))
      .$if(after !== null, (found) => found.where(sql<boolean>`(r.sent_at, r.id) < (${after?.since}::timestamptz, ${after?.id}::uuid)`))
      .orderBy('r.sent_at', 'desc')
      .orderBy('r.id', 'desc')
      .limit(limit + 1)
      .execute()
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      rows: page.map((row) => ({ ...presentRoster(ctx, row), unit: { id: row.member_id, name: row.unit_name } })),
      next: rows.length > limit && last ? writeKey({ since: last.sent_key, id: last.id }) : null,
    }
  })
}

export async function readScan(ctx: StaffContext, id: string): Promise<FileReply> {
  authorize(ctx, 'members.read')
  const fileId = await inTx(ctx, async (tx, ctx) => found(await rosterQuery(tx, ctx).where('r.id', '=', id).executeTakeFirst()).file_id)
  return scanOf(ctx, fileId)
}
