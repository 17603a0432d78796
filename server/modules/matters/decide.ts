import { matterHappenings, matterStates } from '../../../contract/matter-words.ts'
import type { DecisionConflictDetail, Remark } from '../../../contract/matters.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { type Move, passed, rejected, returned, type Standing } from './machine.ts'
import { whyWait } from './matter-for-staff.ts'
import { may } from './may.ts'
import { showMoment } from './moments.ts'
import { moveTo } from './move.ts'
import { allStageKinds, kindFor } from './registry.ts'
import { labelOf, type StoredRemark } from './remarks.ts'
import { actorFor, type Held, hold, standingOf } from './standing.ts'
import { listHappenings, type MatterRow, note, toMatter } from './store.ts'
import { toldOf } from './submit.ts'

/** The matter as the reviewer saw it. */
interface Seen {
  id: string
  stage: string
  revision: number
}

export type Decision =
  | (Seen & { act: 'pass'; message?: string })
  | (Seen & { act: 'return'; message: string; remarks: Omit<StoredRemark, 'label' | 'revision' | 'at'>[] })
  | (Seen & { act: 'reject'; reason: string })

/**
 * Passes, returns or rejects a matter as it was seen. Of two reviewers at once one decides, the other is told who did, what
 * and when (`conflict`, detail: DecisionConflictDetail). Nobody decides his own matter, nor two reviews of one. The last pass has its
 * effect in the same transaction.
 */
export async function decideMatter(ctx: StaffContext, decision: Decision): Promise<void> {
  authorize(ctx, 'matters.decide')
  await inTx(ctx, async (tx, ctx) => {
    const held = await hold(tx, ctx, decision.id)
    const { row } = held
    const standing = standingOf(row, await listHappenings(tx, ctx, row.id))
    if (row.state !== 'submitted' || row.stage !== decision.stage || row.revision !== decision.revision)
      throw await conflictAt(tx, ctx, row)
    may(standing, decision.act, await actorFor(tx, ctx, held))
    if (decision.act === 'pass') await pass(tx, ctx, held, standing, decision.message?.trim() ?? '')
    else if (decision.act === 'return') await giveBack(tx, ctx, held, standing, decision)
    else await reject(tx, ctx, held, standing, decision.reason.trim())
  })
}

async function pass(tx: Tx, ctx: StaffContext, held: Held, standing: Standing, message: string): Promise<void> {
  const wait = await whyWait(tx, ctx, held)
  if (wait) throw new Refusal('not-ready', wait)
  const move = passed(held.definition.stages, standing)
  const moved = await carry(tx, ctx, held, move, [])
  const through = move.state === 'approved'
  await note(tx, ctx, moved.id, through ? 'approved' : 'passed', { stage: held.row.stage, message })
  await audit(tx, ctx, {
    action: 'matter.passed',
    subject: { kind: 'matter', id: moved.id, label: moved.number },
    before: before(held),
    after: { ...move, message },
  })
  if (through) {
    await kindFor(held.definition).onDecided(tx, ctx, toMatter(moved), 'approved')
    await raise(tx, ctx, 'matters.passed', toldOf(moved))
  } else {
    await raise(tx, ctx, 'matters.forwarded', {
      ...toldOf(moved),
      to: move.state === 'submitted' ? 'reviewer' : 'applicant',
      stage: move.stage,
    })
  }
}

async function giveBack(
  tx: Tx,
  ctx: StaffContext,
  held: Held,
  standing: Standing,
  input: Extract<Decision, { act: 'return' }>,
): Promise<void> {
  const message = input.message.trim()
  if (message === '' && input.remarks.length === 0)
    throw new Refusal('input-invalid', '请写明需要补正什么：在有问题的栏目或材料上填写意见，或填写总的说明')
  const at = ctx.kernel.clock.now().toISOString()
  const remarks = input.remarks.map((remark) => ({
    ...remark,
    text: remark.text.trim(),
    label: labelOf(held.definition, remark),
    revision: held.row.revision,
    at,
  }))
  const move = returned(held.definition.stages, standing, new Set(remarks.map((remark) => remark.stage)), ctx.account.id)
  if (!move) throw new Refusal('not-ready', '这个环节之前没有申请单位填写的内容，无法退回')
  const moved = await carry(tx, ctx, held, move, remarks)
  await note(tx, ctx, moved.id, 'returned', { stage: held.row.stage, message, detail: { remarks } })
  await audit(tx, ctx, {
    action: 'matter.returned',
    subject: { kind: 'matter', id: moved.id, label: moved.number },
    before: before(held),
    after: { message, remarks },
  })
  await raise(tx, ctx, 'matters.returned', { ...toldOf(moved), remarks: remarks.length, message: message || summed(remarks) })
}

const summed = (remarks: readonly Pick<Remark, 'label' | 'text'>[]) => remarks.map(({ label, text }) => `${label}：${text}`).join('；')

async function reject(tx: Tx, ctx: StaffContext, held: Held, standing: Standing, reason: string): Promise<void> {
  if (reason === '') throw new Refusal('input-invalid', '请写明不予通过的理由，申请单位会看到')
  const moved = await carry(tx, ctx, held, rejected(standing), [])
  await note(tx, ctx, moved.id, 'rejected', { stage: held.row.stage, message: reason })
  await audit(tx, ctx, {
    action: 'matter.rejected',
    subject: { kind: 'matter', id: moved.id, label: moved.number },
    before: before(held),
    after: { reason },
  })
  await kindFor(held.definition).onDecided(tx, ctx, toMatter(moved), 'rejected')
  for (const kind of allStageKinds()) await kind.onEnded?.(tx, ctx, toMatter(moved), 'rejected')
  await raise(tx, ctx, 'matters.rejected', { ...toldOf(moved), reason })
}

const before = ({ row }: Held) => ({ state: row.state, stage: row.stage })

async function carry(tx: Tx, ctx: StaffContext, held: Held, move: Move, remarks: StoredRemark[]): Promise<MatterRow> {
  const moved = await moveTo(tx, ctx, held, move, { remarks: JSON.stringify(remarks) })
  if (!moved) throw await conflictAt(tx, ctx, held.row)
  return moved
}

/** Who was faster, with what, when. Reads afresh: the other's transaction has committed by now. */
async function conflictAt(tx: Tx, ctx: StaffContext, seen: MatterRow): Promise<Refusal> {
  const { row } = await hold(tx, ctx, seen.id)
  const last = (await listHappenings(tx, ctx, seen.id)).at(-1)
  const what = last ? matterHappenings[last.what] : matterStates[row.state]
  const detail: DecisionConflictDetail = {
    state: row.state,
    who: last?.actor_name ?? '',
    what,
    at: (last?.at ?? row.updated_at).toISOString(),
  }
  return new Refusal('conflict', {
    message: `${detail.who} 已于 ${showMoment(last?.at ?? null)} 办理（${what}），请刷新后查看`,
    detail: { ...detail },
  })
}
