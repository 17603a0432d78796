import { type RawBuilder, sql } from 'kysely'
import { yearSpan } from '../../../../contract/rules/days.ts'
import { actorOf, audit } from '../../../kernel/audit.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { newId } from '../../../kernel/ids.ts'
import { isRolling } from '../billing/rolling.ts'
import { rulesOf } from '../settings.ts'
import { type ChargeRecord, levelOfMember, type OrderRecord } from '../store.ts'
import { type Price, priceOfYear } from './price.ts'

/**
 * CACEM-16: this and a coming year cost what the member's level costs on the day of ordering; years gone by stay as they were charged.
 * Only open charges without a living order come here.
 */
export async function repriced(tx: Tx, ctx: Context, charges: ChargeRecord[]): Promise<ChargeRecord[]> {
  const result: ChargeRecord[] = []
  for (const charge of charges) result.push(await reprice(tx, ctx, charge))
  return result
}

async function reprice(tx: Tx, ctx: Context, charge: ChargeRecord): Promise<ChargeRecord> {
  const fresh = await priceToday(tx, ctx, charge)
  if (fresh === charge) return charge
  await tx
    .updateTable('charges')
    .set({ level: fresh.level, amount_fen: fresh.amountFen, reason: fresh.reason, standard_id: fresh.standardId })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', charge.id)
    .where('state', '=', 'open')
    .execute()
  await tx
    .insertInto('charge_repricings')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      charge_id: charge.id,
      from_level: charge.level,
      to_level: fresh.level,
      from_fen: charge.amountFen,
      to_fen: fresh.amountFen,
      from_standard_id: charge.standardId,
      to_standard_id: fresh.standardId,
      from_reason: charge.reason,
      to_reason: fresh.reason,
      made_by: actorOf(ctx).id,
      made_at: ctx.kernel.clock.now(),
    })
    .execute()
  await audit(tx, ctx, {
    action: 'dues.repriced',
    subject: { kind: 'charge', id: charge.id, label: `${charge.year} 年度会费` },
    before: { level: charge.level, amountFen: charge.amountFen },
    after: { level: fresh.level, amountFen: fresh.amountFen },
  })
  return fresh
}

/** By how much the charge `c` was priced anew after `since`; left out: ever. */
export const repricedBy = (since?: RawBuilder<unknown>): RawBuilder<number> =>
  sql`(select coalesce(sum(r.to_fen - r.from_fen), 0)::bigint from charge_repricings r
    where (r.association_id, r.charge_id) = (c.association_id, c.id)${since ? sql` and r.made_at > ${since}` : sql``})`

/** The charges of an order that is over as it asked for them, whatever they were priced at since. */
export async function asOrdered(tx: Tx, ctx: Context, order: OrderRecord, charges: ChargeRecord[]): Promise<ChargeRecord[]> {
  if (order.state !== 'cancelled' && order.state !== 'expired') return charges
  const rows = await tx
    .selectFrom('charge_repricings')
    .distinctOn('charge_id')
    .select(['charge_id as id', 'from_level as level', 'from_fen as amountFen', 'from_reason as reason', 'from_standard_id as standardId'])
    .where('association_id', '=', ctx.association.id)
    .where(
      'charge_id',
      'in',
      charges.map((charge) => charge.id),
    )
    .where('made_at', '>', order.createdAt)
    .orderBy('charge_id')
    .orderBy('made_at')
    .orderBy('id')
    .execute()
  return charges.map((charge) => ({ ...charge, ...rows.find((row) => row.id === charge.id) }))
}

/** The charge as it would be ordered today; the same object when nothing about it changes. */
export async function priceToday(tx: Tx, ctx: Context, charge: ChargeRecord): Promise<ChargeRecord> {
  // What was agreed for it stays agreed.
  if (charge.reducedFen || charge.kind !== 'year') return charge
  const today = ctx.kernel.clock.today()
  const { from, to } = yearSpan(charge.year)
  if (today > to && !isRolling(ctx)) return charge
  // Where a new level counts from the next year on, a year that has begun stays as it was charged.
  if (today >= from && rulesOf(ctx).levelChange === 'next-year' && !isRolling(ctx)) return charge
  const standing = await levelOfMember(tx, ctx, charge.memberId, today < from ? from : today)
  if (!standing || standing.level === charge.level) return charge
  const price: Price | null = await priceOfYear(tx, ctx, { memberId: charge.memberId, ...standing }, charge.year)
  return price ? { ...charge, level: standing.level, ...price } : charge
}
