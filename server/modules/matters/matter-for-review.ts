import type { MatterForReview } from '../../../contract/matters.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { ownChecks } from './checks.ts'
import { isLate } from './deadline.ts'
import { wholeForm } from './definition.ts'
import { formFiles } from './field-files.ts'
import { canAll } from './machine.ts'
import { presentStages } from './matter-for-staff.ts'
import { iso, presentCommon, presentTimeline } from './present.ts'
import { surroundingsOf } from './problems.ts'
import { remarksOf } from './remarks.ts'
import { actorFor, holdForReview, standingOf } from './standing.ts'

/** One matter that the unit one acts for reviews as employer. GSJL-02 */
export async function matterForReview(ctx: MemberContext, id: string): Promise<MatterForReview> {
  return inTx(ctx, async (tx, ctx) => {
    const held = await holdForReview(tx, ctx, id)
    const { row } = held
    const around = await surroundingsOf(tx, ctx, held)
    const remarks = remarksOf(row, around.documents)
    const standing = standingOf(held, around.happenings)
    return {
      ...presentCommon(ctx, held, remarks, around.happenings),
      stages: presentStages(ctx, held, around, standing, remarks),
      fieldFiles: await formFiles(tx, ctx, row, wholeForm(held.definition)),
      facts: held.facts,
      timeline: presentTimeline(ctx, held, around.happenings),
      subjectName: row.subject_name,
      waitingSince: iso(row.waiting_since),
      late: isLate(ctx, row.due_on),
      checks: ownChecks(ctx, held, around),
      can: canAll(held.stages, standing, await actorFor(tx, ctx, held), ['pass', 'return', 'reject', 'takeBack']),
    }
  })
}
