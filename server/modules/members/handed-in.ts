import { type FormData, type FormDefinition, formDataOf, memberValues } from '../../../contract/forms/index.ts'
import { effectOf } from '../../../contract/preset.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { currentDefinitions, type Matter, matterForm, mattersOf } from '../matters/index.ts'
import { contactsOf, type Member } from './store.ts'
import { dataOf } from './values.ts'

/** The application of somebody who is no member yet, from its first submission to the last review; null when there is none. */
export async function handedInAdmission(tx: Tx, ctx: Context, memberId: string): Promise<Matter | null> {
  const definitions = await currentDefinitions(tx, ctx)
  const kinds = definitions.filter((one) => effectOf(one) === 'admission').map((one) => one.kind)
  const all = await mattersOf(tx, ctx, memberId)
  const under = (one: Matter) => one.submittedAt !== null && ['draft', 'submitted', 'returned'].includes(one.state)
  return all.find((one) => kinds.includes(one.kind) && under(one)) ?? null
}

/** A member's record as the data of a form; of who only applied, what the application says that was handed in. */
export async function recordAs(tx: Tx, ctx: Context, form: FormDefinition, member: Member): Promise<FormData> {
  const admission = member.admittedAt === null ? await handedInAdmission(tx, ctx, member.id) : null
  if (admission) return formDataOf(form, memberValues(await matterForm(tx, ctx, admission), admission.data))
  return dataOf(form, member, await contactsOf(tx, ctx, member.id))
}
