import { askedDocuments } from '../../../contract/forms/documents.ts'
import { matterHappenings } from '../../../contract/matter-words.ts'
import type { MatterProblem, MatterStage, Remark, TimelineEvent } from '../../../contract/matters.ts'
import { effectOf } from '../../../contract/preset/choose.ts'
import type { Stage, StageOf } from '../../../contract/preset/matters.ts'
import type { AccountContext, Context } from '../../kernel/context.ts'
import { confirmedAt } from './confirm-stage.ts'
import { formOf, reviewOf, slotsOf } from './definition.ts'
import { diffOf } from './diff.ts'
import type { Surroundings } from './problems.ts'
import { presentSlot } from './slots.ts'
import { type Held, standingOf } from './standing.ts'
import type { Happening } from './store.ts'

export const iso = (moment: Date | null): string | null => moment?.toISOString() ?? null

export const roleName = (ctx: Context, id: string): string =>
  ctx.association.settings.roles.find((role) => role.id === id)?.name ?? '审核人员'

/** Whose the review is, in the association's words: a role, with its branch, or the employer by its name. */
export function reviewerOf(ctx: Context, review: StageOf<'review'>, of: { branchId: string | null; employerName: string | null }): string {
  if (review.review === 'employer') return of.employerName ?? '所在单位'
  const role = roleName(ctx, review.by ?? '')
  return review.review === 'branch' && of.branchId !== null ? `${branchName(ctx, of.branchId)} · ${role}` : role
}

export const branchName = (ctx: Context, id: string | null): string | null =>
  id === null ? null : (ctx.association.settings.branches?.find((branch) => branch.id === id)?.name ?? id)

/** The part of a matter that both sides read. */
export function presentCommon(ctx: Context, held: Held, remarks: Remark[], happenings: readonly Happening[]) {
  const { row, definition } = held
  const standing = standingOf(held, happenings)
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    kindName: definition.name,
    title: titleOf(row.title, row.subject_name),
    state: row.state,
    stage: standing.stage,
    revision: row.revision,
    memberId: row.member_id,
    createdAt: row.created_at.toISOString(),
    submittedAt: iso(row.submitted_at),
    decidedAt: iso(row.decided_at),
    dueOn: row.due_on,
    data: row.data,
    remarks,
    diff: diffOf(held),
    branchId: held.branchId,
    branchName: branchName(ctx, held.branchId),
    effect: effectOf(definition),
    employerName: held.employerName,
    base: row.base,
    accepted: row.accepted,
    message: lastWord(held, happenings),
  }
}

export const titleOf = (title: string, subject: string): string => (subject ? `${title} · ${subject}` : title)

/** Why it came back or was refused; '' otherwise. */
function lastWord({ row }: Held, happenings: readonly Happening[]): string {
  const what = row.state === 'rejected' ? 'rejected' : row.returned_from ? 'returned' : null
  return (what && happenings.findLast((one) => one.what === what)?.message) || ''
}

export interface StageView {
  whyClosed: string | null
  done: boolean
  texts: MatterStage['texts']
  agreedAt: string | null
}

export function presentStage(
  ctx: Context,
  held: Held,
  around: Surroundings,
  stage: Stage,
  remarks: readonly Remark[],
  view: StageView,
): MatterStage {
  const review = stage.type === 'review' ? stage : null
  const slots = askedDocuments(slotsOf(held.definition, stage), { ...held.facts, ...held.row.data })
  return {
    id: stage.id,
    type: stage.type,
    title: stage.name,
    help: stage.explanation,
    ...view,
    remarks: remarks.filter((remark) => remark.stage === stage.id && !remark.resolved).length,
    ...('samePage' in stage && stage.samePage && { samePage: true }),
    form: formOf(held.definition, stage),
    slots: stage.type === 'documents' ? slots.map((slot) => presentSlot(held, slot, around.documents, around.prints)) : null,
    ...(stage.type === 'documents' &&
      stage.confirm !== undefined && {
        confirm: { text: stage.confirm, done: confirmedAt(stage, around.happenings, around.documents) !== null },
      }),
    review: review?.review ?? null,
    reviewer: review && reviewerOf(ctx, review, held),
    within: review?.withinWorkdays ?? null,
  }
}

const reviewing: ReadonlySet<string> = new Set(['passed', 'returned', 'rejected', 'held', 'taken-back', 'corrected'])

/** Members read which role reviewed, staff read who did. */
export function presentTimeline(ctx: AccountContext, held: Held, happenings: readonly Happening[]): TimelineEvent[] {
  return happenings.map((one) => {
    const review = reviewOf(held.definition, one.stage)
    const byReviewer = review !== null && (one.actor_kind === 'staff' || reviewing.has(one.what))
    const remarks = (one.detail.remarks ?? []).map(({ revision: _, at: __, ...remark }) => ({ ...remark, resolved: false }))
    return {
      id: one.id,
      at: one.at.toISOString(),
      what: one.what,
      title: byReviewer ? `${review.name} · ${matterHappenings[one.what]}` : matterHappenings[one.what],
      who:
        ctx.kind === 'staff' || !(byReviewer || one.actor_kind === 'staff')
          ? one.actor_name
          : review
            ? reviewerOf(ctx, review, held)
            : '工作人员',
      message: one.message,
      remarks,
    }
  })
}

export const doneBy = (byStage: ReadonlyMap<string, readonly MatterProblem[]>, stage: string): boolean | undefined => {
  const problems = byStage.get(stage)
  return problems && problems.length === 0
}
