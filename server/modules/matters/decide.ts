import { type MatterHappening, matterHappenings, matterStates } from '../../../contract/matter-words.ts'
import type { DecisionConflictDetail, Remark } from '../../../contract/matters.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { AccountContext, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { approved } from './approve.ts'
import { reviewOf } from './definition.ts'
import { acceptedOf } from './diff.ts'
import { type Actor, type Move, passed, rejected, returned, type Standing } from './machine.ts'
import { whyWait } from './matter-for-staff.ts'
import { may } from './may.ts'
import { showMoment } from './moments.ts'
import { moveTo } from './move.ts'
import { allStageKinds, kindFor } from './registry.ts'
import { labelOf, type StoredRemark } from './remarks.ts'
import { actorFor, type Held, hold, holdForReview, standingOf } from './standing.ts'
import { findMatter, type Happening, listHappenings, type MatterRow, note, toMatter } from './store.ts'
import { toldOf, waitsFor } from './told.ts'

/** The matter as the reviewer saw it. */
interface Seen {
  id: string
  stage: string
  revision: number
}

export type Decision =
  /** `accepted`: of a change, the fields that are taken over (ids); left out: all. None at all is a rejection, with `message` its reason. */
  | (Seen & { act: 'pass'; message?: string; accepted?: string[] })
  | (Seen & { act: 'return'; message: string; remarks: Omit<StoredRemark, 'label' | 'revision' | 'at'>[] })
  | (Seen & { act: 'reject'; reason: string })
  /** 暂缓: only a meeting does; it stays where it is. */
  | (Seen & { act: 'hold'; message: string })

/** The meeting whose decision is written down; its name stands in the timeline. */
export interface InMeeting {
  id: string
  name: string
}

/** The one who decides: a context, what it is towards the matter, and the meeting behind it, if any. */
interface Decider {
  ctx: AccountContext
  actor: Actor
  meeting: InMeeting | null
}

/**
 * Passes, returns or rejects a matter as it was seen: staff by their roles, a unit's account (MemberContext) at the review of its own
 * people. Of two at once one decides, the other is told who did, what and when (`conflict`, detail: DecisionConflictDetail). Nobody
 * decides his own matter, nor two reviews of one. The last pass has its effect in the same transaction. What a meeting decides
 * is refused here (`not-allowed`): see `decideInMeeting`.
 */
export async function decideMatter(ctx: AccountContext, decision: Decision): Promise<void> {
  await inTx(ctx, (tx, ctx) => decide(tx, ctx, decision, null))
}

/**
 * One line of a meeting's minutes, in the caller's transaction: `tx` and the `ctx` that inTx gave with it. The account that writes it down
 * needs the role whose meeting it is. Refuses as `decideMatter` does; a refusal may come after the kind's effect began, so give each
 * matter a transaction of its own, or roll back.
 */
export async function decideInMeeting(tx: Tx, ctx: StaffContext, meeting: InMeeting, decision: Decision): Promise<void> {
  await decide(tx, ctx, decision, meeting)
}

async function decide(tx: Tx, ctx: AccountContext, decision: Decision, meeting: InMeeting | null): Promise<void> {
  if (ctx.kind === 'staff') authorize(ctx, 'matters.decide')
  const held = ctx.kind === 'staff' ? await hold(tx, ctx, decision.id) : await holdForReview(tx, ctx, decision.id)
  const { row } = held
  const standing = standingOf(held, await listHappenings(tx, ctx, row.id))
  if (row.state !== 'submitted' || row.stage !== decision.stage || row.revision !== decision.revision) throw await conflictAt(tx, ctx, row)
  const by: Decider = { ctx, actor: { ...(await actorFor(tx, ctx, held)), meeting: meeting !== null }, meeting }
  may(held.stages, standing, decision.act, by.actor)
  if (decision.act === 'return') return giveBack(tx, by, held, standing, decision)
  if (decision.act === 'reject') return reject(tx, by, held, standing, decision.reason.trim())
  if (decision.act === 'hold') return putOff(tx, by, held, decision.message.trim())
  const message = decision.message?.trim() ?? ''
  const accepted = acceptedOf(held, decision.accepted)
  if (accepted?.length !== 0) return pass(tx, by, held, standing, message, accepted)
  may(held.stages, standing, 'reject', by.actor)
  return reject(tx, by, held, standing, message)
}

async function pass(tx: Tx, by: Decider, held: Held, standing: Standing, message: string, accepted: string[] | null): Promise<void> {
  const { ctx } = by
  const wait = await whyWait(tx, ctx, held)
  if (wait) throw new Refusal('not-ready', wait)
  const move = passed(held.stages, standing)
  const moved = await carry(tx, ctx, held, move, [], accepted)
  const through = move.state === 'approved'
  const detail = accepted ? { accepted } : {}
  await noteDecision(tx, by, held, through ? 'approved' : 'passed', message, detail)
  await audit(tx, ctx, {
    action: 'matter.passed',
    subject: { kind: 'matter', id: moved.id, label: moved.number },
    before: before(held),
    after: { ...move, message, ...detail },
  })
  if (through) return approved(tx, ctx, held, moved)
  const { gives } = reviewOf(held, held.row.stage) ?? {}
  if (gives) await kindFor(held.definition).onPassed?.(tx, ctx, toMatter(moved), gives)
  await raise(tx, ctx, 'matters.forwarded', {
    ...toldOf(moved),
    ...waitsFor(moved, held.stages),
    to: move.state === 'submitted' ? 'reviewer' : 'applicant',
    stage: move.stage,
  })
}

