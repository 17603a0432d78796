import { sql } from 'kysely'
import type { MyReminder } from '../../../contract/reminders.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { settleNotices } from './notices.ts'

/** The newest reminder to this member that is still owed. */
export async function myReminder(ctx: MemberContext): Promise<{ newest: MyReminder | null }> {
  const today = ctx.kernel.clock.today()
  const { rows } = await inTx(ctx, (tx) =>
    sql<Omit<MyReminder, 'madeAt' | 'late'> & { madeAt: Date }>`
      select n.id, n.years, n.amount_fen as "amountFen", n.people, n.due_on::text as "dueOn", n.made_at as "madeAt"
      from reminder_notices n where n.association_id = ${ctx.association.id} and n.member_id = ${ctx.memberId} and n.state <> 'dropped'
        and exists (select 1 from reminder_ways w where w.association_id = n.association_id and w.notice_id = n.id and w.way = 'portal' and w.state = 'sent')
        and exists (select 1 from reminders r join charges c on (c.association_id, c.id) = (r.association_id, r.charge_id)
          where r.association_id = n.association_id and r.notice_id = n.id and c.state = 'open')
      order by n.made_at desc, n.id desc limit 1`.execute(tx),
  )
  const [newest] = rows
  return { newest: newest ? { ...newest, late: newest.dueOn < today, madeAt: newest.madeAt.toISOString() } : null }
}

/** The member's page showed it. */
export async function sawReminder(ctx: MemberContext, id: string): Promise<{ done: true }> {
  await inTx(ctx, async (tx, ctx) => {
    const seen = await tx
      .updateTable('reminder_notices')
      .set({ seen_at: ctx.kernel.clock.now() })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('member_id', '=', ctx.memberId)
      .where('seen_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (seen) return settleNotices(tx, ctx, [id])
    // Seen before, or another's.
    found(
      await tx
        .selectFrom('reminder_notices')
        .select('id')
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', id)
        .where('member_id', '=', ctx.memberId)
        .executeTakeFirst(),
    )
  })
  return { done: true }
}
