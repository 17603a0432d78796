import { type RawBuilder, sql } from 'kysely'
import { normaliseCode, normaliseName } from '../../../contract/rules/text.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import type { Named } from '../accounts/index.ts'

// More than one is all that is asked beyond the first.
const enough = 5

/**
 * The accounts one signs in to by a unit's name, a member's number, an ID card or a person's name. Present names and numbers go
 * before former ones; what was merged leads to what it was merged into.
 */
export async function accountsBehind(tx: Tx, ctx: Context, { kind, typed, only }: Named): Promise<string[]> {
  for (const members of searches(ctx, kind, typed)) {
    const { rows } = await sql<{ account_id: string }>`
      select distinct x.account_id from (${members}) as found(id)
        join members named on named.association_id = ${ctx.association.id} and named.id = found.id
        join members m on m.association_id = named.association_id and m.id = coalesce(named.merged_into, named.id)
        join account_members x on x.association_id = m.association_id and x.member_id = m.id and x.principal
      where (${only ?? null}::text is null or m.kind = ${only ?? null}) limit ${enough}`.execute(tx)
    if (rows.length > 0) return rows.map((row) => row.account_id)
  }
  return []
}

/** Each answers member ids; the next is asked only when one leads nowhere. */
function searches(ctx: Context, kind: Named['kind'], typed: string): RawBuilder<{ id: string }>[] {
  const association = ctx.association.id
  const code = normaliseCode(typed.normalize('NFKC'))
  const name = normaliseName(typed.normalize('NFC'))
  if (kind === 'unit-name')
    return [
      sql`select id from members where association_id = ${association} and kind = 'unit' and name = ${name} and admitted_at is not null`,
      sql`select n.member_id from member_names n join members u on (u.association_id, u.id) = (n.association_id, n.member_id)
        where n.association_id = ${association} and n.name = ${name} and u.kind = 'unit' and u.admitted_at is not null`,
    ]
  if (kind === 'member-number')
    return [
      sql`select id from members where association_id = ${association} and number = ${code}`,
      sql`select member_id from memberships where association_id = ${association} and number = ${code}`,
      sql`select member_id from member_numbers where association_id = ${association} and number = ${code}`,
    ]
  if (kind === 'id-card')
    return [sql`select id from members where association_id = ${association} and id_card = ${code} and admitted_at is not null`]
  // An applicant has no number yet: the name is all there is.
  if (kind === 'person-name')
    return [sql`select id from members where association_id = ${association} and kind = 'person' and name = ${name}`]
  return []
}
