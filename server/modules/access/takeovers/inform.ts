import { randomBytes } from 'node:crypto'
import { maskEmail, maskMobile } from '../../../../contract/rules/mask.ts'
import type { SystemContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { newId } from '../../../kernel/ids.ts'
import { type RaisedEvent, raise } from '../../../kernel/outbox.ts'
import { hashToken } from '../../accounts/index.ts'
import { contactsOf } from '../../members/index.ts'
import { findTakeover, holdersOf, type TakeoverRecord } from './store.ts'

const mostTold = 30

/**
 * After a claim came in: finds the member it is about, and tells everybody who acts for it or stands on its record, at once and each with a
 * link of their own to object by. Repeated, it finds the notices there.
 */
export async function informHolders(ctx: SystemContext, { data }: RaisedEvent<'access.takeover-asked'>): Promise<void> {
  await inTx(ctx, async (tx, ctx) => {
    const claim = await findTakeover(tx, ctx, data.takeoverId)
    if (claim.state !== 'waiting' || claim.member_id !== null) return
    const memberId = await matching(tx, ctx, claim)
    if (memberId === null) return
    await tx
      .updateTable('takeovers')
      .set({ member_id: memberId })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', claim.id)
      .execute()
    for (const one of await toTell(tx, ctx, memberId, claim.mobile)) await inform(tx, ctx, claim, one, data.days)
  })
}

/** The credit code decides; a record from before it was asked is found by its name. */
async function matching(tx: Tx, ctx: SystemContext, claim: TakeoverRecord): Promise<string | null> {
  const units = () =>
    tx
      .selectFrom('members')
      .select('id')
      .where('association_id', '=', ctx.association.id)
      .where('kind', '=', 'unit')
      .where('admitted_at', 'is not', null)
      .where('merged_into', 'is', null)
  const byCode = await units().where('credit_code', '=', claim.credit_code).executeTakeFirst()
  if (byCode) return byCode.id
  const byName = await units().where('credit_code', 'is', null).where('name', '=', claim.unit_name).limit(2).execute()
  return byName.length === 1 ? (byName[0]?.id ?? null) : null
}

interface Told {
  kind: 'account' | 'contact'
  accountId: string | null
  name: string
  mobile: string | null
  email: string | null
}

async function toTell(tx: Tx, ctx: SystemContext, memberId: string, asker: string): Promise<Told[]> {
  const holders = await holdersOf(tx, ctx, memberId)
  const accounts = holders.map(({ id, name, mobile, email }): Told => ({ kind: 'account', accountId: id, name, mobile, email }))
  const contacts = (await contactsOf(tx, ctx, memberId)).map(
    ({ name, mobile, email }): Told => ({ kind: 'contact', accountId: null, name, mobile: mobile || null, email: email || null }),
  )
  // One person is told once at an address, as who signs in before as a contact.
  const seen = new Set([asker])
  return [...accounts, ...contacts]
    .map((one) => {
      const mobile = one.mobile !== null && !seen.has(one.mobile) ? one.mobile : null
      const email = one.email !== null && !seen.has(one.email) ? one.email : null
      for (const address of [one.mobile, one.email]) if (address !== null) seen.add(address)
      return { ...one, mobile, email }
    })
    .filter((one) => one.mobile !== null || one.email !== null)
    .slice(0, mostTold)
}

async function inform(tx: Tx, ctx: SystemContext, claim: TakeoverRecord, told: Told, days: number): Promise<void> {
  const token = randomBytes(24).toString('base64url')
  await tx
    .insertInto('takeover_notices')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      takeover_id: claim.id,
      name: told.name,
      kind: told.kind,
      account_id: told.accountId,
      address: [told.mobile && maskMobile(told.mobile), told.email && maskEmail(told.email)].filter(Boolean).join('，'),
      token_hash: hashToken(token),
      created_at: ctx.kernel.clock.now(),
    })
    .execute()
  await raise(tx, ctx, 'access.takeover-notice', {
    takeoverId: claim.id,
    unit: claim.unit_name,
    person: claim.person_name,
    mobile: told.mobile,
    email: told.email,
    days,
    link: `${ctx.kernel.config.publicUrl}/${ctx.association.slug}/takeover/object#${token}`,
  })
}
