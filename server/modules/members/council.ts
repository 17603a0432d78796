import { sql } from 'kysely'
import type { CouncilSeat } from '../../../contract/members.ts'
import { addDays, isDay } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { lockMember, memberById } from './store.ts'

type SeatInput = Omit<CouncilSeat, 'id'>

/** 理事信息 of a member, the latest term first. */
export async function seatsOf(tx: Tx, ctx: Context, memberId: string): Promise<CouncilSeat[]> {
  const { rows } = await sql<CouncilSeat>`
    select id, post, person_name as "personName", person_title as "personTitle", term, lower(period) as "from", upper(period) - 1 as "to"
    from council_seats where association_id = ${ctx.association.id} and member_id = ${memberId} order by period desc, id`.execute(tx)
  return rows
}

const sameSeat = (one: SeatInput, other: SeatInput): boolean =>
  one.post === other.post && one.personName === other.personName && one.from <= (other.to ?? '9999') && other.from <= (one.to ?? '9999')

/** Enters a seat, or corrects the one with `seatId`. Members only read theirs. */
export async function setSeat(ctx: StaffContext, memberId: string, input: SeatInput, seatId?: string): Promise<CouncilSeat> {
  authorize(ctx, 'members.edit')
  const { to } = input
  if (!isDay(input.from) || (to !== null && (!isDay(to) || to < input.from)))
    throw new Refusal('input-invalid', '任期的起止日期不对，请核对')
  return inTx(ctx, async (tx, ctx) => {
    // Two clicks take turns: the second finds the seat of the first.
    const member = await lockMember(tx, ctx, memberId)
    const seats = await seatsOf(tx, ctx, memberId)
    const before = seatId === undefined ? null : found(seats.find((seat) => seat.id === seatId))
    if (seats.some((seat) => seat.id !== seatId && sameSeat(seat, input)))
      throw new Refusal('already-done', `${input.personName}在这段任期内的${input.post}已经登记，请核对起止日期`)
    const id = seatId ?? newId()
    const columns = {
      post: input.post,
      person_name: input.personName,
      person_title: input.personTitle,
      term: input.term,
      period: `[${input.from},${to === null ? '' : addDays(to, 1)})`,
    }
    await tx
      .insertInto('council_seats')
      .values({ association_id: ctx.association.id, id, member_id: memberId, ...columns })
      .onConflict((clash) => clash.columns(['association_id', 'id']).doUpdateSet(columns))
      .execute()
    await audit(tx, ctx, {
      action: 'council.seat-set',
      subject: { kind: 'member', id: memberId, label: member.name },
      before,
      after: input,
    })
    return found((await seatsOf(tx, ctx, memberId)).find((seat) => seat.id === id))
  })
}

/** For a seat entered by mistake; one that ended gets its last day instead. */
export async function removeSeat(ctx: StaffContext, memberId: string, seatId: string): Promise<void> {
  authorize(ctx, 'members.edit')
  await inTx(ctx, async (tx, ctx) => {
    const member = await memberById(tx, ctx, memberId)
    const before = found((await seatsOf(tx, ctx, memberId)).find((seat) => seat.id === seatId))
    await tx.deleteFrom('council_seats').where('association_id', '=', ctx.association.id).where('id', '=', seatId).execute()
    await audit(tx, ctx, { action: 'council.seat-set', subject: { kind: 'member', id: memberId, label: member.name }, before, after: null })
  })
}
