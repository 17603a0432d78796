import { allFields, type FormData, type FormDefinition } from '../../../contract/forms/index.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { allDefinitions, type Definition, loadDefinition, wholeForm } from '../matters/index.ts'
import { firstContact } from '../members/index.ts'

export interface CouncilContact {
  name: string
  mobile: string
  email: string
}

/** Whom a form names for the council's affairs: its fields that map to `council.…`. */
function contactIn(form: FormDefinition, data: FormData): CouncilContact {
  const said = (target: string) => {
    const field = allFields(form).find((one) => one.maps === target)
    const value = field && data[field.id]
    return typeof value === 'string' ? value : ''
  }
  return { name: said('council.name'), mobile: said('council.mobile'), email: said('council.email') }
}

const namesContact = (definition: Definition) => allFields(wholeForm(definition)).some((field) => field.maps === 'council.email')

/**
 * Who hears of the council's affairs (CAQ-16): whom the unit named last and staff accepted; what it left out, and where it named nobody,
 * its first contact.
 */
export async function councilContact(tx: Tx, ctx: Context, memberId: string): Promise<CouncilContact> {
  const first = await firstContact(tx, ctx, memberId)
  const kinds = [...new Set((await allDefinitions(tx, ctx)).filter(namesContact).map((one) => one.kind))]
  const row =
    kinds.length === 0
      ? undefined
      : await tx
          .selectFrom('matters')
          .select(['kind', 'kind_version', 'data'])
          .where('association_id', '=', ctx.association.id)
          .where('member_id', '=', memberId)
          .where('kind', 'in', kinds)
          .where('state', '=', 'approved')
          .orderBy('decided_at', 'desc')
          .limit(1)
          .executeTakeFirst()
  const own = row && contactIn(wholeForm(await loadDefinition(tx, ctx, row.kind, row.kind_version)), row.data as FormData)
  return {
    name: own?.name || (first?.name ?? ''),
    mobile: own?.name ? own.mobile : (first?.mobile ?? ''),
    email: own?.email || (first?.email ?? ''),
  }
}
