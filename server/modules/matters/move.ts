import type { Updateable } from 'kysely'
import { actorOf } from '../../kernel/audit.ts'
import type { Context } from '../../kernel/context.ts'
import type { Matters } from '../../kernel/database/schema.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { dueOn } from './deadline.ts'
import type { Move } from './machine.ts'
import type { Held } from './standing.ts'
import type { MatterRow } from './store.ts'

/**
 * Takes a matter where the machine says, if it still stands where it was seen: one conditional UPDATE, so of two at
 * once one wins. Undefined: it has moved on.
 */
export async function moveTo(tx: Tx, ctx: Context, held: Held, move: Move, more: Updateable<Matters> = {}): Promise<MatterRow | undefined> {
  const { row, stages } = held
  const now = ctx.kernel.clock.now()
  const decided = move.state === 'approved' || move.state === 'rejected'
  const moved = await tx
    .updateTable('matters')
    .set({
      state: move.state,
      stage: move.stage,
      returned_from: move.returnedFrom,
      reviewer_id: move.reviewerId,
      due_on: move.state === 'submitted' ? dueOn(ctx, stages, move.stage) : null,
      waiting_since: move.state === 'submitted' ? now : null,
      ...(decided && { decided_at: now, decided_by: actorOf(ctx).id }),
      revision: row.revision + 1,
      updated_at: now,
      ...more,
    })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', row.id)
    .where('state', '=', row.state)
    .where('stage', '=', row.stage)
    .where('revision', '=', row.revision)
    .returningAll()
    .executeTakeFirst()
  return moved as MatterRow | undefined
}
