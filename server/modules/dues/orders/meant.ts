import { sql } from 'kysely'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { rulesOf } from '../settings.ts'

/** What somebody wrote who sent money. */
export interface Said {
  /** Of payers and of whom they pay for, however they are written. */
  names: readonly string[]
  /** Transfer codes, maybe. */
  codes: readonly string[]
  creditCodes: readonly string[]
}

/** Whose claims that may be: everyone who is meant, and some who only share a name's key with them. By indexes, so that few are asked of many. */
export async function membersMeant(tx: Tx, ctx: Context, { names, codes, creditCodes }: Said): Promise<string[]> {
  const association = ctx.association.id
  const theirPeople =
    rulesOf(ctx).peoplePaidBy === 'employer'
      ? sql`union select e.person_id from employments e join named n on n.id = e.unit_id
          where e.association_id = ${association} and e.period @> ${ctx.kernel.clock.today()}::date`
      : sql``
  const { rows } = await sql<{ id: string }>`
    with named as materialized (select id from members_meant(${names}::text[]) as id)
    select id from named
    union select o.member_id from orders o where o.association_id = ${association} and o.transfer_code = any(${codes}::text[]) and o.state in ('open', 'vouched')
    union select m.id from members m where m.association_id = ${association} and m.credit_code = any(${creditCodes}::text[])
    ${theirPeople}`.execute(tx)
  return rows.map((row) => row.id)
}