type Returning = Extract<Decision, { act: 'return' }>

async function giveBack(tx: Tx, by: Decider, held: Held, standing: Standing, input: Returning): Promise<void> {
  const { ctx } = by
  const message = input.message.trim()
  if (message === '' && input.remarks.length === 0)
    throw new Refusal('input-invalid', '请写明需要补正什么：在有问题的栏目或材料上填写意见，或填写总的说明')
  const at = ctx.kernel.clock.now().toISOString()
  const remarks = input.remarks.map((remark) => ({
    ...remark,
    text: remark.text.trim(),
    label: labelOf(held, remark),
    revision: held.row.revision,
    at,
  }))
  const move = returned(held.stages, standing, new Set(remarks.map((remark) => remark.stage)), ctx.account.id)
  if (!move) throw new Refusal('not-ready', '这个环节之前没有申请人填写的内容，无法退回')
  const moved = await carry(tx, ctx, held, move, remarks)
  await noteDecision(tx, by, held, 'returned', message, { remarks })
  await audit(tx, ctx, {
    action: 'matter.returned',
    subject: { kind: 'matter', id: moved.id, label: moved.number },
    before: before(held),
    after: { message, remarks },
  })
  await raise(tx, ctx, 'matters.returned', { ...toldOf(moved), remarks: remarks.length, message: message || summed(remarks) })
}

const summed = (remarks: readonly Pick<Remark, 'label' | 'text'>[]) => remarks.map(({ label, text }) => `${label}：${text}`).join('；')

async function reject(tx: Tx, by: Decider, held: Held, standing: Standing, reason: string): Promise<void> {
  const { ctx } = by
  if (reason === '') throw new Refusal('input-invalid', '请写明不予通过的理由，申请人会看到')
  const moved = await carry(tx, ctx, held, rejected(standing), [])
  await noteDecision(tx, by, held, 'rejected', reason)
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

/** 暂缓: nothing moves; the next meeting finds it again, and the applicant reads why it takes longer. */
async function putOff(tx: Tx, by: Decider, held: Held, message: string): Promise<void> {
  await noteDecision(tx, by, held, 'held', message)
  const subject = { kind: 'matter', id: held.row.id, label: held.row.number }
  await audit(tx, by.ctx, { action: 'matter.held', subject, after: { message, meeting: by.meeting?.id } })
}

/** In the timeline with who stood behind it: the meeting, or the unit that decided as employer. */
async function noteDecision(
  tx: Tx,
  { ctx, meeting }: Decider,
  { row }: Held,
  what: MatterHappening,
  message: string,
  detail: Happening['detail'] = {},
): Promise<void> {
  const employer = ctx.kind === 'member' && row.employer_id ? { employer: row.employer_id } : {}
  await note(tx, ctx, row.id, what, {
    stage: row.stage,
    message: meeting ? [meeting.name, message].filter((part) => part !== '').join('：') : message,
    detail: { ...detail, ...employer, ...(meeting && { meeting: meeting.id }) },
  })
}

const before = ({ row }: Held) => ({ state: row.state, stage: row.stage })

async function carry(
  tx: Tx,
  ctx: AccountContext,
  held: Held,
  move: Move,
  remarks: StoredRemark[],
  accepted: string[] | null = null,
): Promise<MatterRow> {
  const moved = await moveTo(tx, ctx, held, move, {
    remarks: JSON.stringify(remarks),
    ...(accepted && { accepted: JSON.stringify(accepted) }),
  })
  if (!moved) throw await conflictAt(tx, ctx, held.row)
  return moved
}

/** Who was faster, with what, when. Reads afresh: the other's transaction has committed by now. */
async function conflictAt(tx: Tx, ctx: AccountContext, seen: MatterRow): Promise<Refusal> {
  const row = found(await findMatter(tx, ctx, seen.id))
  const last = (await listHappenings(tx, ctx, seen.id)).at(-1)
  const what = last ? matterHappenings[last.what] : matterStates[row.state]
  const detail: DecisionConflictDetail = {
    state: row.state,
    who: last ? (ctx.kind === 'member' && last.actor_kind === 'staff' ? '协会' : last.actor_name) : '',
    what,
    at: (last?.at ?? row.updated_at).toISOString(),
  }
  return new Refusal('conflict', {
    message: `${detail.who} 已于 ${showMoment(last?.at ?? null)} 办理（${what}），请刷新后查看`,
    detail: { ...detail },
  })
}
