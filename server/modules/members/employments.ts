import { sql } from 'kysely'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'

export interface Employment {
  id: string
  personId: string
  personName: string
  unitId: string
  unitName: string
  /** 'YYYY-MM-DD' */
  from: string
  /** Last day, null while it goes on. */
  to: string | null
  matterId: string | null
}

const select = (ctx: Context) => sql`
  select e.id, e.person_id as "personId", p.name as "personName", e.unit_id as "unitId", u.name as "unitName",
    lower(e.period)::text as "from", (upper(e.period) - 1)::text as "to", e.matter_id as "matterId"
  from employments e
    join members p on p.association_id = e.association_id and p.id = e.person_id
    join members u on u.association_id = e.association_id and u.id = e.unit_id
  where e.association_id = ${ctx.association.id}`

/** For whom a person worked on `day` ('YYYY-MM-DD'); null when the association knows of nobody. */
export async function employerOf(tx: Tx, ctx: Context, personId: string, day: string): Promise<Employment | null> {
  const { rows } = await sql<Employment>`${select(ctx)} and e.person_id = ${personId} and e.period @> ${day}::date`.execute(tx)
  return rows[0] ?? null
}

/** Every employer a person had and has, the latest first. */
export async function employmentsOf(tx: Tx, ctx: Context, personId: string): Promise<Employment[]> {
  return (await sql<Employment>`${select(ctx)} and e.person_id = ${personId} order by e.period desc`.execute(tx)).rows
}

/** Everybody who works or worked for a unit: those who do first, then who left last. At most 500. */
export async function staffOfUnit(tx: Tx, ctx: Context, unitId: string): Promise<Employment[]> {
  const { rows } = await sql<Employment>`${select(ctx)} and e.unit_id = ${unitId}
    order by upper(e.period) desc nulls first, lower(e.period) desc, e.id limit 500`.execute(tx)
  return rows
}

/** From `from` on the person works for this unit; what went on before ends the day before. The same unit again changes nothing. */
export async function beginEmployment(
  tx: Tx,
  ctx: Context,
  employment: { personId: string; unitId: string; from: string; matterId: string | null },
): Promise<void> {
  const { personId, unitId, from, matterId } = employment
  const { id: association } = ctx.association
  if ((await employerOf(tx, ctx, personId, from))?.unitId === unitId) return
  // One that began this very day never was.
  await sql`delete from employments where association_id = ${association} and person_id = ${personId} and lower(period) >= ${from}::date`.execute(
    tx,
  )
  await sql`update employments set period = daterange(lower(period), ${from}::date)
    where association_id = ${association} and person_id = ${personId} and period @> ${from}::date`.execute(tx)
  await tx
    .insertInto('employments')
    .values({
      association_id: association,
      id: newId(),
      person_id: personId,
      unit_id: unitId,
      period: `[${from},)`,
      matter_id: matterId,
      created_at: ctx.kernel.clock.now(),
    })
    .execute()
}
