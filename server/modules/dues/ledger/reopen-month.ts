import { sql } from 'kysely'
import type { Decision } from '../../../../contract/ledger.ts'
import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { holdBooks } from './books.ts'
import { decided, noteOf, whyNotDecided } from './deciding.ts'
import { needReason } from './take-back.ts'

const subjectOf = (month: string) => ({ kind: 'ledger-month', id: month, label: `${month} 账簿` })

/** 重新打开 the last closed month is proposed: it stays closed until another person agrees. */
export async function askReopening(ctx: StaffContext, month: string, said: string): Promise<void> {
  authorize(ctx, 'dues.correct')
  const reason = needReason(said)
  await inTx(ctx, async (tx, ctx) => {
    await holdBooks(tx, ctx, 'alone')
    await requireLast(tx, ctx, month)
    const asked = await tx
      .selectFrom('month_reopenings')
      .select('id')
      .where('association_id', '=', ctx.association.id)
      .where('state', '=', 'asked')
      .executeTakeFirst()
    if (asked) throw new Refusal('already-done', '已有一份重新打开的申请在等待复核')
    await tx
      .insertInto('month_reopenings')
      .values({
        association_id: ctx.association.id,
        id: newId(),
        month: `${month}-01`,
        reason,
        asked_by: ctx.account.id,
        asked_at: ctx.kernel.clock.now(),
      })
      .execute()
    await audit(tx, ctx, { action: 'dues.month-reopening-asked', subject: subjectOf(month), after: { reason } })
  })
}

/** Agreed to by another person than who asked, the month takes entries again; what it had been closed with is kept. Refused, it stays closed. */
export async function decideReopening(ctx: StaffContext, id: string, said: Decision): Promise<void> {
  authorize(ctx, 'dues.approve')
  const note = noteOf(said)
  await inTx(ctx, async (tx, ctx) => {
    await holdBooks(tx, ctx, 'alone')
    const asked = await tx
      .selectFrom('month_reopenings')
      .select(['month', 'reason'])
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('state', '=', 'asked')
      .where('asked_by', '<>', ctx.account.id)
      .forUpdate()
      .executeTakeFirst()
    if (!asked) throw await whyNotDecided(tx, ctx, 'month_reopenings', id)
    const month = asked.month.slice(0, 7)
    const was = said.approve ? await requireLast(tx, ctx, month) : null
    await tx
      .updateTable('month_reopenings')
      .set({ ...decided(ctx, said), note, was: was && JSON.stringify(was) })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .execute()
    if (said.approve)
      await tx.deleteFrom('closed_months').where('association_id', '=', ctx.association.id).where('month', '=', asked.month).execute()
    await audit(tx, ctx, {
      action: said.approve ? 'dues.month-reopened' : 'dues.month-reopening-refused',
      subject: subjectOf(month),
      before: was,
      after: { reason: asked.reason, note },
    })
  })
}

/** What the month was closed with; only the last closed one is opened again, so that the months after it never change. */
async function requireLast(tx: Tx, ctx: StaffContext, month: string) {
  const { rows } = await sql<{
    month: string
    openingFen: number
    closingFen: number
    receivedFen: number
    refundedFen: number
    closedAt: Date
  }>`
    select to_char(month, 'YYYY-MM') as month, opening_fen as "openingFen", received_fen as "receivedFen", refunded_fen as "refundedFen",
      closing_fen as "closingFen", closed_at as "closedAt" from closed_months
    where association_id = ${ctx.association.id} order by closed_months.month desc limit 1`.execute(tx)
  const [last] = rows
  if (last?.month === month) return last
  throw new Refusal('not-ready', last ? `只能重新打开最后结账的月份 ${last.month}` : '还没有结过账')
}
