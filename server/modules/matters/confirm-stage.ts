import type { StageOf } from '../../../contract/preset/matters.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { stageOf } from './definition.ts'
import { mayChange } from './may.ts'
import { holdOwn } from './standing.ts'
import { type DocumentRow, type Happening, listDocuments, listHappenings, note } from './store.ts'

/** Ticks the sentence of a documents stage (CAQ-07: 我已打印盖章并上传); who and when is kept. Ticked already, nothing happens. */
export async function confirmStage(ctx: MemberContext, input: { id: string; stage: string }): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, input.id, true)
    mayChange(held.row, 'save')
    const stage = stageOf(held, input.stage)
    if (stage.type !== 'documents' || stage.confirm === undefined) throw new Refusal('input-invalid', '这一步不需要确认')
    const happenings = await listHappenings(tx, ctx, input.id)
    if (confirmedAt(stage, happenings, await listDocuments(tx, ctx, input.id))) return
    await note(tx, ctx, input.id, 'confirmed', { stage: stage.id, message: stage.confirm })
  })
}

/** When the sentence was ticked for the papers that lie there now; one handed in since asks for it anew. */
export function confirmedAt(stage: StageOf<'documents'>, happenings: readonly Happening[], documents: readonly DocumentRow[]): Date | null {
  const last = happenings.findLast((one) => one.what === 'confirmed' && one.stage === stage.id)
  const newer = documents.some((one) => stage.documents.includes(one.slot) && last !== undefined && one.added_at > last.at)
  return last === undefined || newer ? null : last.at
}
