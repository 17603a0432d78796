import type { FormData } from '../../../contract/forms/schema.ts'
import type { MatterForStaff, MatterStage, StageSummary } from '../../../contract/matters.ts'
import { maskTexts } from '../../../contract/rules/mask.ts'
import { authorize, whyNot as whyNotPermitted } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { checksOf } from './checks.ts'
import { isLate } from './deadline.ts'
import { reviewOf, wholeForm } from './definition.ts'
import { diffOf } from './diff.ts'
import { formFiles } from './field-files.ts'
import { canAll, type Standing } from './machine.ts'
import { iso, presentCommon, presentStage, presentTimeline, titleOf } from './present.ts'
import { type Surroundings, surroundingsOf } from './problems.ts'
import { allStageKinds, stageKindFor } from './registry.ts'
import { remarksOf } from './remarks.ts'
import { actorFor, type Held, hold, standingOf } from './standing.ts'
import { toMatter } from './store.ts'

/** A matter as its reviewer reads it: the claim, the evidence, the checks, what happened, what may be done. */
export async function matterForStaff(ctx: StaffContext, id: string): Promise<MatterForStaff> {
  authorize(ctx, 'matters.read')
  return inTx(ctx, async (tx, ctx) => {
    const held = await hold(tx, ctx, id)
    const { row } = held
    const around = await surroundingsOf(tx, ctx, held)
    const remarks = remarksOf(row, around.documents)
    const standing = standingOf(held, around.happenings)
    return {
      ...presentCommon(ctx, held, remarks, around.happenings),
      ...(!ctx.permissions.has('members.reveal') && {
        data: maskedData(row.data),
        base: row.base && maskedData(row.base),
        diff: diffOf(held, maskTexts),
      }),
      stages: presentStages(ctx, held, around, standing, remarks),
      fieldFiles: await formFiles(tx, ctx, held.row, wholeForm(held.definition)),
      facts: held.facts,
      timeline: presentTimeline(ctx, held, around.happenings),
      applicant: { accountId: row.account_id, name: around.happenings[0]?.actor_name ?? '' },
      subjectName: row.subject_name,
      waitingSince: iso(row.waiting_since),
      late: isLate(ctx, row.due_on),
      reviewerName: around.happenings.findLast((one) => one.what === 'returned' && one.actor_id === row.reviewer_id)?.actor_name ?? null,
      checks: await checksOf(tx, ctx, held, around),
      summaries: await summariesOf(tx, ctx, held),
      earlier: await earlierOf(tx, ctx, held),
      can: await canOf(tx, ctx, held, standing),
    }
  })
}

const maskedData = (data: FormData): FormData => Object.fromEntries(Object.entries(data).map(([id, value]) => [id, maskTexts(value)]))

export function presentStages(
  ctx: Context,
  held: Held,
  around: Surroundings,
  standing: Standing,
  remarks: MatterForStaff['remarks'],
): MatterStage[] {
  const { stages } = held
  const here = stages.findIndex((stage) => stage.id === (standing.returnedFrom ?? standing.stage))
  return stages.map((stage, index) => {
    const agreed = around.happenings.findLast((one) => one.what === 'agreed' && one.stage === stage.id)
    return presentStage(ctx, held, around, stage, remarks, {
      whyClosed: '由申请人填写',
      done: standing.state === 'approved' || index < here,
      texts: agreed?.detail.texts?.map((text) => ({ ...text, title: agreed.message, markdown: '' })) ?? null,
      agreedAt: iso(agreed?.at ?? null),
    })
  })
}

async function summariesOf(tx: Tx, ctx: Context, { row, stages }: Held): Promise<StageSummary[]> {
  const summaries: StageSummary[] = []
  for (const stage of stages) {
    const summary = await stageKindFor(stage.type)?.summary?.(tx, ctx, toMatter(row), stage)
    if (summary) summaries.push({ stage: stage.id, title: stage.name, ...summary })
  }
  return summaries
}

/** Other matters about the same credit code, whoever opened them: a second try, or a second claimant. */
async function earlierOf(tx: Tx, ctx: StaffContext, { row }: Held): Promise<MatterForStaff['earlier']> {
  if (row.subject_code === null) return []
  const rows = await tx
    .selectFrom('matters')
    .select(['id', 'number', 'title', 'subject_name', 'state', 'submitted_at', 'decided_at'])
    .where('association_id', '=', ctx.association.id)
    .where('subject_code', '=', row.subject_code)
    .where('id', '<>', row.id)
    .orderBy('id', 'desc')
    .limit(20)
    .execute()
  return rows.map((one) => ({
    id: one.id,
    number: one.number,
    title: titleOf(one.title, one.subject_name),
    state: one.state as MatterForStaff['state'],
    submittedAt: iso(one.submitted_at),
    decidedAt: iso(one.decided_at),
  }))
}

/** Passing may also wait for something, e.g. for the money: then that is the reason. */
async function canOf(tx: Tx, ctx: StaffContext, held: Held, standing: Standing): Promise<MatterForStaff['can']> {
  const forbidden = whyNotPermitted(ctx, 'matters.decide')
  if (forbidden) return { pass: forbidden, return: forbidden, reject: forbidden }
  const can = canAll(held.stages, standing, await actorFor(tx, ctx, held), ['pass', 'return', 'reject'])
  return { ...can, pass: can.pass ?? (await whyWait(tx, ctx, held)) }
}

/** The first `needs` of this review that is not met, in words; null when it may be passed. */
export async function whyWait(tx: Tx, ctx: Context, { row, stages }: Held): Promise<string | null> {
  const kinds = allStageKinds().filter((kind) => stages.some((stage) => stage.type === kind.type))
  for (const need of reviewOf({ stages }, row.stage)?.needs ?? []) {
    for (const kind of kinds) {
      const why = await kind.whyNotPassed?.(tx, ctx, toMatter(row), need)
      if (why) return why
    }
  }
  return null
}
