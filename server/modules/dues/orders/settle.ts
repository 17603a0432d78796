import { sql } from 'kysely'
import { addYears, forLife } from '../../../../contract/rules/days.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { isRolling, lastPaidDay, moveYears, nextBegin, yearFrom } from '../billing/rolling.ts'
import { type ChargeRecord, chargesOfOrder } from '../store.ts'

/** The order's charges are paid on a day: settled, and their years written where there is a membership for them. */
export async function settleOrder(tx: Tx, ctx: Context, orderId: string, paidOn: string): Promise<ChargeRecord[]> {
  const charges = await chargesOfOrder(tx, ctx, orderId)
  const settled = await tx
    .updateTable('charges')
    .set({ state: 'settled', settled_at: ctx.kernel.clock.now() })
    .where('association_id', '=', ctx.association.id)
    .where(
      'id',
      'in',
      charges.map((charge) => charge.id),
    )
    .where('state', '=', 'open')
    .returning('id')
    .execute()
  if (settled.length !== charges.length) throw new Refusal('conflict', '这笔订单中有年度的会费状态刚刚变化，请刷新后核对')
  await writeYears(tx, ctx, charges, paidOn)
  return charges
}

/** The years of one member's charges become paid stretches, where there is a membership for them. */
export async function writeYears(tx: Tx, ctx: Context, charges: readonly ChargeRecord[], paidOn: string): Promise<void> {
  if (isRolling(ctx)) {
    for (const memberId of new Set(charges.map((charge) => charge.memberId))) {
      const own = charges.filter((charge) => charge.memberId === memberId)
      const membershipId = await membershipNow(tx, ctx, memberId)
      if (!membershipId) continue
      await writeRolling(tx, ctx, membershipId, own.filter(isYear), paidOn)
      for (const charge of own.filter(isLife)) await writeLife(tx, ctx, membershipId, charge, paidOn)
    }
    return
  }
  for (const charge of charges.filter(isYear)) {
    const membershipId = await membershipOfYear(tx, ctx, charge.memberId, charge.year)
    if (membershipId) await writeSpan(tx, ctx, membershipId, charge, calendarYear(charge.year))
  }
  for (const charge of charges.filter(isLife)) {
    const membershipId = await membershipNow(tx, ctx, charge.memberId)
    if (membershipId) await writeLife(tx, ctx, membershipId, charge, `${charge.year}-01-01`)
  }
}

export interface Admitted {
  memberId: string
  membershipId: string
  matterId: string
  level: string
  joinedOn: string
}

/**
 * Hook of the admitting transaction: what the applicant paid becomes paid years of the new membership. What is unpaid stays owed.
 * Years before the one of joining are left alone unless this matter paid for them: they belong to an application that came to nothing.
 */
export async function settleAdmitted(tx: Tx, ctx: Context, admitted: Admitted): Promise<void> {
  if (isRolling(ctx)) return settleAdmittedRolling(tx, ctx, admitted)
  const { rows } = await sql<{ id: string; memberId: string; year: number }>`
    select c.id, c.member_id as "memberId", c.year from charges c
    where c.association_id = ${ctx.association.id} and c.member_id = ${admitted.memberId} and c.state = 'settled' and c.kind = 'year'
      and not exists (select 1 from dues_spans s where s.association_id = c.association_id and s.charge_id = c.id and s.voided_at is null)
      and (c.year >= ${Number(admitted.joinedOn.slice(0, 4))} or exists (
        select 1 from order_charges oc join orders o on (o.association_id, o.id) = (oc.association_id, oc.order_id)
        where oc.association_id = c.association_id and oc.charge_id = c.id and o.matter_id = ${admitted.matterId}))
    order by c.year for update of c`.execute(tx)
  for (const charge of rows) await writeSpan(tx, ctx, admitted.membershipId, charge, calendarYear(charge.year))
}

/** What was paid with the application: the year begins with the membership, not before there is one. */
async function settleAdmittedRolling(tx: Tx, ctx: Context, { memberId, membershipId, joinedOn }: Admitted): Promise<void> {
  const { rows } = await sql<{ id: string; memberId: string; year: number }>`
    select c.id, c.member_id as "memberId", c.year from charges c
    where c.association_id = ${ctx.association.id} and c.member_id = ${memberId} and c.kind = 'year' and c.state in ('settled', 'waived')
      and not exists (select 1 from dues_spans s where s.association_id = c.association_id and s.charge_id = c.id and s.voided_at is null)
    order by c.year for update of c`.execute(tx)
  await writeRolling(tx, ctx, membershipId, rows, joinedOn)
}

/** One year after another. */
async function writeRolling(
  tx: Tx,
  ctx: Context,
  membershipId: string,
  charges: readonly { id: string; memberId: string; year: number }[],
  paidOn: string,
): Promise<void> {
  const [first] = charges
  if (!first) return
  let from = nextBegin(await lastPaidDay(tx, ctx, first.memberId), paidOn)
  const years = charges.map((charge) => {
    const begins = from
    from = addYears(begins, 1)
    return { ...charge, begins }
  })
  await moveYears(tx, ctx, first.memberId, years)
  for (const year of years) await writeSpan(tx, ctx, membershipId, year, yearFrom(year.begins))
}

/** Of the association itself, not of a branch. */
const membershipsOf = (tx: Tx, ctx: Context, memberId: string) =>
  tx
    .selectFrom('memberships')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('member_id', '=', memberId)
    .where('branch_id', 'is', null)

async function membershipNow(tx: Tx, ctx: Context, memberId: string): Promise<string | undefined> {
  const row = await membershipsOf(tx, ctx, memberId)
    .orderBy(sql`left_on is null`, 'desc')
    .orderBy('joined_on', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

const isYear = ({ kind }: ChargeRecord): boolean => kind === 'year'
const isLife = ({ kind }: ChargeRecord): boolean => kind === 'life'

/** From the day after the last paid year on, for good. */
async function writeLife(tx: Tx, ctx: Context, membershipId: string, charge: ChargeRecord, from: string): Promise<void> {
  await writeSpan(tx, ctx, membershipId, charge, `[${nextBegin(await lastPaidDay(tx, ctx, charge.memberId), from)},${forLife})`)
}

const calendarYear = (year: number): string => `[${year}-01-01,${year + 1}-01-01)`

/** The membership that held in some part of the year; the latest, for one that left and came back. */
async function membershipOfYear(tx: Tx, ctx: Context, memberId: string, year: number): Promise<string | undefined> {
  const row = await membershipsOf(tx, ctx, memberId)
    .where('joined_on', '<=', `${year}-12-31`)
    .where((eb) => eb.or([eb('left_on', 'is', null), eb('left_on', '>=', `${year}-01-01`)]))
    .orderBy('joined_on', 'desc')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

async function writeSpan(
  tx: Tx,
  ctx: Context,
  membershipId: string,
  charge: { id: string; memberId: string },
  period: string,
): Promise<void> {
  await tx
    .insertInto('dues_spans')
    .values({
      association_id: ctx.association.id,
      id: newId(),
      membership_id: membershipId,
      member_id: charge.memberId,
      charge_id: charge.id,
      period,
      created_at: ctx.kernel.clock.now(),
    })
    .execute()
}
