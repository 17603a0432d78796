import { type FormDefinition, rowLabel } from '../../../contract/forms/index.ts'
import type { Contact, MemberStory } from '../../../contract/members.ts'
import { maskEmail, maskMobile, maskPhone } from '../../../contract/rules/mask.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize, whyNot } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { names } from '../../kernel/reference/index.ts'
import { branchName } from '../branches/index.ts'
import { formFiles, mattersOf } from '../matters/index.ts'
import { branchLevelName } from './branch-stays.ts'
import { maskData, shown } from './changes.ts'
import { seatsOf } from './council.ts'
import { employmentsOf } from './employments.ts'
import { regionName } from './rows.ts'
import { levelNameOf, type MemberStanding, standingFrom } from './standing.ts'
import { standingsOf } from './standings.ts'
import {
  branchStaysOf,
  type ContactRecord,
  contactsOf,
  formerNamesOf,
  formerNumbersOf,
  levelIn,
  type Member,
  type Membership,
  memberById,
  membershipsOf,
} from './store.ts'
import { dataOf, profileForm } from './values.ts'

/** One member's whole story (STAFF-03), contact data masked. Dues and messages are told by their own modules. */
export async function memberStory(ctx: StaffContext, memberId: string): Promise<MemberStory> {
  authorize(ctx, 'members.read')
  return inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, memberId)
    const memberships = await membershipsOf(tx, ctx, memberId)
    const standing = standingFrom(ctx, member, memberships)
    const form = profileForm(ctx, member.kind)
    const contacts = await contactsOf(tx, ctx, memberId)
    const into = member.mergedInto === null ? null : await memberById(tx, ctx, member.mergedInto)
    return {
      ...heading(member, standing),
      standings: ((await standingsOf(tx, ctx, [memberId])).get(memberId) ?? []).map((one) => one.label),
      data: maskData(form, dataOf(form, member, contacts)),
      fieldFiles: await formFiles(tx, ctx, { data: dataOf(form, member, contacts) }, form),
      contacts: contacts.map((contact) => ({
        ...contact,
        label: contactLabel(form, contact.position),
        mobile: maskMobile(contact.mobile),
        phone: contact.phone && maskPhone(contact.phone),
        email: contact.email && maskEmail(contact.email),
      })),
      formerNames: (await formerNamesOf(tx, ctx, memberId)).map(({ name, usedUntil }) => ({ name, usedUntil: usedUntil.toISOString() })),
      formerNumbers: await formerNumbersOf(tx, ctx, memberId),
      memberships: memberships.map((one) => ({
        ...one,
        levels: one.levels.map((span) => ({ ...span, name: levelNameOf(ctx, span.level) ?? span.level })),
      })),
      branches: (await branchStaysOf(tx, ctx, memberId)).map((stay) => presentStay(ctx, stay)),
      employers: (await employmentsOf(tx, ctx, memberId)).map(({ unitId, unitName, from, to }) => ({ unitId, unitName, from, to })),
      changes: await changesOf(tx, ctx, memberId, form),
      matters: (await mattersOf(tx, ctx, memberId)).map(({ id, number, kind, title, state, submittedAt }) => ({
        id,
        number,
        kind,
        title,
        state,
        submittedAt: submittedAt?.toISOString() ?? null,
      })),
      seats: await seatsOf(tx, ctx, memberId),
      accounts: await accountsOf(tx, ctx, memberId),
      mergedInto: into && { id: into.id, name: into.name },
      can: canOf(ctx, standing, into),
    }
  })
}

function presentStay(ctx: Context, stay: Membership): MemberStory['branches'][number] {
  const branch = stay.branchId ?? ''
  const level = levelIn(stay, stay.leftOn ?? ctx.kernel.clock.today()) ?? stay.levels[0]?.level ?? null
  return {
    ...stay,
    branch,
    branchName: branchName(ctx, branch),
    level,
    levelName: level === null ? null : branchLevelName(ctx, branch, level),
    levels: stay.levels.map((span) => ({ ...span, name: branchLevelName(ctx, branch, span.level) })),
  }
}

