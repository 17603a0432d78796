import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { contactsOf, memberById } from './store.ts'

export interface Reachable {
  memberName: string
  name: string
  mobile: string | null
  email: string | null
}

/** Whom post and messages to a member go to: its first contact (CACEM-06), a person itself. An applicant unit has none yet. */
export async function firstContact(tx: Tx, ctx: Context, memberId: string): Promise<Reachable | null> {
  const { kind, name, profile } = await memberById(tx, ctx, memberId)
  const said = (target: string) => (typeof profile[target] === 'string' && profile[target] !== '' ? profile[target] : null)
  if (kind === 'person') return { memberName: name, name, mobile: said('person.mobile'), email: said('person.email') }
  const [contact] = await contactsOf(tx, ctx, memberId)
  return contact ? { memberName: name, name: contact.name, mobile: contact.mobile || null, email: contact.email || null } : null
}
