import { emptyData, type FormData, type FormDefinition, memberValues, prefill } from '../../../contract/forms/index.ts'
import { joiningLevelOf } from '../../../contract/preset.ts'
import type { Context, MemberContext } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { raise } from '../../kernel/outbox.ts'
import { mobileOf } from '../accounts/index.ts'
import { type Matter, type MatterKind, matterForm, mattersOf } from '../matters/index.ts'
import { admissionChecks } from './admission-checks.ts'
import { admit } from './admit.ts'
import { memberStanding } from './standing.ts'
import { contactsOf, memberById } from './store.ts'
import { columnsOf, dataOf, formLabel } from './values.ts'

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
  facts: async (tx, ctx, memberId) => {
    const { joinedOn } = await memberStanding(tx, ctx, await memberById(tx, ctx, memberId))
    return { member: { joinedOn: joinedOn ?? '' } }
  },
  whyNot,
  onSubmitted: followForm,
  checks: admissionChecks,
  onDecided: async (tx, ctx, matter, decision) => {
    if (decision === 'approved') await decided(tx, ctx, matter)
  },
}

/** What the association knows already: of one that left everything, of a new one what registration asked. */
async function knownOf(tx: Tx, ctx: MemberContext, memberId: string, form: FormDefinition): Promise<FormData> {
  const member = await memberById(tx, ctx, memberId)
  const facts = {
    account: { name: ctx.account.name, mobile: (await mobileOf(tx, ctx, ctx.account.id)) ?? '' },
    member: { name: member.name, creditCode: member.creditCode ?? '' },
  }
  const data = member.admittedAt === null ? emptyData(form) : dataOf(form, member, await contactsOf(tx, ctx, memberId))
  return prefill(form, data, facts)
}

async function whyNot(tx: Tx, ctx: MemberContext, memberId: string): Promise<string | null> {
  const member = await memberById(tx, ctx, memberId)
  const { standing } = await memberStanding(tx, ctx, member)
  if (standing === 'current') return `${member.name}已经是会员，无需再次申请`
  const open = (await mattersOf(tx, ctx, memberId)).find(
    (matter) => matter.kind === admissionKind.effect && ['draft', 'submitted', 'returned'].includes(matter.state),
  )
  return open ? `已有一份入会申请（编号 ${open.number}）正在办理，请继续办理那一份` : null
}

/** A name corrected in the form is the applicant's name from then on; a member that left keeps its own until it is admitted again. */
async function followForm(tx: Tx, ctx: MemberContext, matter: Matter): Promise<void> {
  const { name, credit_code } = columnsOf(
    memberValues(await matterForm(tx, ctx, matter), matter.data),
    await memberById(tx, ctx, matter.memberId),
  )
  await tx
    .updateTable('members')
    .set({ name, credit_code, updated_at: ctx.kernel.clock.now() })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', matter.memberId)
    .where('admitted_at', 'is', null)
    .execute()
}

async function decided(tx: Tx, ctx: Context, matter: Matter): Promise<void> {
  const form = await matterForm(tx, ctx, matter)
  const { kind } = await memberById(tx, ctx, matter.memberId)
  const level = joiningLevelOf(ctx.association.settings.dues, kind)
  const joinedOn = ctx.kernel.clock.today()
  const { memberId, membershipId, number } = await admit(tx, ctx, {
    memberId: matter.memberId,
    matterId: matter.id,
    values: memberValues(form, matter.data),
    form: formLabel(form),
    level,
    joinedOn,
  })
  for (const hook of hooks) await hook(tx, ctx, { memberId, membershipId, matterId: matter.id, level, joinedOn })
  await raise(tx, ctx, 'members.admitted', { memberId, matterId: matter.id, number })
}
