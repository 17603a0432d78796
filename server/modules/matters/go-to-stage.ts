import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { stageOf } from './definition.ts'
import { whyClosed } from './machine.ts'
import { mayChange } from './may.ts'
import { agreedStages } from './problems.ts'
import { holdOwn, standingOf } from './standing.ts'
import { listHappenings } from './store.ts'

/** Turns to a stage that is in hand; it is remembered, so that another device comes back to it. */
export async function goToStage(ctx: MemberContext, input: { id: string; stage: string }): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, input.id, true)
    mayChange(held.row, 'save')
    if (held.row.stage === input.stage) return
    stageOf(held, input.stage)
    const happenings = await listHappenings(tx, ctx, input.id)
    const agreed = await agreedStages(tx, ctx, held, happenings)
    const why = whyClosed(held.stages, standingOf(held, happenings), input.stage, agreed)
    if (why) throw new Refusal('not-ready', why)
    // Where one looks is no change of the draft: the revision stays.
    await tx
      .updateTable('matters')
      .set({ stage: input.stage })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', input.id)
      .execute()
  })
}
