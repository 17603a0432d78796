import { sql } from 'kysely'
import { receiptDocumentNames } from '../../../contract/receipt-words.ts'
import type { Evidence, ReceiptBasis, ReceiptDocument, Verdict } from '../../../contract/receipts.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import { normaliseName } from '../../../contract/rules/text.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import type { Paper } from './reading/paper.ts'

/** A receipt that has no official document yet. */
export interface Candidate {
  id: string
  document: ReceiptDocument
  basis: ReceiptBasis
  title: string
  creditCode: string
  amountFen: number
  paidOn: string | null
  dueOn: string
  orderNumber: string
  transferCode: string
  formerNames: string[]
  /** Another file that waits seems to be this one's. */
  takenBy: string | null
}

export interface Match {
  verdict: Verdict
  receiptId: string | null
  evidence: Evidence[]
}

interface Weighed {
  candidate: Candidate
  evidence: Evidence[]
}

/**
 * Which receipt a file is, and why. Sure is only what leaves no other reading: payer, amount, kind and payee agree, nothing contradicts, and no
 * second receipt fits as well (then the order's number in the remark decides). All else is shown to a person. STAFF-07
 */
export function judge(paper: Paper, candidates: readonly Candidate[], here: { payees: readonly string[]; today: string }): Match {
  if (paper.red) return { verdict: 'none', receiptId: null, evidence: [against('红字', '这是红字票据，请在原票据上登记红冲')] }
  const weighed = candidates.map((candidate) => ({ candidate, evidence: weigh(paper, candidate, here) }))
  const fitting = weighed.filter(fits)
  const named = fitting.filter(({ evidence }) => holds(evidence, '订单号') === true)
  const only = fitting.length === 1 ? fitting[0] : named.length === 1 ? named[0] : undefined
  if (only && only.candidate.takenBy === null) return { verdict: 'sure', receiptId: only.candidate.id, evidence: only.evidence }
  const best = [...(fitting.length > 0 ? fitting : weighed)].sort(byScore)[0]
  if (!best) return { verdict: 'none', receiptId: null, evidence: nothingFound(paper) }
  const doubts = [...best.evidence]
  if (fitting.length > 1) doubts.push(against('不止一张', `有 ${fitting.length} 张待开票据的抬头和金额都相同，请按年度核对`))
  if (best.candidate.takenBy !== null) doubts.push(against('重复', `文件“${best.candidate.takenBy}”也对应这张票据`))
  return { verdict: 'unsure', receiptId: best.candidate.id, evidence: doubts }
}

const holds = (evidence: readonly Evidence[], fact: string) => evidence.find((one) => one.fact === fact)?.holds
const against = (fact: string, text: string): Evidence => ({ fact, holds: false, text })

function fits({ evidence }: Weighed): boolean {
  const payer = holds(evidence, '信用代码') ?? holds(evidence, '抬头')
  return payer === true && holds(evidence, '金额') === true && evidence.every((one) => one.holds !== false)
}

const score = ({ candidate, evidence }: Weighed) =>
  evidence.reduce((sum, { holds }) => sum + (holds === true ? 1 : holds === false ? -2 : 0), 0) - (candidate.takenBy === null ? 0 : 3)
const byScore = (a: Weighed, b: Weighed) => score(b) - score(a) || a.candidate.dueOn.localeCompare(b.candidate.dueOn)

function nothingFound({ title, creditCode, amountFen }: Paper): Evidence[] {
  const who = [title, creditCode].filter(Boolean).join('，')
  return [against('抬头', `没有待开给“${who || '（抬头读不出）'}”${amountFen === null ? '' : `、${formatFen(amountFen)} 元`}的票据`)]
}

