import { type RawBuilder, sql } from 'kysely'
import type { BankLine, BankStatement, BankStatementPage, Claim, LineQuery } from '../../../contract/bank.ts'
import type { BankLineState, Verdict } from '../../../contract/bank-words.ts'
import { parseYuan } from '../../../contract/rules/money.ts'
import { authorize, whyNot } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { found } from '../../kernel/errors.ts'
import { payableNow, paymentLeftOf, suspenseTotal } from '../dues/index.ts'
import { asClaim, compare } from './compare.ts'
import { asCandidate } from './matching/match.ts'
import { findStatement, type StatementRow } from './store.ts'

interface PageOf<T> {
  rows: T[]
  next: string | null
}

function pageOf<R, T>(rows: R[], limit: number, key: (row: R) => string, show: (row: R) => T): PageOf<T> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { rows: shown.map(show), next: rows.length > limit && last ? key(last) : null }
}

interface StatementListed {
  id: string
  fileName: string
  bank: string
  ownAccount: string
  from: string | null
  to: string | null
  importedBy: string
  importedAt: Date
  key: string
  fresh: number
  amountFen: number
  waiting: number
  sure: number
  sureFen: number
  likely: number
  none: number
  confirming: number
  booked: number
  setAside: number
}

const statementColumns = sql`s.id, s.file_name as "fileName", s.bank, s.own_account as "ownAccount", s.from_on::text as "from", s.to_on::text as "to",
  a.name as "importedBy", s.imported_at as "importedAt", s.imported_at::text as key, n.*`
const counted = sql`bank_statements s join accounts a on (a.association_id, a.id) = (s.association_id, s.imported_by)
  cross join lateral (select count(*)::int as fresh, coalesce(sum(amount_fen), 0)::bigint as "amountFen",
    count(*) filter (where state = 'waiting')::int as waiting, count(*) filter (where state = 'waiting' and verdict = 'sure')::int as sure,
    coalesce(sum(amount_fen) filter (where state = 'waiting' and verdict = 'sure'), 0)::bigint as "sureFen",
    count(*) filter (where state = 'waiting' and verdict = 'likely')::int as likely, count(*) filter (where state = 'waiting' and verdict = 'none')::int as none,
    count(*) filter (where state = 'confirming')::int as confirming, count(*) filter (where state = 'booked')::int as booked,
    count(*) filter (where state = 'set-aside')::int as "setAside"
    from bank_lines l where l.association_id = s.association_id and l.statement_id = s.id) n`

const shownStatement = ({ key: _, importedAt, sureFen: __, ...row }: StatementListed): BankStatement => {
  const { waiting, sure, likely, none, confirming, booked, setAside, ...rest } = row
  return { ...rest, importedAt: importedAt.toISOString(), counts: { waiting, sure, likely, none, confirming, booked, setAside } }
}

/** Newest first, paged by key. */
export async function listStatements(ctx: StaffContext, query: { after?: string; limit?: number }): Promise<PageOf<BankStatement>> {
  authorize(ctx, 'dues.read')
  const limit = query.limit ?? 30
  const [at, id] = (query.after ?? '').split('|')
  const after = at && id ? sql`and (s.imported_at, s.id) < (${at}::timestamptz, ${id}::uuid)` : sql``
  const { rows } = await inTx(ctx, (tx) =>
    sql<StatementListed>`select ${statementColumns} from ${counted}
      where s.association_id = ${ctx.association.id} and s.state = 'imported' ${after} order by s.imported_at desc, s.id desc limit ${limit + 1}`.execute(
      tx,
    ),
  )
  return pageOf(rows, limit, (row) => `${row.key}|${row.id}`, shownStatement)
}

export async function statementPage(ctx: StaffContext, id: string): Promise<BankStatementPage> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, async (tx, ctx) => {
    const statement = await findStatement(tx, ctx, id, 'imported')
    const { rows } = await sql<StatementListed>`select ${statementColumns} from ${counted}
      where s.association_id = ${ctx.association.id} and s.id = ${id}`.execute(tx)
    const row = found(rows[0])
    return { ...shownStatement(row), reading: readingOf(statement), sureFen: row.sureFen, can: canOf(ctx, row) }
  })
}

function canOf(ctx: StaffContext, { sure, confirming }: StatementListed): BankStatementPage['can'] {
  const may = whyNot(ctx, 'dues.confirm')
  return { confirm: may ?? (confirming > 0 ? '正在入账，请稍候' : sure === 0 ? '没有可以确定的到账' : null), book: may }
}

function readingOf({ reading }: StatementRow): BankStatementPage['reading'] {
  return found(reading)
}

/** Compared anew with what is open now. */
export async function compareAgain(ctx: StaffContext, id: string): Promise<void> {
  authorize(ctx, 'dues.confirm')
  await inTx(ctx, async (tx, ctx) => {
    await findStatement(tx, ctx, id, 'imported')
    await compare(tx, ctx, id)
  })
}

