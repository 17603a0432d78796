import { receiptDocumentNames } from '../../../contract/receipt-words.ts'
import type { Evidence, ReceiptBasis, ReceiptDocument, Verdict } from '../../../contract/receipts.ts'
import { formatFen } from '../../../contract/rules/money.ts'
import { normaliseName } from '../../../contract/rules/text.ts'
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
  /** Whose accounts its money came from. */
  payerNames: string[]
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
  // Where dues and a service are both due, what is to be of the other kind is no guess; alone, it shows what went wrong.
  const alike = weighed.filter(({ candidate }) => candidate.document === paper.document)
  const best = [fitting, alike, weighed].find((some) => some.length > 0)?.sort(byScore)[0]
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
  const title = titleEvidence(
    paper,
    candidate,
    compare('抬头', paper.title, candidate.title, normaliseName(candidate.title) === paper.title),
  )
  const marked = paper.marks.find((mark) => mark === candidate.orderNumber || mark.replaceAll('-', '') === candidate.transferCode)
  return [
    compare('信用代码', paper.creditCode, candidate.creditCode, paper.creditCode === candidate.creditCode),
    title,
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

/** A former name is the member's own. Who paid for it, a parent company, is another: made out to it or not, a person decides. */
function titleEvidence({ title }: Paper, { title: registered, formerNames, payerNames }: Candidate, compared: Evidence): Evidence {
  if (compared.holds !== false) return compared
  const among = (names: readonly string[]) => names.some((name) => normaliseName(name) === title)
  if (among(formerNames)) return { fact: '抬头', holds: true, text: `与曾用名一致：${title}` }
  if (among(payerNames)) return against('抬头', `文件为“${title}”，是汇款单位；登记为“${registered}”`)
  return compared
}

function dayEvidence({ issuedOn }: Paper, { basis, paidOn }: Candidate, today: string): Evidence[] {
  if (issuedOn === null) return []
  if (issuedOn > today) return [against('开票日期', `${issuedOn} 晚于今天`)]
  if (basis === 'paid' && paidOn !== null && issuedOn < paidOn) return [against('开票日期', `${issuedOn} 早于到账日期 ${paidOn}`)]
  return [{ fact: '开票日期', holds: true, text: issuedOn }]
}
