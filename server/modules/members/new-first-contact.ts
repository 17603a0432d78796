import { allFields, rowsOf } from '../../../contract/forms/index.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { changesBetween } from './changes.ts'
import { contactsOf, lockMember } from './store.ts'
import { writeProfile } from './update-profile.ts'
import { dataOf, profileForm } from './values.ts'

interface Newcomer {
  name: string
  mobile: string
  /** Mobiles of those who are contacts no longer. */
  drop: readonly string[]
  reason: string
}

/** Puts somebody in the first contact's place, department and role as they were; kept in the history like any other change. */
export async function newFirstContact(tx: Tx, ctx: Context, memberId: string, { name, mobile, drop, reason }: Newcomer): Promise<void> {
  const member = await lockMember(tx, ctx, memberId)
  const form = profileForm(ctx, member.kind)
  const list = allFields(form).find((field) => field.type === 'list' && field.maps === 'contacts')
  if (list?.type !== 'list') return
  const place = (target: string) => list.fields.find((field) => field.maps === target)?.id ?? target
  const before = dataOf(form, member, await contactsOf(tx, ctx, memberId))
  const rows = rowsOf(before[list.id])
  const own = ['contact.name', 'contact.mobile', 'contact.phone', 'contact.email', 'contact.title'].map(place)
  const kept = Object.fromEntries(Object.entries(rows[0] ?? {}).filter(([key]) => !own.includes(key)))
  const first = { ...kept, [place('contact.name')]: name, [place('contact.mobile')]: mobile }
  const stays = (row: Record<string, unknown>) => ![...drop, mobile].includes(String(row[place('contact.mobile')] ?? ''))
  const after = { ...before, [list.id]: [first, ...rows.slice(1).filter(stays)] }
  const changes = changesBetween(form, before, after)
  if (changes.length > 0) await writeProfile(tx, ctx, { member, form, after, changes, reason, asker: null })
}