interface ListedLine {
  id: string
  statementId: string
  row: number
  day: string
  time: string | null
  amountFen: number
  payerName: string
  payerAccount: string
  note: string
  serial: string
  state: BankLineState
  verdict: Verdict
  reason: string | null
  candidates: ReturnType<typeof asCandidate>[]
  by: string | null
  to: string | null
  leftFen: number | null
}

const shows: Record<NonNullable<LineQuery['show']>, RawBuilder<unknown>> = {
  sure: sql`l.state = 'waiting' and l.verdict = 'sure'`,
  unsure: sql`l.state = 'waiting' and l.verdict <> 'sure'`,
  confirming: sql`l.state = 'confirming'`,
  booked: sql`l.state = 'booked'`,
  'set-aside': sql`l.state = 'set-aside'`,
  all: sql`true`,
}

/** In the order of the file, paged by key. */
export async function listLines(ctx: StaffContext, statementId: string, query: LineQuery): Promise<PageOf<BankLine>> {
  authorize(ctx, 'dues.read')
  const limit = query.limit ?? 50
  const conditions = [sql`l.association_id = ${ctx.association.id}`, sql`l.statement_id = ${statementId}`, shows[query.show ?? 'all']]
  const [row, id] = (query.after ?? '').split('|')
  if (row && id) conditions.push(sql`(l.row_no, l.id) > (${Number(row)}, ${id}::uuid)`)
  if (query.q?.trim()) conditions.push(lineSearch(query.q.trim()))
  const rows = await inTx(ctx, async (tx, ctx) => {
    await findStatement(tx, ctx, statementId, 'imported')
    return readLines(tx, conditions, limit + 1)
  })
  return pageOf(rows, limit, (line) => `${line.row}|${line.id}`, shownLine)
}

function lineSearch(q: string): RawBuilder<unknown> {
  const like = `%${q.replace(/[\\%_]/g, '\\$&')}%`
  const fen = parseYuan(q)
  const amount = fen !== null && fen > 0 ? sql` or l.amount_fen = ${fen}` : sql``
  return sql`(l.payer_name like ${like} or l.note like ${like} or l.serial = ${q} or l.payer_account = ${q}${amount})`
}

async function readLines(tx: Tx, conditions: RawBuilder<unknown>[], limit: number): Promise<ListedLine[]> {
  const { rows } = await sql<ListedLine>`
    select l.id, l.statement_id as "statementId", l.row_no as row, l.day::text as day, l.at_time as time, l.amount_fen as "amountFen",
      l.payer_name as "payerName", l.payer_account as "payerAccount", l.note, l.serial, l.state, l.verdict, l.reason, l.candidates, a.name as by,
      case when l.payment_id is not null then (select string_agg(distinct m.name, '、') from allocations x
        join orders o on (o.association_id, o.id) = (x.association_id, x.order_id) join members m on (m.association_id, m.id) = (o.association_id, o.member_id)
        where x.association_id = l.association_id and x.payment_id = l.payment_id
          and not exists (select 1 from allocations y where y.association_id = x.association_id and y.reverses = x.id) and x.amount_fen > 0) end as to,
      case when p.id is not null then ${paymentLeftOf('p')} end as "leftFen"
    from bank_lines l left join accounts a on (a.association_id, a.id) = (l.association_id, l.decided_by)
    left join payments p on (p.association_id, p.id) = (l.association_id, l.payment_id)
    where ${sql.join(conditions, sql` and `)} order by l.row_no, l.id limit ${limit}`.execute(tx)
  return rows
}

function shownLine({ candidates, by, to, leftFen, ...line }: ListedLine): BankLine {
  const [best] = line.state === 'waiting' || line.state === 'confirming' ? candidates : []
  const [first] = best?.claims ?? []
  return {
    ...line,
    best:
      best && first ? { memberName: first.memberName, label: first.label, more: best.claims.length - 1, evidence: best.evidence } : null,
    booked: line.state === 'booked' ? { to: to ?? '', by: by ?? '', leftFen: leftFen ?? 0 } : null,
  }
}

/** What waits: lines nobody has claimed, and money in suspense. */
export async function bankCounts(ctx: StaffContext): Promise<{ waiting: number; suspense: number; suspenseFen: number }> {
  authorize(ctx, 'dues.read')
  return inTx(ctx, async (tx, ctx) => {
    const { rows } = await sql<{ waiting: number }>`select count(*)::int as waiting from bank_lines
      where association_id = ${ctx.association.id} and state = 'waiting'`.execute(tx)
    const { count, leftFen } = await suspenseTotal(tx, ctx)
    return { waiting: rows[0]?.waiting ?? 0, suspense: count, suspenseFen: leftFen }
  })
}

const mostFound = 30

export async function findClaims(ctx: StaffContext, q: string): Promise<{ rows: Claim[]; more: boolean }> {
  authorize(ctx, 'dues.read')
  const rows = await inTx(ctx, (tx, ctx) => payableNow(tx, ctx, { q, limit: mostFound + 1 }))
  const claims = asCandidate({ claims: rows.slice(0, mostFound).map((payable) => asClaim(ctx, payable)), evidence: [] }).claims
  return { rows: claims, more: rows.length > mostFound }
}
