import { sql } from 'kysely'
import { isDay } from '../../../../contract/rules/days.ts'
import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'

/** A day on which money can have come: it exists and is not ahead of today. `label` is what the screen calls it. */
export function checkMoneyDay(ctx: Context, day: string, label = '到账日期', path = 'receivedOn'): void {
  const problem = (message: string) => new Refusal('input-invalid', { problems: [{ path, label, message }] })
  if (!isDay(day)) throw problem(`没有这一天，请核对${label}。`)
  if (day > ctx.kernel.clock.today()) throw problem(`${label}不能晚于今天。`)
}

const booksKey = (ctx: Context) => sql`hashtextextended(${`books:${ctx.association.id}`}, 0)`

/** Who books holds the books open together with others; who closes a month has them alone. Until the transaction ends. */
export async function holdBooks(tx: Tx, ctx: Context, how: 'shared' | 'alone'): Promise<void> {
  if (how === 'alone') await sql`select pg_advisory_xact_lock(${booksKey(ctx)})`.execute(tx)
  else await sql`select pg_advisory_xact_lock_shared(${booksKey(ctx)})`.execute(tx)
}

/** Refuses a day whose month, or a later one, is closed. What comes late is booked today, with the real day in the note. */
export async function checkMonthOpen(tx: Tx, ctx: Context, day: string): Promise<void> {
  await holdBooks(tx, ctx, 'shared')
  const month = `${day.slice(0, 7)}-01`
  const closed = await tx
    .selectFrom('closed_months')
    .select('month')
    .where('association_id', '=', ctx.association.id)
    .where('month', '>=', month)
    .limit(1)
    .executeTakeFirst()
  if (!closed) return
  const [year, of] = [day.slice(0, 4), Number(day.slice(5, 7))]
  const message = `${year} 年 ${of} 月已经结账，不能再记入当月；请用今天的日期登记，并在备注中写明实际日期 ${day}。`
  throw new Refusal('not-ready', message)
}

/** Acts on one payment wait for each other: what is left of it is spent once. Payments are never updated, so no row lock serves. */
export async function lockPayment(tx: Tx, ctx: Context, paymentId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`payment:${ctx.association.id}:${paymentId}`}, 0))`.execute(tx)
}
