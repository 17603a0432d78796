import { audit } from '../../kernel/audit.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { recalled, withdrawn } from './machine.ts'
import { may } from './may.ts'
import { moveTo } from './move.ts'
import { allStageKinds } from './registry.ts'
import { actorFor, holdOwn, loadStanding } from './standing.ts'
import { note, toMatter } from './store.ts'
import { toldOf } from './told.ts'

/** Takes one's own matter back: `edit` to change it and hand it in again, `end` for good. */
export async function withdrawMatter(ctx: MemberContext, input: { id: string; to: 'edit' | 'end'; reason?: string }): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, input.id, true)
    const standing = await loadStanding(tx, ctx, held)
    may(held.stages, standing, input.to === 'edit' ? 'recall' : 'withdraw', await actorFor(tx, ctx, held))
    const move = input.to === 'edit' ? recalled(held.stages, standing) : withdrawn(standing)
    if (!move) throw new Refusal('conflict', '这件事项没有可以修改的内容')
    const moved = await moveTo(tx, ctx, held, move)
    if (!moved) throw new Refusal('conflict')
    await note(tx, ctx, input.id, input.to === 'edit' ? 'recalled' : 'withdrawn', {
      stage: held.row.stage,
      message: input.reason?.trim() ?? '',
    })
    await audit(tx, ctx, {
      action: 'matter.withdrawn',
      subject: { kind: 'matter', id: input.id, label: held.row.number },
      after: { state: move.state },
    })
    if (input.to === 'edit') return
    for (const kind of allStageKinds()) await kind.onEnded?.(tx, ctx, toMatter(moved), 'withdrawn')
    await raise(tx, ctx, 'matters.withdrawn', toldOf(moved))
  })
}
