import { sql } from 'kysely'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { pinyinInitials } from '../../kernel/reference/index.ts'
import { idCardMark, indexed } from './grams.ts'
import { standingFrom } from './standing.ts'
import { branchStaysOf, type ContactRecord, contactsOf, formerNamesOf, formerNumbersOf, memberById, membershipsOf } from './store.ts'

export async function replaceContacts(tx: Tx, ctx: Context, memberId: string, contacts: readonly ContactRecord[]): Promise<void> {
  await tx.deleteFrom('contacts').where('association_id', '=', ctx.association.id).where('member_id', '=', memberId).execute()
  const rows = contacts.map((contact) => ({ association_id: ctx.association.id, id: newId(), member_id: memberId, ...contact }))
  if (rows.length > 0) await tx.insertInto('contacts').values(rows).execute()
}

/** 曾用名: kept for ever, found by search. Answers the row's id. */
export async function keepName(tx: Tx, ctx: Context, memberId: string, name: string): Promise<string> {
  const id = newId()
  await tx
    .insertInto('member_names')
    .values({ association_id: ctx.association.id, id, member_id: memberId, name, used_until: ctx.kernel.clock.now() })
    .execute()
  return id
}

/** A number it had stays findable. */
export async function keepNumber(tx: Tx, ctx: Context, memberId: string, number: string): Promise<void> {
  await tx
    .insertInto('member_numbers')
    .values({ association_id: ctx.association.id, id: newId(), member_id: memberId, number, used_until: ctx.kernel.clock.now() })
    .execute()
}

/** Brings the member's line in the list up to date; call it last in every verb that changes what is listed. Applicants have none. */
export async function relist(tx: Tx, ctx: Context, memberId: string): Promise<void> {
  const member = await memberById(tx, ctx, memberId)
  const { level, joinedOn, leftOn } = standingFrom(ctx, member, await membershipsOf(tx, ctx, memberId))
  const branches = await branchStaysOf(tx, ctx, memberId)
  if (member.number === null || member.admittedAt === null || joinedOn === null) return
  const names = [member.name, ...(await formerNamesOf(tx, ctx, memberId)).map((former) => former.name)]
  const contacts = await contactsOf(tx, ctx, memberId)
  const { haystack, grams, nameKey } = indexed({
    names,
    initials: names.map((name) => pinyinInitials(name, member.kind)),
    others: [
      member.creditCode ?? '',
      member.number,
      ...(await formerNumbersOf(tx, ctx, memberId)),
      ...branches.flatMap((stay) => stay.number ?? []),
      ...contacts.flatMap((contact) => [contact.name, contact.mobile]),
      ...['person.mobile', 'person.email'].map((key) => String(member.profile[key] ?? '')),
      member.idCard === null ? '' : idCardMark(member.idCard),
    ],
  })
  const line = {
    kind: member.kind,
    branches: branches.filter((stay) => stay.leftOn === null).flatMap((stay) => stay.branchId ?? []),
    number: member.number,
    name_key: nameKey,
    admitted_at: member.admittedAt,
    joined_on: joinedOn,
    left_on: leftOn,
    level,
    province: member.province,
    city: member.city,
    industry: member.industry,
    haystack,
  }
  const key = { association_id: ctx.association.id, member_id: memberId }
  await tx
    .insertInto('member_search')
    .values({ ...key, ...line })
    .onConflict((clash) => clash.columns(['association_id', 'member_id']).doUpdateSet(line))
    .execute()
  await tx
    .insertInto('member_grams')
    .values({ ...key, grams })
    .onConflict((clash) => clash.columns(['association_id', 'member_id']).doUpdateSet({ grams }))
    .execute()
}

/** From `from` on no level holds any more: spans that began earlier end the day before, later ones never began. */
export async function endLevels(tx: Tx, ctx: Context, membershipId: string, from: string): Promise<void> {
  await sql`delete from level_spans where association_id = ${ctx.association.id} and membership_id = ${membershipId} and lower(period) >= ${from}::date`.execute(
    tx,
  )
  await sql`update level_spans set period = daterange(lower(period), ${from}::date)
    where association_id = ${ctx.association.id} and membership_id = ${membershipId} and period @> ${from}::date`.execute(tx)
}

export async function beginLevel(tx: Tx, ctx: Context, membershipId: string, level: string, from: string): Promise<void> {
  await tx
    .insertInto('level_spans')
    .values({ association_id: ctx.association.id, id: newId(), membership_id: membershipId, level, period: `[${from},)` })
    .execute()
}
