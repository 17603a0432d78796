import { type RawBuilder, sql } from 'kysely'
import { addDays } from '../../../contract/rules/days.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context, StaffContext, SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { daysAhead } from './ask.ts'
import { owes, papersWhere } from './asked.ts'
import { mayCouncil } from './guard.ts'
import { paperNames } from './papers.ts'

type Stamp = 'before_at' | 'late_at' | 'reminded_on'

/** A chore: who owes papers is reminded once when the day comes near and once when it has passed. Two servers take turns. */
export async function remindOwing(ctx: SystemContext): Promise<void> {
  const today = ctx.kernel.clock.today()
  await inTx(ctx, async (tx, ctx) => {
    const ahead = sql`a.before_at is null and r.due_on between ${today}::date and ${addDays(today, daysAhead)}::date`
    const past = sql`a.late_at is null and r.due_on < ${today}::date`
    await remindWhere(tx, ctx, ahead, 'before_at')
    await remindWhere(tx, ctx, past, 'late_at')
  })
}

/** Staff remind whoever still owes papers of a request, at most once a day; how many they were. */
export async function remindNow(ctx: StaffContext, requestId: string): Promise<{ reminded: number }> {
  mayCouncil(ctx, 'members.edit')
  const today = ctx.kernel.clock.today()
  return inTx(ctx, async (tx, ctx) => {
    const request = found(
      await tx
        .selectFrom('paper_requests')
        .select(['id', 'term', 'closed_at'])
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', requestId)
        .executeTakeFirst(),
    )
    if (request.closed_at !== null) throw new Refusal('conflict', '这次收取已经结束')
    const where = sql`a.request_id = ${requestId} and a.reminded_on is distinct from ${today}::date`
    const reminded = await remindWhere(tx, ctx, where, 'reminded_on')
    await audit(tx, ctx, {
      action: 'council.papers-reminded',
      subject: { kind: 'paper-request', id: requestId, label: request.term },
      after: { reminded },
    })
    return { reminded }
  })
}

async function remindWhere(tx: Tx, ctx: Context, where: RawBuilder<unknown>, stamp: Stamp): Promise<number> {
  const { rows: held } = await sql<{ id: string }>`
    select a.id from paper_asks a join paper_requests r on (r.association_id, r.id) = (a.association_id, a.request_id)
    where a.association_id = ${ctx.association.id} and r.closed_at is null and a.waived is null and ${where} for update of a skip locked`.execute(
    tx,
  )
  if (held.length === 0) return 0
  const ids = held.map((row) => row.id)
  const missing = (await papersWhere(tx, ctx, sql`a.id = any(${ids}::uuid[])`)).filter(owes)
  const asks = [...new Set(missing.map((paper) => paper.askId))]
  const names = await paperNames(tx, ctx)
  for (const askId of asks) {
    const its = missing.filter((paper) => paper.askId === askId)
    const [first] = its
    if (!first) continue
    const { memberId, requestId, dueOn } = first
    const papers = its.map((paper) => names.get(paper.kind) ?? paper.kind)
    const late = dueOn < ctx.kernel.clock.today()
    await raise(tx, ctx, late ? 'council.papers-late' : 'council.papers-due', { memberId, requestId, papers, dueOn })
    const at = stamp === 'reminded_on' ? ctx.kernel.clock.today() : ctx.kernel.clock.now()
    await sql`update paper_asks set ${sql.ref(stamp)} = ${at} where association_id = ${ctx.association.id} and id = ${askId}`.execute(tx)
  }
  return asks.length
}
