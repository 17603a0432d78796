import { sql } from 'kysely'
import type { LedgerDay, LedgerMonth } from '../../../../contract/ledger.ts'
import { addMonths } from '../../../../contract/rules/days.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize, whyNot } from '../../../kernel/authorize.ts'
import type { Context, StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { holdBooks } from './books.ts'
import { ownProposal } from './deciding.ts'

/** What moved in one period: into the account, out of it, and from suspense to orders. */
interface Moved {
  at: string
  receivedFen: number
  refundedFen: number
  allocatedFen: number
  /** Of it, to orders of services. */
  serviceFen: number
}

/** Sums by month ('YYYY-MM') or by day, the first first. What is allocated counts on the day it was done, the rest on the bank's day. */
async function movedBy(tx: Tx, ctx: Context, unit: 'month' | 'day', span?: { from: string; to: string }): Promise<Moved[]> {
  const shape = unit === 'month' ? 'YYYY-MM' : 'YYYY-MM-DD'
  const within = span ? sql`and day between ${span.from}::date and ${span.to}::date` : sql``
  const { rows } =
    await sql<Moved>`select to_char(day, ${shape}) as at, sum(received)::bigint as "receivedFen", sum(refunded)::bigint as "refundedFen",
      sum(allocated)::bigint as "allocatedFen", sum(service)::bigint as "serviceFen" from (${movements(ctx)}) moved where true ${within} group by 1 order by 1`.execute(
      tx,
    )
  return rows
}

const movements = (ctx: Context) => sql`
  select received_on as day, amount_fen as received, 0 as refunded, 0 as allocated, 0 as service from payments where association_id = ${ctx.association.id}
  union all select paid_on, 0, amount_fen, 0, 0 from refunds where association_id = ${ctx.association.id} and state = 'done'
  union all select (a.made_at at time zone 'Asia/Shanghai')::date, 0, 0, a.amount_fen, case when o.service is null then 0 else a.amount_fen end
    from allocations a join orders o on (o.association_id, o.id) = (a.association_id, a.order_id) where a.association_id = ${ctx.association.id}`

async function suspenseBefore(tx: Tx, ctx: Context, day: string): Promise<number> {
  const { rows } = await sql<{ fen: number }>`select coalesce(sum(received - refunded - allocated), 0)::bigint as fen
    from (${movements(ctx)}) moved where day < ${day}::date`.execute(tx)
  return rows[0]?.fen ?? 0
}

/** Each period goes on where the one before ended. */
function carried<T extends Moved>(moved: readonly T[], openingFen: number): (T & { openingFen: number; closingFen: number })[] {
  let suspense = openingFen
  return moved.map((one) => {
    const opening = suspense
    suspense += one.receivedFen - one.refundedFen - one.allocatedFen
    return { ...one, openingFen: opening, closingFen: suspense }
  })
}

const monthAfter = (month: string): string => addMonths(`${month}-01`, 1).slice(0, 7)

/** Every month from the first money to today, the newest first. */
async function listMonths(tx: Tx, ctx: StaffContext): Promise<LedgerMonth[]> {
  const moved = await movedBy(tx, ctx, 'month')
  const closed = await tx
    .selectFrom('closed_months as c')
    .leftJoin('accounts as a', (join) => join.onRef('a.association_id', '=', 'c.association_id').onRef('a.id', '=', 'c.closed_by'))
    .select(['c.month', 'c.closed_at', 'a.name'])
    .where('c.association_id', '=', ctx.association.id)
    .orderBy('c.month')
    .execute()
  const last = closed.at(-1)?.month.slice(0, 7) ?? null
  const reopenings = await reopeningsOf(tx, ctx)
  const thisMonth = ctx.kernel.clock.today().slice(0, 7)
  const all: Moved[] = []
  for (let at = moved[0]?.at ?? thisMonth; at <= thisMonth; at = monthAfter(at))
    all.push(moved.find((one) => one.at === at) ?? { at, receivedFen: 0, refundedFen: 0, allocatedFen: 0, serviceFen: 0 })
  const next = last === null ? (all[0]?.at ?? thisMonth) : monthAfter(last)
  return carried(all, 0)
    .reverse()
    .map(({ at, ...sums }) => {
      const done = closed.find((one) => one.month.startsWith(at))
      return {
        month: at,
        ...sums,
        closedAt: done?.closed_at.toISOString() ?? null,
        closedBy: done?.name ?? null,
        ...askedFor(reopenings, at),
        can: {
          close: whyNot(ctx, 'dues.approve') ?? whyNotClosed(at, { last, next, thisMonth }),
          reopen: whyNot(ctx, 'dues.correct') ?? whyNotReopened(at, last, reopenings),
          decide: whyNot(ctx, 'dues.approve') ?? whyNotDecided(ctx, reopenings),
        },
      }
    })
}

function whyNotClosed(month: string, { last, next, thisMonth }: { last: string | null; next: string; thisMonth: string }): string | null {
  if (last !== null && month <= last) return '这个月已经结账'
  if (month >= thisMonth) return '这个月还没有结束'
  return month === next ? null : `请先结 ${next} 的账`
}

interface Reopening {
  id: string
  month: string
  reason: string
  state: string
  askedBy: string
  askedById: string
  askedAt: Date
  decidedBy: string | null
  decidedAt: Date | null
}

async function reopeningsOf(tx: Tx, ctx: Context): Promise<Reopening[]> {
  const { rows } = await sql<Reopening>`
    select r.id, to_char(r.month, 'YYYY-MM') as month, r.reason, r.state, a.name as "askedBy", r.asked_by as "askedById", r.asked_at as "askedAt",
      d.name as "decidedBy", r.decided_at as "decidedAt" from month_reopenings r join accounts a on (a.association_id, a.id) = (r.association_id, r.asked_by)
      left join accounts d on (d.association_id, d.id) = (r.association_id, r.decided_by)
    where r.association_id = ${ctx.association.id} and r.state <> 'refused' order by r.asked_at desc`.execute(tx)
  return rows
}

function askedFor(all: readonly Reopening[], month: string): Pick<LedgerMonth, 'asked' | 'reopened'> {
  const mine = all.filter((one) => one.month === month)
  const asked = mine.find((one) => one.state === 'asked')
  return {
    asked: asked ? { id: asked.id, by: asked.askedBy, at: asked.askedAt.toISOString(), reason: asked.reason } : null,
    reopened: mine
      .filter((one) => one.state === 'approved')
      .map((one) => ({
        askedBy: one.askedBy,
        decidedBy: one.decidedBy ?? '',
        at: (one.decidedAt ?? one.askedAt).toISOString(),
        reason: one.reason,
      })),
  }
}

function whyNotReopened(month: string, last: string | null, all: readonly Reopening[]): string | null {
  if (last === null || month > last) return '这个月还没有结账'
  if (month !== last) return `只能重新打开最后结账的月份 ${last}`
  return all.some((one) => one.state === 'asked') ? '已有一份重新打开的申请在等待复核' : null
}

function whyNotDecided(ctx: StaffContext, all: readonly Reopening[]): string | null {
  const asked = all.find((one) => one.state === 'asked')
  if (!asked) return '没有等待复核的申请'
  return asked.askedById === ctx.account.id ? ownProposal : null
}

export async function ledgerMonths(ctx: StaffContext): Promise<LedgerMonth[]> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, listMonths)
}

