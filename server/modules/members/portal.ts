import { allFields } from '../../../contract/forms/index.ts'
import type { Company, PortalHome } from '../../../contract/members.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { type Definition, formFiles } from '../matters/index.ts'
import { changeDefinition, openMatterOf } from './change-kind.ts'
import { seatsOf } from './council.ts'
import { firstContact } from './first-contact.ts'
import { changeKind } from './kinds/change.ts'
import { levelById, memberStanding } from './standing.ts'
import { standingsOf } from './standings.ts'
import { contactsOf, formerNamesOf, memberById } from './store.ts'
import { updateProfile, whyNotEditable } from './update-profile.ts'
import { dataOf, profileForm } from './values.ts'

/** CACEM-14: who am I here. */
export async function portalHome(ctx: MemberContext): Promise<PortalHome> {
  return inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, ctx.memberId)
    const { standing, level, levelName, joinedOn, leftOn } = await memberStanding(tx, ctx, member)
    const contact = await firstContact(tx, ctx, member.id)
    const [first] = await contactsOf(tx, ctx, member.id)
    return {
      accountName: ctx.account.name,
      member: {
        id: member.id,
        kind: member.kind,
        name: member.name,
        number: member.number,
        standing,
        level,
        levelName,
        standings: await standingLabels(tx, ctx, member.id),
        joinedOn,
        leftOn,
      },
      contact: contact && { name: contact.name, phone: first?.phone ?? '', mobile: contact.mobile ?? '', email: contact.email ?? '' },
    }
  })
}

/** CACEM-13: a member's own data, unmasked, with what it may change itself. */
export async function company(ctx: MemberContext): Promise<Company> {
  return inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, ctx.memberId)
    const { standing, level, levelName, joinedOn } = await memberStanding(tx, ctx, member)
    const form = profileForm(ctx, member.kind)
    const change = await changeDefinition(tx, ctx, member.kind)
    const closed = standing === 'current' ? null : standing === 'left' ? '已退会，不能修改' : '入会申请通过后可以修改'
    const seats = await seatsOf(tx, ctx, member.id)
    return {
      id: member.id,
      kind: member.kind,
      name: member.name,
      number: member.number,
      standing,
      levelName,
      standings: await standingLabels(tx, ctx, member.id),
      joinedOn,
      revision: member.revision,
      form,
      fieldFiles: await formFiles(tx, ctx, { data: dataOf(form, member, await contactsOf(tx, ctx, member.id)) }, form),
      data: dataOf(form, member, await contactsOf(tx, ctx, member.id)),
      editable: Object.fromEntries(allFields(form).map((field) => [field.id, closed ?? whyNotEditable(ctx, field, change?.name)])),
      byReview:
        change === null || closed !== null ? [] : allFields(form).flatMap((field) => (field.editable === 'review' ? [field.id] : [])),
      change: change && (await presentChange(tx, ctx, change)),
      formerNames: (await formerNamesOf(tx, ctx, member.id)).map(({ name, usedUntil }) => ({ name, usedUntil: usedUntil.toISOString() })),
      seats: seats.length > 0 || levelById(ctx, level)?.council ? seats : null,
    }
  })
}

const standingLabels = async (tx: Tx, ctx: MemberContext, memberId: string) =>
  ((await standingsOf(tx, ctx, [memberId])).get(memberId) ?? []).map((one) => one.label)

async function presentChange(tx: Tx, ctx: MemberContext, { kind, name }: Definition): Promise<Company['change']> {
  const open = await openMatterOf(tx, ctx, ctx.memberId, kind)
  const whyNot = open ? null : ((await changeKind.whyNot?.(tx, ctx, ctx.memberId, { kind, branchId: null })) ?? null)
  return { kind, name, whyNot, openId: open?.id ?? null }
}

export async function editCompany(ctx: MemberContext, edit: { revision: number; data: Record<string, unknown> }): Promise<Company> {
  return inTx(ctx, async (_, ctx) => {
    await updateProfile(ctx, { memberId: ctx.memberId, ...edit })
    return company(ctx)
  })
}
