import { type RawBuilder, type Selectable, sql } from 'kysely'
import type { FormData } from '../../../contract/forms/index.ts'
import type { Context } from '../../kernel/context.ts'
import type { Members } from '../../kernel/database/schema.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'

export interface Member {
  id: string
  kind: 'unit' | 'person'
  name: string
  creditCode: string | null
  /** Of a person. */
  idCard: string | null
  number: string | null
  admittedAt: Date | null
  /** The record that this one became part of. */
  mergedInto: string | null
  province: string | null
  city: string | null
  industry: string | null
  profile: FormData
  revision: number
  createdAt: Date
  updatedAt: Date
}

const asMember = (row: Selectable<Members>): Member => ({
  id: row.id,
  kind: row.kind === 'person' ? 'person' : 'unit',
  name: row.name,
  creditCode: row.credit_code,
  idCard: row.id_card,
  number: row.number,
  admittedAt: row.admitted_at,
  mergedInto: row.merged_into,
  province: row.province,
  city: row.city,
  industry: row.industry,
  profile: row.profile as FormData,
  revision: row.revision,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

/** Refuses with `not-found` when the association has no such member. */
export async function memberById(tx: Tx, ctx: Context, id: string): Promise<Member> {
  return asMember(
    found(
      await tx.selectFrom('members').selectAll().where('association_id', '=', ctx.association.id).where('id', '=', id).executeTakeFirst(),
    ),
  )
}

/** The same, and nobody else changes it until this transaction ends. Refuses `not-ready` for one that was merged into another. */
export async function lockMember(tx: Tx, ctx: Context, id: string): Promise<Member> {
  const member = await lockRecord(tx, ctx, id)
  if (member.mergedInto !== null) throw new Refusal('not-ready', `“${member.name}”已并入另一条会员记录，请在那里办理`)
  return member
}

/** The same, merged or not. */
export async function lockRecord(tx: Tx, ctx: Context, id: string): Promise<Member> {
  return asMember(
    found(
      await tx
        .selectFrom('members')
        .selectAll()
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', id)
        .forUpdate()
        .executeTakeFirst(),
    ),
  )
}

/** By the number it has, else by one it had: what is printed on an old paper still leads to it. */
export async function memberByNumber(tx: Tx, ctx: Context, number: string): Promise<Member | null> {
  const row = await tx
    .selectFrom('members')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('number', '=', number)
    .where('merged_into', 'is', null)
    .executeTakeFirst()
  if (row) return asMember(row)
  const former = await tx
    .selectFrom('member_numbers')
    .select('member_id')
    .where('association_id', '=', ctx.association.id)
    .where('number', '=', number)
    .orderBy('used_until', 'desc')
    .executeTakeFirst()
  return former ? memberById(tx, ctx, former.member_id) : null
}

/** Numbers it had, the latest first. */
export async function formerNumbersOf(tx: Tx, ctx: Context, memberId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('member_numbers')
    .select('number')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .orderBy('used_until', 'desc')
    .orderBy('id', 'desc')
    .execute()
  return rows.map((row) => row.number)
}

export interface ContactRecord {
  position: number
  name: string
  department: string
  role: string
  title: string
  mobile: string
  phone: string
  email: string
}

/** In order: the first gets post and messages. */
export async function contactsOf(tx: Tx, ctx: Context, memberId: string): Promise<ContactRecord[]> {
  return tx
    .selectFrom('contacts')
    .select(['position', 'name', 'department', 'role', 'title', 'mobile', 'phone', 'email'])
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .orderBy('position')
    .execute()
}

/** 曾用名, the latest first. */
export async function formerNamesOf(tx: Tx, ctx: Context, memberId: string): Promise<{ name: string; usedUntil: Date }[]> {
  return tx
    .selectFrom('member_names')
    .select(['name', 'used_until as usedUntil'])
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .orderBy('used_until', 'desc')
    .orderBy('id', 'desc')
    .execute()
}

export interface LevelSpan {
  level: string
  from: string
  /** Last day, null while it goes on. */
  to: string | null
}

export interface Membership {
  id: string
  /** Null: the stay in the association itself. */
  branchId: string | null
  /** The branch's own number. */
  number: string | null
  joinedOn: string
  leftOn: string | null
  leftReason: string | null
  matterId: string | null
  /** What the branch's own form asked beyond the member's record. */
  data: FormData
  /** The latest first. */
  levels: LevelSpan[]
}

async function stays(tx: Tx, ctx: Context, memberId: string, which: RawBuilder<unknown>): Promise<Membership[]> {
  const { rows } = await sql<Membership>`
    select m.id, m.branch_id as "branchId", m.number, m.joined_on as "joinedOn", m.left_on as "leftOn", m.left_reason as "leftReason",
      m.matter_id as "matterId", m.data,
      coalesce((select jsonb_agg(jsonb_build_object('level', l.level, 'from', lower(l.period), 'to', upper(l.period) - 1) order by l.period desc)
        from level_spans l where l.association_id = m.association_id and l.membership_id = m.id), '[]') as levels
    from memberships m where m.association_id = ${ctx.association.id} and m.member_id = ${memberId} and ${which}
    order by m.left_on is null desc, m.joined_on desc, m.created_at desc`.execute(tx)
  return rows
}

/** Every stay of a member in the association itself, the latest first. */
export const membershipsOf = (tx: Tx, ctx: Context, memberId: string): Promise<Membership[]> =>
  stays(tx, ctx, memberId, sql`m.branch_id is null`)

/** Every stay in a branch, those that go on first. */
export const branchStaysOf = (tx: Tx, ctx: Context, memberId: string): Promise<Membership[]> =>
  stays(tx, ctx, memberId, sql`m.branch_id is not null`)

/** The stay that has not ended, in the association or in a branch; null for an applicant and for a member that left. */
export async function currentMembership(
  tx: Tx,
  ctx: Context,
  memberId: string,
  branchId: string | null = null,
): Promise<Membership | null> {
  const all = await stays(tx, ctx, memberId, sql`m.branch_id is not distinct from ${branchId} and m.left_on is null`)
  return all[0] ?? null
}

export const levelIn = (membership: Membership | null | undefined, day: string): string | null =>
  membership?.levels.find((span) => span.from <= day && (span.to === null || day <= span.to))?.level ?? null

/** The level a member had on `day` ('YYYY-MM-DD'), of whichever stay holds then; null when in none. */
export async function levelOn(tx: Tx, ctx: Context, memberId: string, day: string): Promise<string | null> {
  const levels = (await membershipsOf(tx, ctx, memberId)).map((membership) => levelIn(membership, day))
  return levels.find((level) => level !== null) ?? null
}
