import type { MatterForApplicant, MatterProblem, MatterStage } from '../../../contract/matters.ts'
import type { Stage } from '../../../contract/preset/matters.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { agreedTexts, agreedTo, currentTexts } from './agree.ts'
import { reviewOf, wholeForm } from './definition.ts'
import { formFiles } from './field-files.ts'
import { canAll, whyClosed } from './machine.ts'
import { doneBy, iso, presentCommon, presentStage, presentTimeline, reviewerOf, type StageView } from './present.ts'
import { agreedStages, problemsOf, type Surroundings, surroundingsOf } from './problems.ts'
import { remarksOf } from './remarks.ts'
import { actorFor, type Held, holdOwn, standingOf } from './standing.ts'
import { allProblems } from './submit.ts'

/** One's own matter with everything the screens of applying need. */
export async function matterForApplicant(ctx: MemberContext, id: string): Promise<MatterForApplicant> {
  return inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, id)
    const around = await surroundingsOf(tx, ctx, held)
    const remarks = remarksOf(held.row, around.documents)
    const standing = standingOf(held, around.happenings)
    const byStage = await problemsOf(tx, ctx, held, around)
    const agreed = await agreedStages(tx, ctx, held, around.happenings)
    const stages: MatterStage[] = []
    for (const stage of held.stages) {
      const view: StageView = {
        whyClosed: whyClosed(held.stages, standing, stage.id, agreed),
        done: isDone(held, stage, byStage),
        ...(await textsOf(tx, ctx, held, around, stage)),
      }
      stages.push(presentStage(ctx, held, around, stage, remarks, view))
    }
    return {
      ...presentCommon(ctx, held, remarks, around.happenings),
      stages,
      fieldFiles: await formFiles(tx, ctx, held.row, wholeForm(held.definition)),
      facts: held.facts,
      timeline: presentTimeline(ctx, held, around.happenings),
      savedAt: held.row.updated_at.toISOString(),
      waiting: waitingOf(ctx, held),
      can: canAll(held.stages, standing, await actorFor(tx, ctx, held), ['save', 'submit', 'recall', 'withdraw']),
    }
  })
}

/** Everything that keeps it from being handed in now. */
export async function matterProblems(ctx: MemberContext, id: string): Promise<{ problems: MatterProblem[] }> {
  return inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, id)
    return { problems: await allProblems(tx, ctx, held, await surroundingsOf(tx, ctx, held)) }
  })
}

/** A stage in hand is done when nothing is missing in it; one behind us is done, one ahead is not. */
function isDone(held: Held, stage: Stage, byStage: ReadonlyMap<string, MatterProblem[]>): boolean {
  const inHand = doneBy(byStage, stage.id)
  if (inHand !== undefined) return inHand
  const { stages } = held
  if (held.row.state === 'approved') return true
  // After a return the review that sent it back is where it stands, however far back one corrects.
  const standsAt = held.row.state === 'returned' ? (held.row.returned_from ?? held.row.stage) : held.row.stage
  return stages.findIndex((one) => one.id === stage.id) < stages.findIndex((one) => one.id === standsAt)
}

async function textsOf(
  tx: Tx,
  ctx: MemberContext,
  held: Held,
  around: Surroundings,
  stage: Stage,
): Promise<Pick<StageView, 'texts' | 'agreedAt'>> {
  if (stage.type !== 'agree') return { texts: null, agreedAt: null }
  const last = around.happenings.findLast((one) => one.what === 'agreed' && one.stage === stage.id)
  const present = (texts: Awaited<ReturnType<typeof currentTexts>>) =>
    texts.map(({ id, version, title, body }) => ({ id, version, title, markdown: body }))
  if (last && held.row.state !== 'draft') return { texts: present(await agreedTexts(tx, ctx, last)), agreedAt: last.at.toISOString() }
  const texts = await currentTexts(tx, ctx, stage)
  return { texts: present(texts), agreedAt: iso(agreedTo(around.happenings, stage.id, texts)) }
}

function waitingOf(ctx: MemberContext, held: Held): MatterForApplicant['waiting'] {
  const { row } = held
  const review = reviewOf(held, row.stage)
  if (row.state !== 'submitted' || !review) return null
  return {
    stageTitle: review.name,
    reviewer: reviewerOf(ctx, review, held),
    since: (row.waiting_since ?? row.updated_at).toISOString(),
    dueOn: row.due_on,
    within: review.withinWorkdays,
  }
}
