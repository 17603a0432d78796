import { sql } from 'kysely'
import type { Candidate } from '../../../contract/bank.ts'
import type { Verdict } from '../../../contract/bank-words.ts'
import type { ChargeKind } from '../../../contract/dues.ts'
import { chargeTitle } from '../../../contract/dues-words.ts'
import { breather } from '../../kernel/breathe.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { membersMeant, type Payable, payableNow, serviceName } from '../dues/index.ts'
import { type ClaimIndex, indexClaims, type OpenClaim } from './matching/claims.ts'
import { asCandidate, type Incoming, matchLine } from './matching/match.ts'
import { saidIn } from './matching/said.ts'

const lineColumns = sql`id, row_no as row, day, amount_fen as "amountFen", payer_name as "payerName", payer_account as "payerAccount", note`

// So many lines, and what they may pay, are in memory at a time.
const atOnce = 250

/** Compares every waiting line of a statement with what is open now, and keeps the best guess of each for the list. */
export async function compare(tx: Tx, ctx: Context, statementId: string): Promise<void> {
  const breathe = breather()
  for (let after = 0; ; ) {
    const { rows: lines } = await sql<Incoming & { row: number }>`select ${lineColumns} from bank_lines
      where association_id = ${ctx.association.id} and statement_id = ${statementId} and state = 'waiting' and row_no > ${after}
      order by row_no limit ${atOnce}`.execute(tx)
    const last = lines.at(-1)
    if (!last) break
    after = last.row
    const index = await claimIndex(tx, ctx, lines)
    const found: { id: string; verdict: Verdict; candidates: Candidate[] }[] = []
    for (const line of lines) {
      const { verdict, candidates } = matchLine(line, index)
      found.push({ id: line.id, verdict, candidates: candidates.slice(0, 1).map(asCandidate) })
      await breathe()
    }
    await keep(tx, ctx, found)
  }
  await tellRivals(tx, ctx, statementId)
}

async function keep(tx: Tx, ctx: Context, found: readonly { id: string; verdict: Verdict; candidates: Candidate[] }[]): Promise<void> {
  await sql`update bank_lines l set verdict = x.verdict, candidates = x.candidates, matched_at = ${ctx.kernel.clock.now()}
    from jsonb_to_recordset(${JSON.stringify(found)}::jsonb) as x(id uuid, verdict text, candidates jsonb)
    where l.association_id = ${ctx.association.id} and l.id = x.id and l.state = 'waiting'
      and (l.verdict, l.candidates) is distinct from (x.verdict, x.candidates)`.execute(tx)
}

/** Of two lines of a statement that would pay the same, neither is sure. A line that would pay several tells of the one that was wanted first. */
async function tellRivals(tx: Tx, ctx: Context, statementId: string): Promise<void> {
  await sql`
    with wanted as (select l.id, array[l.row_no, c.nr] as place, c.claim->>'kind' as kind, c.claim->>'id' as claim
        from bank_lines l cross join jsonb_array_elements(l.candidates->0->'claims') with ordinality as c(claim, nr)
        where l.association_id = ${ctx.association.id} and l.statement_id = ${statementId} and l.state = 'waiting' and l.verdict = 'sure'),
      rivals as (select kind, claim, count(*) as lines, min(place) as first from wanted group by 1, 2 having count(*) > 1),
      told as (select distinct on (w.id) w.id, r.lines from wanted w join rivals r using (kind, claim) order by w.id, r.first)
    update bank_lines l set verdict = 'likely', candidates = jsonb_set(l.candidates, '{0,evidence}', l.candidates#>'{0,evidence}' || jsonb_build_object(
      'kind', 'rival', 'good', false, 'text', format('这份流水里有 %s 笔都对得上它，可能重复汇款', t.lines)))
    from told t where l.association_id = ${ctx.association.id} and l.id = t.id`.execute(tx)
}

/** What these lines may pay, as the matcher looks things up; and whose money came from their accounts before. */
export async function claimIndex(tx: Tx, ctx: Context, lines: readonly Incoming[]): Promise<ClaimIndex> {
  const { accounts, ...said } = saidIn(lines)
  const known = await payersBefore(tx, ctx, accounts)
  const members = new Set(await membersMeant(tx, ctx, said))
  for (const ids of known.values()) for (const id of ids) members.add(id)
  return indexClaims(asClaims(ctx, await payableNow(tx, ctx, { members: [...members] })), known, breather())
}

async function payersBefore(tx: Tx, ctx: Context, accounts: readonly string[]): Promise<Map<string, Set<string>>> {
  const { rows } = await sql<{ account: string; memberId: string }>`
    select distinct l.payer_account as account, o.member_id as "memberId" from bank_lines l
    join allocations a on (a.association_id, a.payment_id) = (l.association_id, l.payment_id)
    join orders o on (o.association_id, o.id) = (a.association_id, a.order_id)
    where l.association_id = ${ctx.association.id} and l.state = 'booked' and l.payer_account <> ''
      and l.payer_account = any(${accounts}::text[]) order by 1, 2`.execute(tx)
  const known = new Map<string, Set<string>>()
  for (const { account, memberId } of rows) known.set(account, (known.get(account) ?? new Set()).add(memberId))
  return known
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
