import { sql } from 'kysely'
import type { ChargeKind } from '../../../contract/dues.ts'
import { chargeTitle } from '../../../contract/dues-words.ts'
import { breather } from '../../kernel/breathe.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { type Payable, payableNow, serviceName } from '../dues/index.ts'
import { type ClaimIndex, indexClaims, type OpenClaim } from './matching/claims.ts'
import { asCandidate, type Incoming, matchAll } from './matching/match.ts'

const lineColumns = sql`id, day, amount_fen as "amountFen", payer_name as "payerName", payer_account as "payerAccount", note`

/** Compares every waiting line of a statement with what is open now, and keeps the best guess of each for the list. */
export async function compare(tx: Tx, ctx: Context, statementId: string): Promise<void> {
  const { rows } = await sql<Incoming>`select ${lineColumns} from bank_lines
    where association_id = ${ctx.association.id} and statement_id = ${statementId} and state = 'waiting' order by row_no`.execute(tx)
  if (rows.length === 0) return
  const matches = await matchAll(rows, await claimIndex(tx, ctx, rows), breather())
  const now = ctx.kernel.clock.now()
  const ids = [...matches.keys()]
  for (let from = 0; from < ids.length; from += atOnce) {
    const found = ids.slice(from, from + atOnce).flatMap((id) => {
      const match = matches.get(id)
      return match ? [{ id, verdict: match.verdict, candidates: match.candidates.slice(0, 1).map(asCandidate) }] : []
    })
    await sql`update bank_lines l set verdict = x.verdict, candidates = x.candidates, matched_at = ${now}
      from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as x(id uuid, verdict text, candidates jsonb)
      where l.association_id = ${ctx.association.id} and l.id = x.id and l.state = 'waiting'
        and (l.verdict, l.candidates) is distinct from (x.verdict, x.candidates)`.execute(tx)
  }
}

const atOnce = 1000

/** Everything that is open, as the matcher looks things up; and whose money came from these accounts before. */
export async function claimIndex(tx: Tx, ctx: Context, lines: readonly Pick<Incoming, 'payerAccount'>[]): Promise<ClaimIndex> {
  const accounts = [...new Set(lines.map((line) => line.payerAccount).filter(Boolean))]
  const { rows } = await sql<{ account: string; memberId: string }>`
    select distinct l.payer_account as account, o.member_id as "memberId" from bank_lines l
    join allocations a on (a.association_id, a.payment_id) = (l.association_id, l.payment_id)
    join orders o on (o.association_id, o.id) = (a.association_id, a.order_id)
    where l.association_id = ${ctx.association.id} and l.state = 'booked' and l.payer_account = any(${accounts}::text[])`.execute(tx)
  const known = new Map<string, Set<string>>()
  for (const { account, memberId } of rows) known.set(account, (known.get(account) ?? new Set()).add(memberId))
  return indexClaims(asClaims(ctx, await payableNow(tx, ctx)), known, breather())
}

/** One after the other, as they are asked for. */
function* asClaims(ctx: Context, payables: readonly Payable[]): Generator<OpenClaim> {
  for (const payable of payables) yield asClaim(ctx, payable)
}

export function asClaim(ctx: Context, { people, parts, service, reason, ...payable }: Payable): OpenClaim {
  const asked = service === null ? labelOf(parts) : `${serviceName(ctx, service)}：${reason}`
  return { ...payable, label: people > 1 ? `${people} 人 ${asked}` : asked }
}

/** 2025、2026 年度会费、入会费: what is asked, by its names. */
function labelOf(parts: readonly string[]): string {
  const charges = parts.map((part) => ({ kind: part.split(' ')[0] as ChargeKind, year: Number(part.split(' ')[1]) }))
  const years = charges.filter((charge) => charge.kind === 'year').map((charge) => charge.year)
  const others = charges.filter((charge) => charge.kind !== 'year').map(chargeTitle)
  const dues = years.length > 0 ? [`${years.sort((a, b) => a - b).join('、')} 年度会费`] : []
  return [...dues, ...others].join('、')
}
