import { audit } from '../../kernel/audit.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { takenBack } from './machine.ts'
import { may } from './may.ts'
import { moveTo } from './move.ts'
import { actorFor, holdForReview, loadStanding } from './standing.ts'
import { note } from './store.ts'

/** 回退: the unit takes back its recommendation, as long as nobody has decided since. It lies at the unit's review again. GSJL-08 */
export async function takeBack(ctx: MemberContext, input: { id: string; reason?: string }): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const held = await holdForReview(tx, ctx, input.id)
    const { row } = held
    const standing = await loadStanding(tx, ctx, held)
    may(held.stages, standing, 'takeBack', await actorFor(tx, ctx, held))
    const move = takenBack(standing)
    if (!(await moveTo(tx, ctx, held, move))) throw new Refusal('conflict', '协会刚刚办理了这件事项，请刷新后查看')
    await note(tx, ctx, row.id, 'taken-back', {
      stage: move.stage,
      message: input.reason?.trim() ?? '',
      detail: row.employer_id ? { employer: row.employer_id } : {},
    })
    await audit(tx, ctx, {
      action: 'matter.taken-back',
      subject: { kind: 'matter', id: row.id, label: row.number },
      before: { state: row.state, stage: row.stage },
      after: move,
    })
  })
}
