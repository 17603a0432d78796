import { type FormData, type FormDefinition, formDataOf, isRecord, type MemberValues } from '../../../contract/forms/index.ts'
import type { Context } from '../../kernel/context.ts'
import { splitRegion } from '../../kernel/reference/index.ts'
import type { ContactRecord, Member } from './store.ts'

/** The form that is a member's record: 企业信息. @throws TypeError when the preset names none; loading it would have refused. */
export function profileForm(ctx: Context, kind: Member['kind']): FormDefinition {
  const { settings } = ctx.association
  const form = settings.forms.find((one) => one.id === settings.profileForm[kind])
  if (!form) throw new TypeError(`no profile form for a ${kind}`)
  return form
}

export const formLabel = (form: FormDefinition): string => `${form.id}@${form.version}`

/** Targets without a column of their own lie in the profile under the target's name, which no field id can be (it has a dot). */
const withColumn = ['unit.name', 'unit.creditCode', 'unit.industry', 'person.name', 'person.idCard']
/** Targets that say what is asked for, not what the member is. */
const wishes = ['branch', 'branch.from', 'level', 'leave.on', 'leave.reason']
const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)

/** A form's values as the columns of `members`. Targets the form lacks keep what `known` has. */
export function columnsOf(values: MemberValues, known: Partial<Pick<Member, 'name' | 'creditCode' | 'idCard'>> = {}) {
  const { core } = values
  const region = text(core['unit.region'])
  const rest = Object.entries(core).filter(([target]) => !withColumn.includes(target) && !wishes.includes(target))
  return {
    name: text(core['unit.name']) ?? text(core['person.name']) ?? known.name ?? '',
    credit_code: text(core['unit.creditCode']) ?? known.creditCode ?? null,
    id_card: text(core['person.idCard'])?.toUpperCase() ?? known.idCard ?? null,
    ...(region === null ? { province: null, city: null } : splitRegion(region)),
    industry: text(core['unit.industry']),
    profile: JSON.stringify({ ...values.profile, ...Object.fromEntries(rest) }),
  }
}

/** The way back: what is kept of a member as the data of its form. */
export function dataOf(form: FormDefinition, member: Member, contacts: readonly ContactRecord[]): FormData {
  const { profile } = member
  const targets = Object.fromEntries(Object.entries(profile).filter(([key]) => key.includes('.')))
  const core = {
    ...targets,
    'unit.name': member.name,
    'person.name': member.name,
    'unit.creditCode': member.creditCode ?? '',
    'person.idCard': member.idCard ?? '',
    'unit.industry': member.industry ?? '',
    'unit.region': targets['unit.region'] ?? member.city ?? member.province ?? '',
  }
  return formDataOf(form, {
    core,
    profile,
    contacts: contacts.map(({ position: _, ...contact }) => ({ ...contact })),
  })
}

/** Rows for `contacts`: those with a name, in order. */
export function contactRows(contacts: MemberValues['contacts']): ContactRecord[] {
  return (contacts ?? [])
    .filter((contact) => isRecord(contact) && contact.name)
    .map((contact, index) => ({
      position: index + 1,
      name: contact.name ?? '',
      department: contact.department ?? '',
      role: contact.role ?? '',
      title: contact.title ?? '',
      mobile: contact.mobile ?? '',
      phone: contact.phone ?? '',
      email: contact.email ?? '',
    }))
}
