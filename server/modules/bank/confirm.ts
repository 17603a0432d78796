import { sql } from 'kysely'
import type { Part } from '../../../contract/bank.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext, SystemContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { type RaisedEvent, raise } from '../../kernel/outbox.ts'
import { book } from './book.ts'
import { compare } from './compare.ts'
import { findStatement, type LineRow } from './store.ts'

/**
 * All that is sure, in one press. Compared anew first: what is booked is what the clerk saw (`count` and `amountFen`), or nothing is. A job
 * then books line after line.
 */
export async function confirmSure(ctx: StaffContext, statementId: string, seen: { count: number; amountFen: number }): Promise<void> {
  authorize(ctx, 'dues.confirm')
  await inTx(ctx, async (tx, ctx) => {
    const statement = await findStatement(tx, ctx, statementId, 'imported')
    await sql`select pg_advisory_xact_lock(hashtext(${`bank-confirm:${statementId}`}))`.execute(tx)
    await compare(tx, ctx, statementId)
    const { rows } = await sql<{ count: number; fen: number }>`
      with sure as (update bank_lines set state = 'confirming', decided_by = ${ctx.account.id}, decided_at = ${ctx.kernel.clock.now()}, reason = null
        where association_id = ${ctx.association.id} and statement_id = ${statementId} and state = 'waiting' and verdict = 'sure' returning amount_fen)
      select count(*)::int as count, coalesce(sum(amount_fen), 0)::bigint as fen from sure`.execute(tx)
    const { count, fen } = rows[0] ?? { count: 0, fen: 0 }
    if (count === 0) throw new Refusal('already-done', '没有可以一次入账的到账，请刷新后查看')
    if (count !== seen.count || fen !== seen.amountFen)
      throw new Refusal(
        'conflict',
        `刚刚有变化：现在可以确定的是 ${count} 笔 ${formatFen(fen)} 元，您看到的是 ${seen.count} 笔 ${formatFen(seen.amountFen)} 元。请核对后再确认`,
      )
    await tx
      .updateTable('bank_statements')
      .set({ confirmed_by: ctx.account.id })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', statementId)
      .execute()
    await audit(tx, ctx, {
      action: 'bank.sure-confirmed',
      subject: { kind: 'bank-statement', id: statementId, label: `${statement.bank} ${statement.file_name}` },
      after: { count, amountFen: fen },
    })
    await raise(tx, ctx, 'bank.confirmed', { statementId })
  })
}

// One job's share: short enough that a server which stops has finished it.
const share = 200
const mostTries = 3

/** Books what was confirmed, each line in a transaction of its own: killed at any moment it goes on with the first that is not booked. */
export async function bookConfirmed(ctx: SystemContext, { data }: RaisedEvent<'bank.confirmed'>): Promise<void> {
  const clerks = new Map<string, StaffContext>()
  for (let done = 0; done < share; done++) {
    if (!(await bookNext(ctx, data.statementId, clerks))) return
  }
  await inTx(ctx, (tx, ctx) => raise(tx, ctx, 'bank.confirmed', data))
}

/** False when nothing is left that another worker does not hold. */
async function bookNext(ctx: SystemContext, statementId: string, clerks: Map<string, StaffContext>): Promise<boolean> {
  const tried: { line?: LineRow } = {}
  for (let tries = 1; ; tries++) {
    try {
      return await inTx(ctx, async (tx, ctx) => {
        const line = await takeNext(tx, ctx, statementId)
        if (!line) return false
        tried.line = line
        const clerk = await clerkOf(tx, ctx, line.decided_by ?? '', clerks)
        const parts: Part[] = (line.candidates[0]?.claims ?? []).map(({ kind, id, amountFen }) => ({ kind, id, amountFen }))
        if (parts.length === 0) throw new Refusal('conflict', '线索已经没有了，请重新比对')
        await book(tx, { ...clerk, tx }, line, parts)
        return true
      })
    } catch (error) {
      // Two acts in each other's way, or a connection that went: a moment later it may be done.
      const passing = !(error instanceof Refusal) || error.cause !== undefined
      if (passing && tries < mostTries) continue
      if (!tried.line) throw error
      await letGo(ctx, tried.line, error)
      return true
    }
  }
}

async function takeNext(tx: Tx, ctx: SystemContext, statementId: string): Promise<LineRow | undefined> {
  const row = await tx
    .selectFrom('bank_lines')
    .selectAll()
    .where('association_id', '=', ctx.association.id)
    .where('statement_id', '=', statementId)
    .where('state', '=', 'confirming')
    .orderBy('row_no')
    .limit(1)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
  return row as LineRow | undefined
}

/** Who pressed the button stands behind each booking. */
async function clerkOf(tx: Tx, ctx: SystemContext, id: string, clerks: Map<string, StaffContext>): Promise<StaffContext> {
  const known = clerks.get(id)
  if (known) return known
  const account = await tx
    .selectFrom('accounts')
    .select(['id', 'name'])
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  const { tx: _, ...base } = ctx
  const clerk: StaffContext = { ...base, kind: 'staff', account, permissions: new Set(['dues.read', 'dues.confirm']), branches: null }
  clerks.set(id, clerk)
  return clerk
}

/** Back to the clerk's desk, with the reason. */
async function letGo(ctx: SystemContext, line: LineRow, error: unknown): Promise<void> {
  if (!(error instanceof Refusal)) ctx.kernel.log.error({ err: error, lineId: line.id }, 'a line could not be booked')
  const reason = error instanceof Refusal ? (error.problems?.[0]?.message ?? error.message) : '入账时系统出错，已记录；请重试或手工认领'
  await inTx(ctx, (tx, ctx) =>
    tx
      .updateTable('bank_lines')
      .set({ state: 'waiting', verdict: 'likely', reason })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', line.id)
      .where('state', '=', 'confirming')
      .execute(),
  )
}
