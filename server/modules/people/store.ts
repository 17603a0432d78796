import { type RawBuilder, sql } from 'kysely'
import type { PersonState } from '../../../contract/people-words.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { type PeopleStages, peopleStages } from './stages.ts'

/** One line of a unit's people; which state it is in is computed, never stored. */
export interface PersonRow {
  id: string
  unitId: string
  unitName: string
  state: PersonState
  name: string
  number: string | null
  /** The admission under way, or the renewal. */
  matterId: string | null
  matterState: string | null
  /** Where that matter lies, as it was seen: a decision names both. */
  matterStage: string | null
  matterRevision: number | null
  sinceKey: string
  /** 'YYYY-MM-DD' */
  since: string
  paidThrough: string | null
}

export interface Asked {
  /** Of this unit only: for a unit, always its own. */
  unitId?: string | undefined
  personId?: string | undefined
  state?: PersonState | undefined
  q?: string | undefined
}

const inChina = (day: RawBuilder<unknown>) => sql`(${day})::timestamp at time zone 'Asia/Shanghai'`

/**
 * Applicants whose employer's review is due or done, and members who work for a unit today. A member whose paid time lies
 * behind has expired; with a renewal that is open, or granted but not yet paid, it is being renewed.
 */
function peopleOf(ctx: Context, stages: PeopleStages, asked: Asked): RawBuilder<unknown> {
  const { id: association } = ctx.association
  const today = ctx.kernel.clock.today()
  const key = sql`m.kind || '@' || m.kind_version || ':' || case when m.state = 'returned' then coalesce(m.returned_from, m.stage) else m.stage end`
  const ofUnit = (column: RawBuilder<unknown>) => (asked.unitId === undefined ? sql`true` : sql`${column} = ${asked.unitId}`)
  const ofPerson = (column: RawBuilder<unknown>) => (asked.personId === undefined ? sql`true` : sql`${column} = ${asked.personId}`)
  return sql`
    select m.member_id as id, m.employer_id as unit_id, case when ${key} = any(${stages.at}::text[]) then 'submitted' else 'recommended' end as state,
      m.id as matter_id, m.state as matter_state, m.stage as matter_stage, m.revision as matter_revision, coalesce(m.waiting_since, m.submitted_at, m.updated_at) as since, null::date as paid_through, null::text as number
    from matters m
    where m.association_id = ${association} and m.kind = any(${stages.admissions}::text[]) and m.state in ('draft', 'submitted', 'returned')
      and m.employer_id is not null and ${ofUnit(sql`m.employer_id`)} and ${ofPerson(sql`m.member_id`)}
      and ${key} = any(${[...stages.at, ...stages.after]}::text[])
    union all
    select e.person_id, e.unit_id, case when s.paid_through is null or s.paid_through >= ${today}::date then 'member' when r.id is null then 'expired' else 'renewing' end,
      r.id, r.state, r.stage, r.revision, case when s.paid_through is null or s.paid_through >= ${today}::date then ${inChina(sql`ms.joined_on`)}
        else coalesce(r.submitted_at, r.created_at, ${inChina(sql`s.paid_through + 1`)}) end,
      s.paid_through, s.number
    from employments e
      join memberships ms on ms.association_id = e.association_id and ms.member_id = e.person_id and ms.branch_id is null and ms.left_on is null
      join member_search s on s.association_id = e.association_id and s.member_id = e.person_id
      left join lateral (
        select r.id, r.state, r.stage, r.revision, r.submitted_at, r.created_at from matters r
        where r.association_id = e.association_id and r.member_id = e.person_id and r.kind = any(${stages.renewals}::text[])
          and s.paid_through < ${today}::date and (r.state in ('draft', 'submitted', 'returned')
            or (r.state = 'approved' and r.decided_at >= ${inChina(sql`s.paid_through + 1`)}))
        order by r.created_at desc limit 1) r on true
    where e.association_id = ${association} and e.period @> ${today}::date and ${ofUnit(sql`e.unit_id`)} and ${ofPerson(sql`e.person_id`)}`
}

function found(ctx: Context, stages: PeopleStages, asked: Asked): RawBuilder<unknown> {
  const like = asked.q?.trim() ? `%${asked.q.trim().replace(/[\\%_]/g, '\\$&')}%` : null
  return sql`
    from (${peopleOf(ctx, stages, asked)}) x
      join members p on p.association_id = ${ctx.association.id} and p.id = x.id and p.merged_into is null
      join members u on u.association_id = ${ctx.association.id} and u.id = x.unit_id
    where ${asked.state === undefined ? sql`true` : sql`x.state = ${asked.state}`}
      and ${like === null ? sql`true` : sql`(p.name like ${like} or x.number like ${like})`}`
}

/** One page, who came last first; the next begins behind `after`. */
export async function findPeople(
  tx: Tx,
  ctx: Context,
  asked: Asked & { after?: { since: string; id: string } | null; limit: number },
): Promise<PersonRow[]> {
  const stages = await peopleStages(tx, ctx)
  const behind = asked.after ? sql`and (x.since, x.id) < (${asked.after.since}::timestamptz, ${asked.after.id}::uuid)` : sql``
  const { rows } = await sql<PersonRow>`
    select x.id, x.unit_id as "unitId", u.name as "unitName", x.state, p.name, x.number, x.matter_id as "matterId", x.matter_state as "matterState",
      x.matter_stage as "matterStage", x.matter_revision as "matterRevision",
      x.since::text as "sinceKey", (x.since at time zone 'Asia/Shanghai')::date::text as since, x.paid_through::text as "paidThrough"
    ${found(ctx, stages, asked)} ${behind} order by x.since desc, x.id desc limit ${asked.limit}`.execute(tx)
  return rows
}

/** One person of a unit; undefined for everybody else's. */
export async function findPerson(tx: Tx, ctx: Context, personId: string, unitId?: string): Promise<PersonRow | undefined> {
  return (await findPeople(tx, ctx, { personId, unitId, limit: 1 }))[0]
}

/** How many stand in each state. */
export async function countPeople(tx: Tx, ctx: Context, asked: Pick<Asked, 'unitId'>): Promise<Map<string, number>> {
  const stages = await peopleStages(tx, ctx)
  const { rows } = await sql<{ state: string; count: number }>`
    select x.state, count(*)::int as count ${found(ctx, stages, asked)} group by 1`.execute(tx)
  return new Map(rows.map((row) => [row.state, row.count]))
}
