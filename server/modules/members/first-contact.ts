import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

export interface Reachable {
  memberName: string
  name: string
  mobile: string | null
  email: string | null
}

/** Whom post and messages to a member go to: its first contact (CACEM-06). An applicant has none yet. */
export async function firstContact(tx: Tx, ctx: Context, memberId: string): Promise<Reachable | null> {
  const row = await tx
    .selectFrom('members as m')
    .innerJoin('contacts as c', (join) => join.onRef('c.association_id', '=', 'm.association_id').onRef('c.member_id', '=', 'm.id'))
    .select(['m.name as member_name', 'c.name', 'c.mobile', 'c.email'])
    .where('m.association_id', '=', ctx.association.id)
    .where('m.id', '=', memberId)
    .orderBy('c.position')
    .limit(1)
    .executeTakeFirst()
  return row ? { memberName: row.member_name, name: row.name, mobile: row.mobile || null, email: row.email || null } : null
}
