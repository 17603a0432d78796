import { normalise } from '../../../contract/forms/normalise.ts'
import type { MatterProblem, Remark } from '../../../contract/matters.ts'
import { audit } from '../../kernel/audit.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { requireConfirmed } from '../accounts/index.ts'
import { approved } from './approve.ts'
import { wholeForm } from './definition.ts'
import { submitted } from './machine.ts'
import { mayChange } from './may.ts'
import { showMoment } from './moments.ts'
import { moveTo } from './move.ts'
import { problemsOf, type Surroundings, surroundingsOf } from './problems.ts'
import { kindFor } from './registry.ts'
import { remarksOf } from './remarks.ts'
import { employerOf, type Held, heldOf, holdOwn, standingOf } from './standing.ts'
import { note, toMatter } from './store.ts'
import { subjectFor } from './subject.ts'
import { submittedNews } from './told.ts'

/**
 * Hands a matter in, when nothing is missing: `not-ready` lists every place to put right (detail.problems, with the stage each is at).
 * A remark that changed nothing must be answered in words. Handed in already, it says when (`already-done`).
 */
export async function submitMatter(ctx: MemberContext, input: { id: string; reply?: string }): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const { row, definition } = await holdOwn(tx, ctx, input.id, true)
    if (row.state === 'submitted') {
      throw new Refusal('already-done', `已于 ${showMoment(row.submitted_at)} 提交，正在审核，无需重复提交`)
    }
    mayChange(row, 'submit')
    await requireConfirmed(tx, ctx)
    const held = await heldOf(tx, ctx, { ...row, data: normalise(wholeForm(definition), row.data) }, definition)
    const reply = input.reply?.trim() ?? ''
    const around = await surroundingsOf(tx, ctx, held)
    refuseUnready(await allProblems(tx, ctx, held, around, reply))
    await handIn(tx, ctx, held, around, reply)
  })
}

/** Everything that keeps it from being handed in, in the order of the stages. */
export async function allProblems(tx: Tx, ctx: MemberContext, held: Held, around: Surroundings, reply = ''): Promise<MatterProblem[]> {
  const byStage = await problemsOf(tx, ctx, held, around)
  const unanswered =
    reply || held.row.state !== 'returned' ? [] : remarksOf(held.row, around.documents).filter((remark) => !remark.resolved)
  return [...byStage].flatMap(([stage, problems]) => [
    ...problems,
    ...unanswered.filter((remark) => remark.stage === stage && !problems.some((problem) => problem.path === remark.path)).map(mustAnswer),
  ])
}

const mustAnswer = ({ stage, path, label, text }: Remark): MatterProblem => ({
  stage,
  path,
  label,
  message: `协会的意见“${text}”还没有处理；如果无需修改，请在提交前写明说明。`,
})

function refuseUnready(problems: MatterProblem[]): void {
  if (problems.length === 0) return
  throw new Refusal('not-ready', {
    message: `还有 ${problems.length} 处需要完善，请按提示补充后再提交`,
    problems: problems.map(({ path, label, message }) => ({ path, label, message })),
    detail: { problems },
  })
}

async function handIn(tx: Tx, ctx: MemberContext, held: Held, around: Surroundings, reply: string): Promise<void> {
  const { definition, stages } = held
  const again = held.row.state === 'returned'
  const asked = await whomItAsks(tx, ctx, held)
  const row = { ...held.row, ...asked }
  const standing = standingOf({ ...held, row }, around.happenings)
  const move = submitted(stages, standing)
  const subject = await subjectFor(tx, ctx, definition, row.data, row.member_id)
  const moved = await moveTo(tx, ctx, held, move, {
    submitted_at: ctx.kernel.clock.now(),
    data: JSON.stringify(row.data),
    subject_name: subject.name,
    subject_code: subject.code,
    employer_id: asked.employer_id,
    branch_id: asked.branch_id,
    base: asked.base && JSON.stringify(asked.base),
    accepted: null,
  })
  if (!moved) throw new Refusal('conflict')
  await note(tx, ctx, row.id, again ? 'resubmitted' : 'submitted', {
    stage: standing.stage,
    message: reply,
    detail: row.employer_id ? { employer: row.employer_id } : {},
  })
  await audit(tx, ctx, {
    action: 'matter.submitted',
    subject: { kind: 'matter', id: row.id, label: row.number },
    after: { again, stage: move.stage },
  })
  await kindFor(definition).onSubmitted?.(tx, ctx, toMatter(moved))
  await raise(tx, ctx, 'matters.submitted', submittedNews(moved, stages, again))
  if (move.state === 'approved') {
    await note(tx, ctx, row.id, 'approved', { stage: move.stage })
    await approved(tx, ctx, held, moved)
  }
}

/** Set anew at each submission: the branch and the employer that the form names, and what stands before a change. */
async function whomItAsks(tx: Tx, ctx: MemberContext, { row, definition, branchId }: Held) {
  const employer_id = await employerOf(tx, ctx, row, definition)
  const base = (await kindFor(definition).base?.(tx, ctx, toMatter(row))) ?? null
  return { employer_id, branch_id: branchId, base, accepted: null }
}
