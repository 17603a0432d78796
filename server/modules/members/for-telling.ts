import { sql } from 'kysely'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'

/** What a message calls a member: its name and the name of its level today ('' before admission). */
export async function memberForTelling(tx: Tx, ctx: Context, memberId: string): Promise<{ name: string; level: string }> {
  const row = await tx
    .selectFrom('members as m')
    .leftJoin('memberships as s', (join) =>
      join
        .onRef('s.association_id', '=', 'm.association_id')
        .onRef('s.member_id', '=', 'm.id')
        .on('s.left_on', 'is', null)
        .on('s.branch_id', 'is', null),
    )
    .leftJoin('level_spans as l', (join) =>
      join
        .onRef('l.association_id', '=', 's.association_id')
        .onRef('l.membership_id', '=', 's.id')
        .on(sql<boolean>`l.period @> ${ctx.kernel.clock.today()}::date`),
    )
    .select(['m.name', 'l.level'])
    .where('m.association_id', '=', ctx.association.id)
    .where('m.id', '=', memberId)
    .executeTakeFirstOrThrow()
  const level = ctx.association.settings.levels.find((one) => one.id === row.level)
  return { name: row.name, level: level?.memberName ?? '' }
}
