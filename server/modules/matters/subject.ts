import type { FormData } from '../../../contract/forms/schema.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { type Definition, subjectOf } from './definition.ts'

/** Whom a matter is about: as its form says, else as its member is called; a matter without a form still bears a name. */
export async function subjectFor(
  tx: Tx,
  ctx: Context,
  definition: Definition,
  data: FormData,
  memberId: string,
): Promise<{ name: string; code: string | null }> {
  const subject = subjectOf(definition, data)
  if (subject.name !== '') return subject
  const member = await tx
    .selectFrom('members')
    .select(['name', 'credit_code'])
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', memberId)
    .executeTakeFirst()
  return { name: member?.name ?? '', code: subject.code ?? member?.credit_code ?? null }
}
