import { normalise } from '../../../contract/forms/normalise.ts'
import type { MatterProblem, Remark } from '../../../contract/matters.ts'
import { audit } from '../../kernel/audit.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { reviewOf, subjectOf, wholeForm } from './definition.ts'
import { submitted } from './machine.ts'
import { mayChange } from './may.ts'
import { showMoment } from './moments.ts'
import { moveTo } from './move.ts'
import { factsOf, problemsOf, type Surroundings } from './problems.ts'
import { kindFor } from './registry.ts'
import { remarksOf } from './remarks.ts'
import { type Held, holdOwn, standingOf } from './standing.ts'
import { listDocuments, listHappenings, type MatterRow, note, toMatter } from './store.ts'

/**
 * Hands a matter in, when nothing is missing: `not-ready` lists every place to put right (detail.problems, with the stage each is at).
 * A remark that changed nothing must be answered in words. Handed in already, it says when (`already-done`).
 */
export async function submitMatter(ctx: MemberContext, input: { id: string; reply?: string }): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const held = await holdOwn(tx, ctx, input.id, true)
    if (held.row.state === 'submitted') {
      throw new Refusal('already-done', `已于 ${showMoment(held.row.submitted_at)} 提交，正在审核，无需重复提交`)
    }
    mayChange(held.row, 'submit')
    held.row.data = normalise(wholeForm(held.definition), held.row.data)
    const reply = input.reply?.trim() ?? ''
    const around: Surroundings = {
      happenings: await listHappenings(tx, ctx, input.id),
      documents: await listDocuments(tx, ctx, input.id),
      facts: await factsOf(tx, ctx, held),
    }
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
  const { row, definition } = held
  const again = row.state === 'returned'
  const move = submitted(definition.stages, standingOf(row, around.happenings))
  const subject = subjectOf(definition, row.data)
  const moved = await moveTo(tx, ctx, held, move, {
    submitted_at: ctx.kernel.clock.now(),
    data: JSON.stringify(row.data),
    subject_name: subject.name,
    subject_code: subject.code,
  })
  if (!moved) throw new Refusal('conflict')
  await note(tx, ctx, row.id, again ? 'resubmitted' : 'submitted', { stage: row.stage, message: reply })
  await audit(tx, ctx, {
    action: 'matter.submitted',
    subject: { kind: 'matter', id: row.id, label: row.number },
    after: { again, stage: move.stage },
  })
  const kind = kindFor(definition)
  await kind.onSubmitted?.(tx, ctx, toMatter(moved))
  const review = reviewOf(definition, move.stage)
  const waits = move.state === 'submitted'
  await raise(tx, ctx, 'matters.submitted', {
    ...toldOf(moved),
    again,
    withinWorkdays: waits ? (review?.withinWorkdays ?? null) : null,
    reviewRole: waits ? (review?.by ?? null) : null,
  })
  if (move.state === 'approved') {
    await note(tx, ctx, row.id, 'approved', { stage: move.stage })
    await kind.onDecided(tx, ctx, toMatter(moved), 'approved')
    await raise(tx, ctx, 'matters.passed', toldOf(moved))
  }
}

export const toldOf = (row: MatterRow) => ({
  matterId: row.id,
  memberId: row.member_id,
  kind: row.kind,
  number: row.number,
  title: row.title,
})
