import {
  allFields,
  checkForm,
  type Field,
  type FormData,
  type FormDefinition,
  memberValues,
  normalise,
} from '../../../contract/forms/index.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, MemberContext, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { clashOf, refuseDuplicate } from './admit.ts'
import { changeDefinition } from './change-kind.ts'
import { type Change, changesBetween, recordChanges, shown, unmask } from './changes.ts'
import { followEmployer } from './find-employer.ts'
import { unlinkFormer } from './former-contacts.ts'
import { memberStanding } from './standing.ts'
import { contactsOf, lockMember, type Member } from './store.ts'
import { columnsOf, contactRows, dataOf, formLabel, profileForm } from './values.ts'
import { keepName, relist, replaceContacts } from './write.ts'

interface Edit {
  memberId: string
  /** Of the profile the screen showed. */
  revision: number
  /** Field id → value: what was edited, whole lists for lists. The others stay. */
  data: FormData
  /** Staff say why. */
  reason?: string
}

/**
 * 企业信息 is edited at once (CACEM-13): by the member where the form lets it, by staff with a reason. Every value is kept in the
 * history, a former name stays searchable, staff are alerted where the form says so. Somebody else's edit in between is a `conflict`.
 */
export async function updateProfile(ctx: MemberContext | StaffContext, edit: Edit): Promise<void> {
  if (ctx.kind === 'staff') authorize(ctx, 'members.edit')
  else if (edit.memberId !== ctx.memberId) throw new Refusal('not-found')
  await inTx(ctx, async (tx, ctx) => {
    const member = await lockMember(tx, ctx, edit.memberId)
    const form = profileForm(ctx, member.kind)
    if (ctx.kind === 'member') await refuseOutsider(tx, ctx, member)
    if (member.revision !== edit.revision) throw new Refusal('conflict', '资料刚刚被他人修改，请刷新后核对，再保存您的修改')
    const before = dataOf(form, member, await contactsOf(tx, ctx, member.id))
    const sent = unmask(form, edit.data, before)
    const after = normalise(form, { ...before, ...sent })
    // What was stored by an older form is compared in today's shape.
    const changes = changesBetween(form, normalise(form, before), after)
    if (ctx.kind === 'member') refuseLocked(ctx, form, changes, (await changeDefinition(tx, ctx, member.kind))?.name)
    const problems = checkForm(form, after, { facts: {} }).filter((problem) => rootOf(problem.path) in sent)
    if (problems.length > 0) throw new Refusal('input-invalid', { problems })
    if (changes.length > 0) await writeProfile(tx, ctx, { member, form, after, changes, reason: edit.reason ?? '', asker: null })
  })
}

const rootOf = (path: string) => path.split('.')[0] ?? path

async function refuseOutsider(tx: Tx, ctx: MemberContext, member: Member): Promise<void> {
  const { standing } = await memberStanding(tx, ctx, member)
  const { words, contact } = ctx.association.settings
  const [whose, data] = member.kind === 'unit' ? [`贵${words.unit}`, words.unitInfo] : ['您', '资料']
  if (standing === 'applicant') throw new Refusal('not-ready', `入会申请通过后才能修改${data}；申请中的内容请在申请里修改`)
  if (standing === 'left') throw new Refusal('not-ready', `${whose}已退会，如需更改资料请联系${words.secretariat}：${contact.phone}`)
}

/** Null when the member may change it now, else why not. `change` names the matter that asks for what needs a review. */
export function whyNotEditable(ctx: MemberContext, field: Field, change: string | undefined): string | null {
  const { words, contact } = ctx.association.settings
  if (field.editable === 'locked') return `${field.label}由${words.secretariat}修改，请致电 ${contact.phone}`
  if (field.editable !== 'review') return null
  return `${field.label}的更改需经${words.secretariat}审核，请${change === undefined ? `致电 ${contact.phone}` : `提交“${change}”`}`
}

function refuseLocked(ctx: MemberContext, form: FormDefinition, changes: readonly Change[], change: string | undefined): void {
  const changed = new Set(changes.map((change) => rootOf(change.field)))
  const problems = allFields(form).flatMap((field) => {
    const message = changed.has(field.id) ? whyNotEditable(ctx, field, change) : null
    return message === null ? [] : [{ path: field.id, label: field.label, message }]
  })
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
}

export interface ProfileWrite {
  /** Locked, as it was read before. */
  member: Member
  form: FormDefinition
  /** The whole form's data as it shall be. */
  after: FormData
  changes: readonly Change[]
  reason: string
  /** The account that asked for a change which somebody else accepted. */
  asker: string | null
}

/** The one way in which a member's record changes: columns, 曾用名, contacts, history, list, log. Refuses `duplicate-member`. */
export async function writeProfile(tx: Tx, ctx: Context, write: ProfileWrite): Promise<void> {
  const { member, form, after, changes, reason } = write
  const values = memberValues(form, after)
  const columns = columnsOf(values, member)
  const keys = columns.credit_code !== member.creditCode || columns.id_card !== member.idCard
  if (keys && member.admittedAt !== null) await refuseDuplicate(tx, ctx, member.id, columns)
  // What the form no longer asks stays where it was.
  const profile = JSON.stringify({ ...member.profile, ...JSON.parse(columns.profile) })
  try {
    await tx
      .updateTable('members')
      .set({ ...columns, profile, profile_form: formLabel(form), revision: member.revision + 1, updated_at: ctx.kernel.clock.now() })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', member.id)
      .execute()
  } catch (error) {
    throw clashOf(error, columns)
  }
  if (values.contacts) {
    const former = await contactsOf(tx, ctx, member.id)
    const contacts = contactRows(values.contacts)
    await replaceContacts(tx, ctx, member.id, contacts)
    const gone = former.map(({ mobile }) => mobile).filter((mobile) => mobile !== '' && !contacts.some((one) => one.mobile === mobile))
    await unlinkFormer(tx, ctx, { id: member.id, name: columns.name }, gone, write.asker)
  }
  if (columns.name !== member.name && member.admittedAt !== null) await keepName(tx, ctx, member.id, member.name)
  if (member.kind === 'person' && member.admittedAt !== null) {
    const changed = changes.map((change) => change.field)
    await followEmployer(tx, ctx, { id: member.id, form, data: after, changed, from: ctx.kernel.clock.today() })
  }
  await recordChanges(tx, ctx, member.id, changes, reason)
  await relist(tx, ctx, member.id)
  await tell(tx, ctx, { id: member.id, name: columns.name }, form, changes, reason)
}

async function tell(
  tx: Tx,
  ctx: Context,
  member: { id: string; name: string },
  form: FormDefinition,
  changes: readonly Change[],
  reason: string,
): Promise<void> {
  const side = (which: 'before' | 'after') => Object.fromEntries(changes.map((change) => [change.field, change[which]]))
  const onlyContacts = changes.every((change) => change.field.includes('.'))
  await audit(tx, ctx, {
    action: onlyContacts ? 'member.contact-changed' : 'member.updated',
    subject: { kind: 'member', id: member.id, label: member.name },
    before: side('before'),
    after: { ...side('after'), ...(reason && { reason }) },
  })
  const fields = changes
    .filter((change) => change.alert)
    .map(({ field, label, before, after }) => ({
      label,
      before: shown(form, field, before, false),
      after: shown(form, field, after, false),
    }))
  if (ctx.kind === 'member' && fields.length > 0)
    await raise(tx, ctx, 'members.changed', { memberId: member.id, memberName: member.name, fields })
}
