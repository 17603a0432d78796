import { sql } from 'kysely'
import type { BankLinePage } from '../../../contract/bank.ts'
import { showTransferCode } from '../../../contract/rules/transfer-code.ts'
import { authorize, whyNot } from '../../kernel/authorize.ts'
import { dayOf } from '../../kernel/clock.ts'
import type { Context, StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { findFile } from '../../kernel/files/files.ts'
import { paymentLeft } from '../dues/index.ts'
import { whyNotWaiting } from './book.ts'
import { claimIndex } from './compare.ts'
import { asCandidate, matchLine } from './matching/match.ts'
import { findLine, findStatement, type LineRow } from './store.ts'

/** One line beside everything it may pay, compared as of now. */
export async function linePage(ctx: StaffContext, id: string): Promise<BankLinePage> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, async (tx, ctx) => {
    const line = await findLine(tx, ctx, id)
    const statement = await findStatement(tx, ctx, line.statement_id, 'imported')
    const match = line.state === 'waiting' ? await freshMatch(tx, ctx, line) : null
    return {
      id: line.id,
      statementId: line.statement_id,
      row: line.row_no,
      day: line.day,
      time: line.at_time,
      amountFen: line.amount_fen,
      payerName: line.payer_name,
      payerAccount: line.payer_account,
      payerBank: line.payer_bank,
      note: line.note,
      serial: line.serial,
      balanceFen: line.balance_fen,
      bank: statement.bank,
      state: line.state,
      verdict: match?.verdict ?? line.verdict,
      reason: line.reason,
      fileName: (await findFile(tx, ctx, statement.file_id)).name,
      candidates: match?.candidates.map(asCandidate) ?? [],
      remarks: line.state === 'waiting' ? await remarksOn(tx, ctx, line) : [],
      booked: line.payment_id ? await bookedOf(tx, ctx, line, line.payment_id) : null,
      history: await historyOf(tx, ctx, line.id),
      can: canOf(ctx, line),
    }
  })
}

async function freshMatch(tx: Tx, ctx: Context, line: LineRow) {
  const incoming = {
    id: line.id,
    day: line.day,
    amountFen: line.amount_fen,
    payerName: line.payer_name,
    payerAccount: line.payer_account,
    note: line.note,
  }
  return matchLine(incoming, await claimIndex(tx, ctx, [incoming]))
}

function canOf(ctx: StaffContext, line: LineRow): BankLinePage['can'] {
  const may = whyNot(ctx, 'dues.confirm')
  const waiting = line.state === 'waiting'
  return {
    book: may ?? (waiting ? null : whyNotWaiting(line)),
    setAside: may ?? (waiting ? null : whyNotWaiting(line)),
    undo: may ?? (waiting ? '这笔到账还没有认领' : line.state === 'confirming' ? whyNotWaiting(line) : null),
  }
}

/** A code whose order is paid, cancelled or expired; the same amount from the same payer before: money sent twice looks like that. */
async function remarksOn(tx: Tx, ctx: Context, line: LineRow): Promise<string[]> {
  const words =
    line.note
      .toUpperCase()
      .replace(/[\s-]/g, '')
      .match(/[2-9A-HJKMNP-Z]{8,}/g) ?? []
  const codes = words.flatMap((word) => Array.from({ length: word.length - 7 }, (_, at) => word.slice(at, at + 8)))
  const { rows: closed } = await sql<{ number: string; code: string; state: string; name: string; paidAt: Date | null }>`
    select o.number, o.transfer_code as code, o.state, m.name, o.paid_at as "paidAt" from orders o join members m on (m.association_id, m.id) = (o.association_id, o.member_id)
    where o.association_id = ${ctx.association.id} and o.transfer_code = any(${codes}::text[]) and o.state not in ('open', 'vouched')`.execute(
    tx,
  )
  const { rows: twins } = await sql<{ day: string; file: string; row: number }>`
    select l.day::text as day, s.file_name as file, l.row_no as row from bank_lines l join bank_statements s on (s.association_id, s.id) = (l.association_id, l.statement_id)
    where l.association_id = ${ctx.association.id} and l.id <> ${line.id} and l.payer_name = ${line.payer_name} and l.payer_name <> ''
      and l.amount_fen = ${line.amount_fen} and l.day between ${line.day}::date - 60 and ${line.day}::date + 60 order by l.day limit 3`.execute(
    tx,
  )
  return [
    ...closed.map(({ number, code, state, name, paidAt }) => {
      const what = state === 'paid' ? `已于 ${paidAt ? dayOf(paidAt) : ''} 到账，可能是重复汇款` : '已取消或过期，请按名称认领到新的应缴'
      return `附言中的识别码 ${showTransferCode(code)} 是“${name}”的订单 ${number}，${what}`
    }),
    ...twins.map(({ day, file, row }) => `同一付款人 ${day} 也汇过同样的金额（${file} 第 ${row} 行），请核对是否重复`),
  ]
}

async function bookedOf(tx: Tx, ctx: Context, line: LineRow, paymentId: string): Promise<BankLinePage['booked']> {
  const { rows: orders } = await sql<NonNullable<BankLinePage['booked']>['orders'][number]>`
    select o.id as "orderId", o.number, o.member_id as "memberId", m.name as "memberName", sum(a.amount_fen)::bigint as "amountFen"
    from allocations a join orders o on (o.association_id, o.id) = (a.association_id, a.order_id)
      join members m on (m.association_id, m.id) = (o.association_id, o.member_id)
    where a.association_id = ${ctx.association.id} and a.payment_id = ${paymentId} group by 1, 2, 3, 4 having sum(a.amount_fen) > 0 order by 2`.execute(
    tx,
  )
  const by = await tx
    .selectFrom('accounts')
    .select('name')
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', line.decided_by)
    .executeTakeFirst()
  const at = line.decided_at ?? ctx.kernel.clock.now()
  return { paymentId, by: by?.name ?? '', at: at.toISOString(), leftFen: await paymentLeft(tx, ctx, paymentId), orders }
}

const acts: Record<string, string> = { 'bank.line-booked': '认领入账', 'bank.line-set-aside': '标记为不是会费', 'bank.line-undone': '撤销' }

async function historyOf(tx: Tx, ctx: Context, id: string): Promise<BankLinePage['history']> {
  const { rows } = await sql<{ at: Date; by: string; action: string; reason: string | null }>`
    select at, actor_name as by, action, after->>'reason' as reason from audit_log
    where association_id = ${ctx.association.id} and subject_kind = 'bank-line' and subject_id = ${id} order by at desc, id desc limit 50`.execute(
    tx,
  )
  return rows.map(({ at, by, action, reason }) => ({ at: at.toISOString(), by, act: acts[action] ?? action, reason: reason ?? '' }))
}
