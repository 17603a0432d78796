import { sql } from 'kysely'
import type { MatterMeeting } from '../../../contract/meetings.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'

/** The meetings on whose agenda a matter lies or lay, the newest first; those that were called off are left out. */
export async function meetingsOfMatter(ctx: StaffContext, matterId: string): Promise<MatterMeeting[]> {
  authorize(ctx, 'matters.read')
  return inTx(ctx, async (tx, ctx) => {
    const matter = await tx
      .selectFrom('matters')
      .select('id')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', matterId)
      .executeTakeFirst()
    found(matter)
    const { rows } = await sql<MatterMeeting>`select h.id, h.name, h.held_on as "heldOn", h.state, i.position, i.verdict, i.outcome
      from meeting_items i join meetings h on (h.association_id, h.id) = (i.association_id, i.meeting_id)
      where i.association_id = ${ctx.association.id} and i.matter_id = ${matterId} and h.state <> 'cancelled'
      order by h.held_on desc, h.id desc limit 20`.execute(tx)
    return rows
  })
}
