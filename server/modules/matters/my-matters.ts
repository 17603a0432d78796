import { holds } from '../../../contract/forms/condition.ts'
import type { FormData } from '../../../contract/forms/schema.ts'
import type { MyMatter, OfferedKind } from '../../../contract/matters.ts'
import { effectOf } from '../../../contract/preset/choose.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { currentDefinitions, type Definition, loadDefinition, reviewOf } from './definition.ts'
import { applicantsTurn } from './machine.ts'
import { branchesOf, concerns, whyNotBegun } from './offer.ts'
import { branchName, iso, reviewerOf, titleOf } from './present.ts'
import { askedOf, factsAbout } from './registry.ts'
import { heldOf, standingOf } from './standing.ts'
import { type Happening, listHappenings, type MatterRow } from './store.ts'

/** The matters of the member one acts for, newest first, and what one may begin. */
export async function myMatters(ctx: MemberContext): Promise<{ rows: MyMatter[]; offered: OfferedKind[] }> {
  return inTx(ctx, async (tx, ctx) => {
    const rows = (await tx
      .selectFrom('matters')
      .selectAll()
      .where('association_id', '=', ctx.association.id)
      .where('member_id', '=', ctx.memberId)
      .orderBy('created_at', 'desc')
      .orderBy('id', 'desc')
      .limit(200)
      .execute()) as MatterRow[]
    const mine: MyMatter[] = []
    for (const row of rows) mine.push(await present(tx, ctx, row))
    return { rows: mine, offered: await offered(tx, ctx, rows) }
  })
}

const isOpen = (row: MatterRow) => applicantsTurn(row.state) || row.state === 'submitted'

async function present(tx: Tx, ctx: MemberContext, row: MatterRow): Promise<MyMatter> {
  const definition = await loadDefinition(tx, ctx, row.kind, row.kind_version)
  const now = isOpen(row) ? await whereItIs(tx, ctx, row, definition) : null
  const stage = definition.stages.find((one) => one.id === (now?.stage ?? row.stage))
  return {
    id: row.id,
    number: row.number,
    kind: row.kind,
    kindName: definition.name,
    effect: effectOf(definition),
    branchName: branchName(ctx, row.branch_id),
    title: titleOf(row.title, row.subject_name),
    state: row.state,
    stage: stage?.id ?? row.stage,
    stageTitle: stage?.name ?? '',
    stageType: stage?.type ?? 'review',
    review: now?.review ?? null,
    reviewer: now?.reviewer ?? null,
    waitingSince: iso(row.waiting_since),
    passedReview: now?.passedReview ?? null,
    mine: applicantsTurn(row.state) && definition.begins !== 'employer',
    message: row.state === 'returned' ? said(row, now?.returnedWith ?? '') : '',
    createdAt: row.created_at.toISOString(),
    updatedAt: row.updated_at.toISOString(),
    submittedAt: iso(row.submitted_at),
    decidedAt: iso(row.decided_at),
  }
}

/** What is to be put right: the reviewer's word for the whole, then what was said of single places. */
const said = (row: MatterRow, whole: string) =>
  [whole, ...row.remarks.map(({ label, text }) => `${label}：${text}`)].filter((part) => part !== '').join('；')

async function whereItIs(tx: Tx, ctx: MemberContext, row: MatterRow, definition: Definition) {
  const held = await heldOf(tx, ctx, row, definition)
  const happenings = await listHappenings(tx, ctx, row.id)
  const review = row.state === 'submitted' ? reviewOf(held, row.stage) : null
  return {
    stage: standingOf(held, happenings).stage,
    review: review?.review ?? null,
    reviewer: review && reviewerOf(ctx, review, held),
    passedReview: row.state === 'draft' ? passedReview(definition, happenings) : null,
    returnedWith: row.state === 'returned' ? (happenings.findLast((one) => one.what === 'returned')?.message ?? '') : '',
  }
}

function passedReview(definition: Definition, happenings: readonly Happening[]): string | null {
  const last = happenings.findLast((one) => one.what === 'passed' || one.what === 'taken-back')
  return last?.what === 'passed' ? (reviewOf(definition, last.stage)?.name ?? null) : null
}

/** What concerns this member, each with whether it can be begun; what is under way is among them in any case. */
async function offered(tx: Tx, ctx: MemberContext, rows: readonly MatterRow[]): Promise<OfferedKind[]> {
  const kinds: OfferedKind[] = []
  const asked = await askedOf(tx, ctx, ctx.memberId)
  for (const definition of await currentDefinitions(tx, ctx)) {
    const facts = await factsAbout(tx, ctx, definition, ctx.memberId)
    const its = rows.filter((row) => row.kind === definition.kind)
    if (!concerns(definition, facts, 'member') || (!holds(definition.offered, facts) && !its.some(isOpen) && !asked.has(definition.kind)))
      continue
    kinds.push(await offer(tx, ctx, definition, facts, its, asked.get(definition.kind) ?? null))
  }
  return kinds
}

async function offer(
  tx: Tx,
  ctx: MemberContext,
  definition: Definition,
  facts: FormData,
  rows: readonly MatterRow[],
  /** Asked of this very member until that day, past or to come. */
  askedUntil: string | null,
): Promise<OfferedKind> {
  const approved = rows.filter((row) => row.state === 'approved')
  const answer = async (branchId: string | null) => {
    const open = rows.find((row) => isOpen(row) && (definition.branches === undefined || row.branch_id === branchId))
    const asked = { memberId: ctx.memberId, branchId, by: 'member' as const }
    return { whyNot: open ? null : await whyNotBegun(tx, ctx, definition, facts, asked), openId: open?.id ?? null }
  }
  const branches = []
  for (const branch of branchesOf(ctx, definition)) branches.push({ ...branch, ...(await answer(branch.id)) })
  const whole = definition.branches === undefined ? await answer(null) : anyOf(branches)
  const { expectedUntil = null } = definition
  const usual = expectedUntil !== null && expectedUntil >= ctx.kernel.clock.today() && approved.length === 0 ? expectedUntil : null
  return {
    kind: definition.kind,
    name: definition.name,
    description: definition.explanation,
    steps: definition.stages.filter((stage) => !('samePage' in stage && stage.samePage)).map((stage) => stage.name),
    effect: effectOf(definition),
    ...whole,
    branches: definition.branches === undefined ? null : branches,
    expectedUntil: askedUntil ?? usual,
    doneId: definition.again === false && askedUntil === null ? (approved[0]?.id ?? null) : null,
  }
}

/** A kind by branches can be begun as long as one of them can; else the first reason stands for all. */
const anyOf = (branches: readonly { whyNot: string | null }[]) => ({
  whyNot: branches.some((one) => one.whyNot === null) ? null : (branches[0]?.whyNot ?? '目前没有可以办理的分支机构'),
  openId: null,
})
