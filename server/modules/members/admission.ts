import { memberValues } from '../../../contract/forms/index.ts'
import { joiningLevelOf } from '../../../contract/preset.ts'
import { isDay } from '../../../contract/rules/days.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { asWhole } from '../../kernel/database/whole.ts'
import { raise } from '../../kernel/outbox.ts'
import { type Asked, type Matter, type MatterKind, matterForm, mattersOf } from '../matters/index.ts'
import { admissionChecks } from './admission-checks.ts'
import { admit, giveNumber } from './admit.ts'
import { enterBranch } from './branch-stays.ts'
import { beginEmployment } from './employments.ts'
import { memberFacts } from './facts.ts'
import { employerIn, employerProblems } from './find-employer.ts'
import { branchOf } from './kinds/branch-join.ts'
import { knownOf, wish } from './kinds/known.ts'
import { levelById, memberStanding } from './standing.ts'
import { currentMembership, lockMember, memberById } from './store.ts'
import { columnsOf, formLabel } from './values.ts'

/** What else happens when a member is admitted, in the admitting transaction; brought by wiring.ts. */
export type WhenAdmitted = (
  tx: Tx,
  ctx: Context,
  admitted: { memberId: string; membershipId: string; matterId: string; level: string; joinedOn: string },
) => Promise<void>

let hooks: readonly WhenAdmitted[] = []

/** Told once, by wiring.ts. Told again, the later word holds. */
export function whenAdmitted(...above: WhenAdmitted[]): void {
  hooks = above
}

/** 入会 (CACEM-03 … 11): the applicant becomes a member when the last review passes. */
export const admissionKind: MatterKind = {
  effect: 'admission',
  prefill: knownOf,
  facts: memberFacts,
  whyNot,
  employer: employerIn,
  problems: employerProblems,
  onSubmitted: followForm,
  // CAQ-08: the number is there before the dues, and the last review.
  onPassed: async (tx, ctx, matter) => {
    await asWhole(tx, ctx, (tx, ctx) => giveNumber(tx, ctx, matter))
  },
  checks: admissionChecks,
  onDecided: async (tx, ctx, matter, decision) => {
    if (decision === 'approved') await asWhole(tx, ctx, (tx, ctx) => decided(tx, ctx, matter))
  },
}

async function whyNot(tx: Tx, ctx: MemberContext, memberId: string, asked: Asked): Promise<string | null> {
  const member = await memberById(tx, ctx, memberId)
  const { standing } = await memberStanding(tx, ctx, member)
  if (standing === 'current') return `${member.name}已经是会员，无需再次申请`
  const open = (await mattersOf(tx, ctx, memberId)).find(
    (matter) => matter.kind === asked.kind && ['draft', 'submitted', 'returned'].includes(matter.state),
  )
  return open ? `已有一份入会申请（编号 ${open.number}）正在办理，请继续办理那一份` : null
}

/** A name corrected in the form is the applicant's name from then on; a member that left keeps its own until it is admitted again. */
async function followForm(tx: Tx, ctx: MemberContext, matter: Matter): Promise<void> {
  const { name, credit_code, id_card } = columnsOf(
    memberValues(await matterForm(tx, ctx, matter), matter.data),
    await memberById(tx, ctx, matter.memberId),
  )
  await tx
    .updateTable('members')
    .set({ name, credit_code, id_card, updated_at: ctx.kernel.clock.now() })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', matter.memberId)
    .where('admitted_at', 'is', null)
    .execute()
}

async function decided(tx: Tx, ctx: Context, matter: Matter): Promise<void> {
  const form = await matterForm(tx, ctx, matter)
  const { kind } = await memberById(tx, ctx, matter.memberId)
  const level = levelById(ctx, wish(form, matter.data, 'level'))?.id ?? joiningLevelOf(ctx.association.settings.dues, kind)
  const joinedOn = joiningDay(ctx, wish(form, matter.data, 'join.on'))
  const { memberId, membershipId, number } = await admit(tx, ctx, {
    memberId: matter.memberId,
    matterId: matter.id,
    values: memberValues(form, matter.data),
    form: formLabel(form),
    level,
    joinedOn,
  })
  if (matter.employerId)
    await beginEmployment(tx, ctx, { personId: memberId, unitId: matter.employerId, from: joinedOn, matterId: matter.id })
  await enterChosenBranch(tx, ctx, matter, ctx.kernel.clock.today())
  for (const hook of hooks) await hook(tx, ctx, { memberId, membershipId, matterId: matter.id, level, joinedOn })
  await raise(tx, ctx, 'members.admitted', { memberId, matterId: matter.id, number })
}

/** The day a form names for a member from before (CQSSA-02), else today. */
function joiningDay(ctx: Context, named: string): string {
  const today = ctx.kernel.clock.today()
  return isDay(named) && named <= today ? named : today
}

/** 意向分支机构 (CEPCA-06): who was admitted with a branch in the form stands in it as well, at the branch's own level. */
async function enterChosenBranch(tx: Tx, ctx: Context, matter: Matter, from: string): Promise<void> {
  const branchId = await branchOf(tx, ctx, matter)
  if (branchId === null || (await currentMembership(tx, ctx, matter.memberId, branchId))) return
  const member = await lockMember(tx, ctx, matter.memberId)
  const reason = `${matter.title} ${matter.number}`
  await enterBranch(tx, ctx, member, { branchId, level: null, matterId: matter.id, from, data: {}, reason })
}