/** The form that a story's data is of: the same for every member of a kind, so it does not travel with each. */
export function memberForm(ctx: StaffContext, kind: 'unit' | 'person'): { form: FormDefinition } {
  authorize(ctx, 'members.read')
  return { form: profileForm(ctx, kind) }
}

function heading(member: Member, { standing, level, levelName, joinedOn, leftOn }: MemberStanding) {
  return {
    id: member.id,
    kind: member.kind,
    name: member.name,
    creditCode: member.creditCode,
    number: member.number,
    standing,
    level,
    levelName,
    joinedOn,
    leftOn,
    admittedAt: member.admittedAt?.toISOString() ?? null,
    createdAt: member.createdAt.toISOString(),
    updatedAt: member.updatedAt.toISOString(),
    revision: member.revision,
    region: regionName(member),
    industryName: member.industry ? names.industry(member.industry) : '',
  }
}

/** 第一联络员, as the form calls its rows. */
function contactLabel(form: FormDefinition, position: number): string {
  const list = form.sections.flatMap((section) => section.fields).find((field) => field.type === 'list' && field.maps === 'contacts')
  return list?.type === 'list' ? rowLabel(list, position - 1) : String(position)
}

async function changesOf(tx: Tx, ctx: Context, memberId: string, form: FormDefinition): Promise<MemberStory['changes']> {
  const rows = await tx
    .selectFrom('member_changes')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .orderBy('at', 'desc')
    .orderBy('id', 'desc')
    .limit(100)
    .execute()
  return rows.map((row) => ({
    id: row.id,
    at: row.at.toISOString(),
    actorKind: row.actor_kind,
    actorName: row.actor_name,
    field: row.field,
    label: row.label,
    before: shown(form, row.field, row.before, true),
    after: shown(form, row.field, row.after, true),
    reason: row.reason,
  }))
}

async function accountsOf(tx: Tx, ctx: Context, memberId: string): Promise<MemberStory['accounts']> {
  const rows = await tx
    .selectFrom('account_members as x')
    .innerJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'x.association_id').onRef('a.id', '=', 'x.account_id'))
    .leftJoin('account_identifiers as i', (join) =>
      join.onRef('i.association_id', '=', 'a.association_id').onRef('i.account_id', '=', 'a.id').on('i.kind', '=', 'mobile'),
    )
    .select(['a.id', 'a.name', 'i.value'])
    .where('x.association_id', '=', ctx.association.id)
    .where('x.member_id', '=', memberId)
    .orderBy('x.created_at')
    .execute()
  return rows.map((row) => ({ id: row.id, name: row.name, mobile: row.value ? maskMobile(row.value) : '' }))
}

function canOf(ctx: StaffContext, { standing }: MemberStanding, into: Member | null): MemberStory['can'] {
  const may = whyNot(ctx, 'members.edit') ?? (into && `已并入“${into.name}”`)
  const notMember = standing === 'applicant' ? '还不是会员，资料在入会申请中' : standing === 'left' ? '已退会' : null
  return {
    edit: may ?? (standing === 'applicant' ? notMember : null),
    reveal: whyNot(ctx, 'members.reveal'),
    setLevel: may ?? notMember,
    leave: may ?? notMember,
    seats: may ?? (standing === 'applicant' ? notMember : null),
    branches: may ?? notMember,
    renumber: may ?? (standing === 'applicant' ? notMember : null),
  }
}

/** Everything unmasked, for one look; who looked at whom stands in the log. */
export async function reveal(ctx: StaffContext, memberId: string): Promise<{ contacts: Contact[]; data: Record<string, unknown> }> {
  authorize(ctx, 'members.reveal')
  return inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, memberId)
    const form = profileForm(ctx, member.kind)
    const contacts = await contactsOf(tx, ctx, memberId)
    await audit(tx, ctx, { action: 'member.revealed', subject: { kind: 'member', id: memberId, label: member.name } })
    const data = dataOf(form, member, contacts)
    return { contacts: contacts.map((contact: ContactRecord) => ({ ...contact, label: contactLabel(form, contact.position) })), data }
  })
}
