import { allFields, type FormData, type FormDefinition, maskValue, memberValues } from '../../../contract/forms/index.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { loadMatter, matterForm } from '../matters/index.ts'
import { contactsOf, dataOf, memberById, profileForm } from '../members/index.ts'
import type { PersonRow } from './store.ts'

/** What is known of one person: what was handed in while it is looked at, afterwards what the association has on record. */
export interface PersonRecord {
  form: FormDefinition
  data: FormData
  idCard: string
  title: string
  mobile: string
  photoId: string | null
}

export async function recordOf(tx: Tx, ctx: Context, row: Pick<PersonRow, 'id' | 'state' | 'matterId'>): Promise<PersonRecord> {
  const { form, data } = await sourceOf(tx, ctx, row)
  const { core } = memberValues(form, data)
  const text = (target: string) => (typeof core[target] === 'string' ? core[target] : '')
  return {
    form,
    data,
    idCard: text('person.idCard'),
    title: titleOf(form, core['person.title']),
    mobile: text('person.mobile'),
    photoId: text('person.photo') || null,
  }
}

async function sourceOf(
  tx: Tx,
  ctx: Context,
  row: Pick<PersonRow, 'id' | 'state' | 'matterId'>,
): Promise<{ form: FormDefinition; data: FormData }> {
  if ((row.state === 'submitted' || row.state === 'recommended') && row.matterId) {
    const matter = await loadMatter(tx, ctx, row.matterId)
    return { form: await matterForm(tx, ctx, matter), data: matter.data }
  }
  const member = await memberById(tx, ctx, row.id)
  const form = profileForm(ctx, 'person')
  return { form, data: dataOf(form, member, await contactsOf(tx, ctx, row.id)) }
}

/** A chosen title is kept by its value and read by its label. */
function titleOf(form: FormDefinition, value: unknown): string {
  if (typeof value !== 'string') return ''
  const field = allFields(form).find((one) => one.maps === 'person.title')
  const option = field?.type === 'choice' ? field.options?.find((one) => one.value === value) : undefined
  return option?.label ?? value
}

/** What identifies or reaches the person, starred. */
export function masked(form: FormDefinition, data: FormData): FormData {
  const stars = allFields(form).flatMap((field) => {
    const value = data[field.id]
    return typeof value === 'string' && value !== '' ? [[field.id, maskValue(field, value)] as const] : []
  })
  return { ...data, ...Object.fromEntries(stars) }
}