/** Each day of a month on which something moved. */
export async function ledgerDays(ctx: StaffContext, month: string): Promise<LedgerDay[]> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, (tx, ctx) => daysOf(tx, ctx, month))
}

export const monthSpan = (month: string) => ({ from: `${month}-01`, to: lastDay(month) })

function lastDay(month: string): string {
  const day = new Date(`${monthAfter(month)}-01T00:00:00Z`)
  day.setUTCDate(0)
  return day.toISOString().slice(0, 10)
}

export async function daysOf(tx: Tx, ctx: Context, month: string): Promise<LedgerDay[]> {
  const span = monthSpan(month)
  const days = carried(await movedBy(tx, ctx, 'day', span), await suspenseBefore(tx, ctx, span.from))
  return days.map(({ at, ...sums }) => ({ day: at, ...sums }))
}

/**
 * 月末结账: what the month adds up to is written down, and nothing is booked into it any more. Months are closed one after another, each once it
 * is over. Who books at this moment is waited for.
 */
export async function closeMonth(ctx: StaffContext, month: string): Promise<LedgerMonth[]> {
  authorize(ctx, 'dues.approve')
  return inTx(ctx, async (tx, ctx) => {
    await holdBooks(tx, ctx, 'alone')
    const row = found(
      (await listMonths(tx, ctx)).find((one) => one.month === month),
      '这个月没有账',
    )
    const why = row.can.close ?? null
    if (why !== null) throw new Refusal(row.closedAt === null ? 'not-ready' : 'already-done', why)
    await tx
      .insertInto('closed_months')
      .values({
        association_id: ctx.association.id,
        month: `${month}-01`,
        opening_fen: row.openingFen,
        received_fen: row.receivedFen,
        refunded_fen: row.refundedFen,
        allocated_fen: row.allocatedFen,
        closing_fen: row.closingFen,
        closed_by: ctx.account.id,
        closed_at: ctx.kernel.clock.now(),
      })
      .execute()
    const { openingFen, receivedFen, refundedFen, allocatedFen, closingFen } = row
    await audit(tx, ctx, {
      action: 'dues.month-closed',
      subject: { kind: 'ledger-month', id: month, label: `${month} 账簿` },
      after: { openingFen, receivedFen, refundedFen, allocatedFen, closingFen },
    })
    return listMonths(tx, ctx)
  })
}
