import type { MemberValues } from '../../../contract/forms/index.ts'
import { numberRuleOf } from '../../../contract/preset.ts'
import { maskId } from '../../../contract/rules/mask.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context } from '../../kernel/context.ts'
import { brokenConstraint, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { nextNumber } from '../../kernel/numbering.ts'
import { raise } from '../../kernel/outbox.ts'
import type { Matter } from '../matters/index.ts'
import { currentMembership, lockMember, type Member } from './store.ts'
import { columnsOf, contactRows } from './values.ts'
import { beginLevel, keepName, relist, replaceContacts } from './write.ts'

export interface Admission {
  memberId: string
  matterId: string | null
  values: MemberValues
  /** `unit-profile@1`: the form the values are of. */
  form: string
  level: string
  /** 'YYYY-MM-DD' */
  joinedOn: string
  /** A number from before this system; without it the next one by the association's rule. */
  number?: string
}

export interface Admitted {
  memberId: string
  membershipId: string
  number: string
}

/**
 * Makes an applicant a member: profile, contacts, number, membership and level, in the caller's transaction.
 * Refuses with `already-done` when it is one, with `duplicate-member` when another has the credit code or the ID card: of two at once the
 * database lets one through. One that left comes back under its old number.
 */
export async function admit(tx: Tx, ctx: Context, admission: Admission): Promise<Admitted> {
  const member = await lockMember(tx, ctx, admission.memberId)
  // Another standing in a branch does not make a member of the association.
  if (await currentMembership(tx, ctx, member.id)) throw new Refusal('already-done', `${member.name}已经是会员`)
  const columns = columnsOf(admission.values, member)
  await refuseDuplicate(tx, ctx, member.id, columns)
  if (member.admittedAt !== null && member.name !== columns.name) await keepName(tx, ctx, member.id, member.name)
  await replaceContacts(tx, ctx, member.id, contactRows(admission.values.contacts))
  const number = await becomeMember(tx, ctx, member, { ...columns, profile_form: admission.form }, admission)
  const membershipId = newId()
  await tx
    .insertInto('memberships')
    .values({
      association_id: ctx.association.id,
      id: membershipId,
      member_id: member.id,
      joined_on: admission.joinedOn,
      matter_id: admission.matterId,
      created_at: ctx.kernel.clock.now(),
    })
    .execute()
  await beginLevel(tx, ctx, membershipId, admission.level, admission.joinedOn)
  await relist(tx, ctx, member.id)
  await audit(tx, ctx, {
    action: admission.matterId === null ? 'member.imported' : 'member.admitted',
    subject: { kind: 'member', id: member.id, label: columns.name },
    after: { number, level: admission.level, joinedOn: admission.joinedOn, creditCode: columns.credit_code },
  })
  return { memberId: member.id, membershipId, number }
}

async function becomeMember(
  tx: Tx,
  ctx: Context,
  member: Member,
  columns: ReturnType<typeof columnsOf> & { profile_form: string },
  admission: Admission,
): Promise<string> {
  const now = ctx.kernel.clock.now()
  // Last before the row is written: others who need a number wait from here until this transaction ends.
  const number = member.number ?? admission.number ?? (await freshNumber(tx, ctx, member))
  try {
    await tx
      .updateTable('members')
      .set({ ...columns, number, admitted_at: member.admittedAt ?? now, updated_at: now, revision: member.revision + 1 })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', member.id)
      .execute()
  } catch (error) {
    throw clashOf(error, columns, number)
  }
  return number
}

const freshNumber = (tx: Tx, ctx: Context, { kind }: Member) =>
  nextNumber(tx, ctx, 'member', numberRuleOf(ctx.association.settings.numbers, kind))

/** A number before the last review (CAQ-08): the applicant keeps it when it is admitted, and is told. Given once, however often it is asked for. */
export async function giveNumber(tx: Tx, ctx: Context, { memberId, id: matterId }: Matter): Promise<void> {
  const member = await lockMember(tx, ctx, memberId)
  if (member.number !== null) return
  const number = await freshNumber(tx, ctx, member)
  await tx
    .updateTable('members')
    .set({ number, updated_at: ctx.kernel.clock.now() })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', memberId)
    .execute()
  await audit(tx, ctx, { action: 'member.numbered', subject: { kind: 'member', id: memberId, label: member.name }, after: { number } })
  await raise(tx, ctx, 'members.numbered', { memberId, matterId, number })
}

/** What a person reads when the database refused a second of one; any other error as it is. */
export function clashOf(error: unknown, columns: Keys, number?: string): unknown {
  const broken = brokenConstraint(error)
  if (broken === 'members_credit_code') return duplicate(columns.credit_code)
  if (broken === 'members_id_card') return duplicatePerson(columns.id_card)
  return broken === 'members_number' ? new Refusal('conflict', `会员编号 ${number} 已被使用`) : error
}

interface Keys {
  credit_code: string | null
  id_card: string | null
}
interface Other {
  name: string
  number: string | null
}

const duplicate = (code: string | null, other?: Other) =>
  new Refusal('duplicate-member', {
    message: other
      ? `统一社会信用代码 ${code} 已属于会员“${other.name}”（编号 ${other.number}），不能再次入会，请先核对两家单位的资料`
      : `统一社会信用代码 ${code} 刚刚由另一个申请入会，不能再次入会，请刷新后核对`,
    detail: { creditCode: code, ...other },
  })

const duplicatePerson = (idCard: string | null, other?: Other) =>
  new Refusal('duplicate-member', {
    message: other
      ? `身份证号 ${maskId(idCard ?? '')} 已属于会员“${other.name}”（编号 ${other.number}），不能再次入会，请先核对两人的资料`
      : `身份证号 ${maskId(idCard ?? '')} 刚刚由另一个申请入会，不能再次入会，请刷新后核对`,
    detail: { ...other },
  })

/** Says who has the code or the ID card, where a person can still read it; the unique indexes are what holds. */
export async function refuseDuplicate(tx: Tx, ctx: Context, memberId: string, { credit_code, id_card }: Keys): Promise<void> {
  const holder = (column: 'credit_code' | 'id_card', value: string) =>
    tx
      .selectFrom('members')
      .select(['name', 'number'])
      .where('association_id', '=', ctx.association.id)
      .where(column, '=', value)
      .where('admitted_at', 'is not', null)
      .where('merged_into', 'is', null)
      .where('id', '<>', memberId)
      .executeTakeFirst()
  const unit = credit_code === null ? undefined : await holder('credit_code', credit_code)
  if (unit) throw duplicate(credit_code, unit)
  const person = id_card === null ? undefined : await holder('id_card', id_card)
  if (person) throw duplicatePerson(id_card, person)
}