function weigh(paper: Paper, candidate: Candidate, { payees, today }: { payees: readonly string[]; today: string }): Evidence[] {
  const compare = (fact: string, mine: string, theirs: string, same: boolean): Evidence =>
    mine === '' || theirs === ''
      ? { fact, holds: null, text: mine === '' ? '文件上没有' : '登记中没有' }
      : { fact, holds: same, text: same ? `一致：${theirs}` : `文件为“${mine}”，登记为“${theirs}”` }
  const wasNamed = candidate.formerNames.some((name) => normaliseName(name) === paper.title)
  const title = compare('抬头', paper.title, candidate.title, normaliseName(candidate.title) === paper.title)
  const marked = paper.marks.find((mark) => mark === candidate.orderNumber || mark.replaceAll('-', '') === candidate.transferCode)
  return [
    compare('信用代码', paper.creditCode, candidate.creditCode, paper.creditCode === candidate.creditCode),
    title.holds === false && wasNamed ? { fact: '抬头', holds: true, text: `与曾用名一致：${paper.title}` } : title,
    paper.amountFen === null
      ? { fact: '金额', holds: null, text: '文件上读不出金额' }
      : compare(
          '金额',
          `${formatFen(paper.amountFen)} 元`,
          `${formatFen(candidate.amountFen)} 元`,
          paper.amountFen === candidate.amountFen,
        ),
    { fact: '订单号', holds: marked ? true : null, text: marked ? `备注写有 ${marked}` : '备注没有写' },
    ...(paper.payee === '' ? [] : [compare('收款单位', paper.payee, payees[0] ?? '', payees.includes(paper.payee))]),
    ...(paper.document === candidate.document
      ? []
      : [against('种类', `文件是${receiptDocumentNames[paper.document]}，应开的是${receiptDocumentNames[candidate.document]}`)]),
    ...dayEvidence(paper, candidate, today),
  ]
}

function dayEvidence({ issuedOn }: Paper, { basis, paidOn }: Candidate, today: string): Evidence[] {
  if (issuedOn === null) return []
  if (issuedOn > today) return [against('开票日期', `${issuedOn} 晚于今天`)]
  if (basis === 'paid' && paidOn !== null && issuedOn < paidOn) return [against('开票日期', `${issuedOn} 早于到账日期 ${paidOn}`)]
  return [{ fact: '开票日期', holds: true, text: issuedOn }]
}

/** Found by credit code, title, former name, order number or transfer code: each by its index. */
export async function candidatesFor(tx: Tx, ctx: Context, paper: Paper, fileId: string): Promise<Candidate[]> {
  const here = ctx.association.id
  const open = sql`r.state in ('due', 'issued', 'delivered') and r.number = ''`
  const marks = [...new Set(paper.marks.flatMap((mark) => [mark, mark.replaceAll('-', '')]))]
  const { rows } = await sql<Candidate>`
    with hits as (
      select r.id from receipts r where r.association_id = ${here} and ${open} and ${paper.creditCode} <> '' and r.credit_code = ${paper.creditCode}
      union select r.id from receipts r where r.association_id = ${here} and ${open} and ${paper.title} <> '' and r.title = ${paper.title}
      union select r.id from orders o join receipts r on r.association_id = ${here} and r.order_id = o.id and ${open}
        where o.association_id = ${here} and o.number = any(${marks}::text[])
      union select r.id from orders o join receipts r on r.association_id = ${here} and r.order_id = o.id and ${open}
        where o.association_id = ${here} and o.transfer_code = any(${marks}::text[])
      union select r.id from member_names n join receipts r on r.association_id = ${here} and r.member_id = n.member_id and ${open}
        where n.association_id = ${here} and n.name = ${paper.title}
      limit 40)
    select r.id, r.document, r.basis, r.title, r.credit_code as "creditCode", r.amount_fen as "amountFen", r.paid_on as "paidOn", r.due_on as "dueOn",
      o.number as "orderNumber", o.transfer_code as "transferCode",
      array(select n.name from member_names n where n.association_id = ${here} and n.member_id = r.member_id) as "formerNames",
      (select f.name from receipt_files f where f.association_id = ${here} and f.receipt_id = r.id and f.state = 'waiting' and f.id <> ${fileId} limit 1) as "takenBy"
    from hits join receipts r on r.association_id = ${here} and r.id = hits.id
      join orders o on o.association_id = ${here} and o.id = r.order_id
    order by r.due_on, r.id`.execute(tx)
  return rows
}

/** A receipt, or a file that waits, which is the same document already. */
export async function knownAs(tx: Tx, ctx: Context, { code, number }: Paper, fileId: string): Promise<string | null> {
  const { rows } = await sql<{ where: string }>`
    select '已登记给“' || r.title || '”' as where from receipts r where r.association_id = ${ctx.association.id} and r.code = ${code} and r.number = ${number} and r.number <> ''
    union all select '与文件“' || f.name || '”是同一张' from receipt_files f
      where f.association_id = ${ctx.association.id} and f.code = ${code} and f.number = ${number} and f.state = 'waiting' and f.id <> ${fileId}
    limit 1`.execute(tx)
  return rows[0]?.where ?? null
}
