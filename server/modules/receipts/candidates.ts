import { sql } from 'kysely'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import type { Candidate } from './match.ts'
import type { Paper } from './reading/paper.ts'

/** More receipts than this that one paper may mean are not weighed: the oldest are. */
const mostEach = 40

/**
 * For each paper, in the order given: the receipts it may be, found by credit code, title, former name, order number, transfer code or who sent the money, each
 * by its index. One question for all of them.
 */
export async function candidatesFor(tx: Tx, ctx: Context, papers: readonly Paper[]): Promise<Candidate[][]> {
  const here = ctx.association.id
  const open = sql`r.state in ('due', 'issued', 'delivered') and r.number = ''`
  const wanted = papers.map(({ creditCode, title, marks }, at) => ({
    at,
    code: creditCode,
    title,
    marks: [...new Set(marks.flatMap((mark) => [mark, mark.replaceAll('-', '')]))],
  }))
  const { rows } = await sql<Candidate & { at: number }>`
    with wanted as (select * from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(at int, code text, title text, marks text[])),
    marked as (select w.at, m.mark from wanted w cross join unnest(w.marks) as m(mark)),
    hits as (
      select w.at, r.id from wanted w join receipts r on r.association_id = ${here} and ${open} and r.credit_code = w.code where w.code <> ''
      union select w.at, r.id from wanted w join receipts r on r.association_id = ${here} and ${open} and r.title = w.title where w.title <> ''
      union select w.at, r.id from marked w join orders o on o.association_id = ${here} and o.number = w.mark
        join receipts r on r.association_id = ${here} and r.order_id = o.id and ${open}
      union select w.at, r.id from marked w join orders o on o.association_id = ${here} and o.transfer_code = w.mark
        join receipts r on r.association_id = ${here} and r.order_id = o.id and ${open}
      union select w.at, r.id from wanted w join member_names n on n.association_id = ${here} and n.name = w.title
        join receipts r on r.association_id = ${here} and r.member_id = n.member_id and ${open} where w.title <> ''
      union select w.at, r.id from wanted w join payments p on p.association_id = ${here} and p.payer_name = w.title and p.payer_name <> ''
        join allocations a on a.association_id = ${here} and a.payment_id = p.id
        join receipts r on r.association_id = ${here} and r.order_id = a.order_id and ${open}),
    ranked as (select h.at, r.*, row_number() over (partition by h.at order by r.due_on, r.id) as nth
      from hits h join receipts r on r.association_id = ${here} and r.id = h.id)
    select r.at, r.id, r.document, r.basis, r.title, r.credit_code as "creditCode", r.amount_fen as "amountFen", r.paid_on as "paidOn", r.due_on as "dueOn",
      o.number as "orderNumber", o.transfer_code as "transferCode",
      array(select n.name from member_names n where n.association_id = ${here} and n.member_id = r.member_id) as "formerNames",
      array(select distinct p.payer_name from allocations a join payments p on (p.association_id, p.id) = (a.association_id, a.payment_id)
        where a.association_id = ${here} and a.order_id = o.id and a.amount_fen > 0 and p.payer_name <> '') as "payerNames",
      (select f.name from receipt_files f where f.association_id = ${here} and f.receipt_id = r.id and f.state = 'waiting' and f.document = r.document limit 1) as "takenBy"
    from ranked r join orders o on o.association_id = ${here} and o.id = r.order_id
    where r.nth <= ${mostEach} order by r.at, r.nth`.execute(tx)
  const found: Candidate[][] = papers.map(() => [])
  for (const { at, ...candidate } of rows) found[at]?.push(candidate)
  return found
}

/** For each paper: the receipt, or the file that waits, which is the same document already; null when it is new. */
export async function knownAs(tx: Tx, ctx: Context, papers: readonly Paper[]): Promise<(string | null)[]> {
  const wanted = papers.map(({ code, number }, at) => ({ at, code, number }))
  const { rows } = await sql<{ at: number; where: string }>`
    with wanted as (select * from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as w(at int, code text, number text))
    select distinct on (at) at, "where" from (
      select w.at, 0 as rank, '已登记给“' || r.title || '”' as "where" from wanted w
        join receipts r on r.association_id = ${ctx.association.id} and r.code = w.code and r.number = w.number and r.number <> ''
      union all select w.at, 1, '与文件“' || f.name || '”是同一张' from wanted w
        join receipt_files f on f.association_id = ${ctx.association.id} and f.code = w.code and f.number = w.number and f.number <> '' and f.state = 'waiting') k
    order by at, rank`.execute(tx)
  const known: (string | null)[] = papers.map(() => null)
  for (const { at, where } of rows) known[at] = where
  return known
}
