import { allFields, emptyData, type Field, type FormData, type FormDefinition, prefill } from '../../../../contract/forms/index.ts'
import type { MemberContext } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { mobileOf } from '../../accounts/index.ts'
import type { Asked } from '../../matters/index.ts'
import { handedInAdmission, recordAs } from '../handed-in.ts'
import { branchStaysOf, type Member, memberById } from '../store.ts'

/** What the association knows already; of a newcomer what registration asked. For a branch also what its form was told before. */
export async function knownOf(tx: Tx, ctx: MemberContext, memberId: string, form: FormDefinition, asked?: Asked): Promise<FormData> {
  const member = await memberById(tx, ctx, memberId)
  const facts = {
    account: { name: ctx.account.name, mobile: (await mobileOf(tx, ctx, ctx.account.id)) ?? '', email: await emailOf(tx, ctx) },
    member: { name: member.name, creditCode: member.creditCode ?? '' },
    today: ctx.kernel.clock.today(),
  }
  // CQSSA-06: who applied and asks for a branch as well is not asked again what the application says.
  const newcomer = member.admittedAt === null && !(asked?.branchId && (await handedInAdmission(tx, ctx, memberId)))
  const data = newcomer ? registered(form, member) : await recordAs(tx, ctx, form, member)
  const stays = asked?.branchId ? await branchStaysOf(tx, ctx, memberId) : []
  const stay = stays.find((one) => one.branchId === asked?.branchId)
  const said = Object.fromEntries(Object.entries(stay?.data ?? {}).filter(([id]) => fieldOf(form, id)?.maps === undefined))
  return prefill(form, { ...data, ...pick(said, form) }, facts)
}

async function emailOf(tx: Tx, ctx: MemberContext): Promise<string> {
  const row = await tx
    .selectFrom('account_identifiers')
    .select('value')
    .where('association_id', '=', ctx.association.id)
    .where('account_id', '=', ctx.account.id)
    .where('kind', '=', 'email')
    .executeTakeFirst()
  return row?.value ?? ''
}

/** An applicant's form opens empty but for what it said when it registered. */
function registered(form: FormDefinition, member: Member): FormData {
  const said: Partial<Record<NonNullable<Field['maps']>, string | null>> = {
    'unit.name': member.name,
    'unit.creditCode': member.creditCode,
    'person.name': member.name,
    'person.idCard': member.idCard,
  }
  const known = allFields(form).flatMap((field) => (field.maps && said[field.maps] ? [[field.id, said[field.maps]]] : []))
  return { ...emptyData(form), ...Object.fromEntries(known) }
}

const fieldOf = (form: FormDefinition, id: string): Field | undefined => allFields(form).find((field) => field.id === id)
const pick = (data: FormData, form: FormDefinition): FormData =>
  Object.fromEntries(Object.entries(data).filter(([id]) => fieldOf(form, id) !== undefined))

/** The value of the field that maps to a target, as text; '' when there is none. */
export function wish(form: FormDefinition, data: FormData, target: Field['maps']): string {
  const field = allFields(form).find((one) => one.maps === target)
  const value = field && data[field.id]
  return typeof value === 'string' ? value : ''
}

export const wishField = (form: FormDefinition, target: Field['maps']): Field | undefined =>
  allFields(form).find((one) => one.maps === target)
