import type { Candidate, Evidence } from '../../../../contract/bank.ts'
import type { Verdict } from '../../../../contract/bank-words.ts'
import { addDays } from '../../../../contract/rules/days.ts'
import { formatFen } from '../../../../contract/rules/money.ts'
import { showTransferCode } from '../../../../contract/rules/transfer-code.ts'
import { type ClaimIndex, claimKey, coreName, type OpenClaim, sameName } from './claims.ts'
import { codeLikes, codesWritten, creditCodesIn, noteWords, slips } from './said.ts'

/** What a bank says of money that came. */
export interface Incoming {
  id: string
  day: string
  amountFen: number
  payerName: string
  payerAccount: string
  note: string
}

export interface Found {
  claims: OpenClaim[]
  evidence: Evidence[]
}
export interface Match {
  verdict: Verdict
  candidates: Found[]
}

const mostCandidates = 5

/**
 * What a line may pay. Rules, not scores. Sure is, when nothing speaks against it and nothing else is as good:
 * 1. the transfer code of one or more orders is in the note, and the amount is what they lack together;
 * 2. the payer's account name or credit code is that of one unit, and the amount is what exactly one choice of its claims lacks.
 * A person's name, a former name, a similar name, another amount: a person looks.
 */
export function matchLine(line: Incoming, index: ClaimIndex): Match {
  const byCode = fromCodes(line, index)
  const others = fromPayer(line, index).filter((one) => !byCode.some((code) => sameClaims(code, one)))
  const candidates = [...byCode, ...others].sort((a, b) => strength(b) - strength(a)).slice(0, mostCandidates)
  const [first, second] = candidates
  if (!first) return { verdict: 'none', candidates: [] }
  const sure = isSure(first, line) && !(second && isSure(second, line) && !has(first, 'code'))
  return { verdict: sure ? 'sure' : 'likely', candidates }
}

const has = (one: Found, kind: Evidence['kind'], good = true) => one.evidence.some((each) => each.kind === kind && each.good === good)
const missing = (claims: readonly OpenClaim[]) => claims.reduce((sum, claim) => sum + claim.amountFen, 0)
const sameClaims = (a: Found, b: Found) =>
  a.claims.length === b.claims.length && a.claims.every((claim) => b.claims.some((other) => claimKey(other) === claimKey(claim)))

function isSure(one: Found, line: Incoming): boolean {
  if (missing(one.claims) !== line.amountFen || has(one, 'rival', false) || has(one, 'code', false)) return false
  return has(one, 'code') || has(one, 'credit-code') || (has(one, 'name') && one.claims.every((claim) => isUnitsMoney(line, claim)))
}

/** A unit pays for itself, or it said that it would pay for this one. What persons are called is no proof. */
const isUnitsMoney = ({ payerName }: Incoming, { memberKind, memberName, payerUnit }: OpenClaim): boolean =>
  memberKind === 'unit' ||
  (payerUnit !== null && sameName(payerUnit) === sameName(payerName) && sameName(memberName) !== sameName(payerName))

// Only an order for the list that a person sees: the verdict is by rule.
function strength(one: Found): number {
  const weights: Record<Evidence['kind'], number> = { code: 16, amount: 8, 'credit-code': 7, name: 6, account: 3, day: 2, rival: -2 }
  return one.evidence.reduce((sum, { kind, good }) => sum + (good ? weights[kind] : 0.25 * weights[kind]), 0)
}

/** Orders whose codes stand in the note, all together; and what might be meant by a code with one slip. */
function fromCodes(line: Incoming, index: ClaimIndex): Found[] {
  const { exact, near } = codesIn(line.note, index)
  const found: Found[] = []
  if (exact.length > 0) {
    const evidence: Evidence[] = exact.map((claim) => good('code', `附言中有识别码 ${showTransferCode(claim.code ?? '')}`))
    found.push({ claims: exact, evidence: [...evidence, ...payerEvidence(line, exact, index), ...commonEvidence(line, exact)] })
  }
  for (const { claim, written } of near) {
    const evidence = [bad('code', `附言中的 ${showTransferCode(written)} 与识别码 ${showTransferCode(claim.code ?? '')} 差一处`)]
    found.push({ claims: [claim], evidence: [...evidence, ...payerEvidence(line, [claim], index), ...commonEvidence(line, [claim])] })
  }
  return found
}

/** Codes of open orders in a text; and those that differ in one character or a swap of two. */
function codesIn(text: string, index: ClaimIndex): { exact: OpenClaim[]; near: { claim: OpenClaim; written: string }[] } {
  const exact = new Map<string, OpenClaim>()
  for (const code of codesWritten(text)) {
    const claim = index.byCode.get(code)
    if (claim) exact.set(claimKey(claim), claim)
  }
  if (exact.size > 0) return { exact: [...exact.values()], near: [] }
  const near: { claim: OpenClaim; written: string }[] = []
  for (const written of codeLikes(text)) {
    const hits = new Set([...slips(written)].map((code) => index.byCode.get(code)).filter((claim) => claim !== undefined))
    if (hits.size <= 2) near.push(...[...hits].map((claim) => ({ claim, written })))
  }
  return { exact: [], near }
}

/** Members whom the payer's name, account or a credit code in the note points to. */
function fromPayer(line: Incoming, index: ClaimIndex): Found[] {
  const members = new Set<string>()
  const add = (ids: Iterable<string> | undefined) => {
    for (const id of ids ?? []) if (members.size < 20) members.add(id)
  }
  const name = sameName(line.payerName)
  for (const code of creditCodesIn(line)) add(index.byCredit.get(code))
  if (name !== '') {
    add(index.byName.get(name))
    add(index.byFormer.get(name))
    if (coreName(line.payerName).length >= 4) add(index.byCore.get(coreName(line.payerName)))
  }
  for (const word of noteWords(line.note)) add(index.byName.get(sameName(word)))
  add(index.byAccount.get(line.payerAccount))
  const found = [...members].flatMap((member) => choices(line, index.byMember.get(member) ?? [], index))
  const paidFor = index.byPayerUnit.get(name) ?? []
  if (paidFor.length > 0) found.push(...choices(line, paidFor, index))
  return withoutRepeats(found)
}

function withoutRepeats(found: readonly Found[]): Found[] {
  const kept: Found[] = []
  for (const one of found) if (!kept.some((other) => sameClaims(other, one))) kept.push(one)
  return kept
}

const mostClaims = 12

/** Which of these claims the amount may be for: each choice that lacks exactly so much; none fits: the oldest that it reaches for. */
function choices(line: Incoming, claims: readonly OpenClaim[], index: ClaimIndex): Found[] {
  const found = (chosen: OpenClaim[], more: Evidence[] = []): Found => ({
    claims: chosen,
    evidence: [...payerEvidence(line, chosen, index), ...commonEvidence(line, chosen), ...more],
  })
  const [first] = claims
  if (!first) return []
  const exact = subsets(claims.slice(0, mostClaims), line.amountFen)
  if (missing(claims) === line.amountFen && claims.length > mostClaims) exact.push([...claims])
  if (exact.length > 1)
    return exact.slice(0, 3).map((chosen) => found(chosen, [bad('rival', `金额对得上的还有 ${exact.length - 1} 种：不能确定交的是哪一项`)]))
  if (exact[0]) return [found(exact[0])]
  return [found(reach(claims, line.amountFen))]
}

/** Oldest first, until the money is used up. */
function reach(claims: readonly OpenClaim[], amountFen: number): OpenClaim[] {
  const chosen: OpenClaim[] = []
  for (const claim of claims) {
    if (chosen.length > 0 && missing(chosen) >= amountFen) break
    chosen.push(claim)
  }
  return chosen
}

/** Choices of claims that lack exactly the amount; at most four are looked for. */
function subsets(claims: readonly OpenClaim[], amountFen: number): OpenClaim[][] {
  const found: OpenClaim[][] = []
  const walk = (from: number, left: number, chosen: OpenClaim[]): void => {
    if (left === 0 && chosen.length > 0) {
      found.push([...chosen])
      return
    }
    for (let at = from; at < claims.length && found.length < 4; at += 1) {
      const claim = claims[at]
      if (!claim || claim.amountFen > left || claim.amountFen === 0) continue
      chosen.push(claim)
      walk(at + 1, left - claim.amountFen, chosen)
      chosen.pop()
    }
  }
  walk(0, amountFen, [])
  return found
}

const good = (kind: Evidence['kind'], text: string): Evidence => ({ kind, good: true, text })
const bad = (kind: Evidence['kind'], text: string): Evidence => ({ kind, good: false, text })

/** What the payer's name, account and credit code say about these claims. */
function payerEvidence(line: Incoming, claims: readonly OpenClaim[], index: ClaimIndex): Evidence[] {
  const [first] = claims
  if (!first) return []
  const evidence: Evidence[] = []
  const credit = creditCodesIn(line)
  if (first.creditCode && credit.includes(first.creditCode)) evidence.push(good('credit-code', `附言中有信用代码 ${first.creditCode}`))
  evidence.push(nameEvidence(line, claims))
  const before = index.byAccount.get(line.payerAccount)
  if (line.payerAccount !== '' && before && claims.every((claim) => before.has(claim.memberId)))
    evidence.push(good('account', '这个账号以前为该会员交过'))
  return evidence
}

function nameEvidence({ payerName, note }: Incoming, claims: readonly OpenClaim[]): Evidence {
  const name = sameName(payerName)
  const [first] = claims
  const all = (test: (claim: OpenClaim) => boolean) => claims.every(test)
  if (!first || name === '') return bad('name', '流水中没有对方户名')
  if (all((claim) => sameName(claim.memberName) === name)) return good('name', '户名与会员名称一致')
  if (all((claim) => claim.payerUnit !== null && sameName(claim.payerUnit) === name))
    return good('name', first.kind === 'order' ? '户名与订单的付款单位一致' : '户名是为其缴费的单位')
  const former = all((claim) => claim.formerNames.some((one) => sameName(one) === name))
  if (former) return bad('name', `户名是会员的曾用名，现名“${first.memberName}”`)
  if (all((claim) => coreName(claim.memberName) === coreName(payerName))) return bad('name', `户名相近：会员名称为“${first.memberName}”`)
  const named = claims.filter((claim) => sameName(note).includes(sameName(claim.memberName)))
  if (named.length === claims.length) return bad('name', `户名“${payerName}”是代付，附言中写明了会员名称`)
  return bad('name', `户名“${payerName}”与会员“${first.memberName}”不同${claims.length > 1 ? '等' : ''}，可能是代付`)
}

const near = 5

function commonEvidence(line: Incoming, claims: readonly OpenClaim[]): Evidence[] {
  const sum = missing(claims)
  const evidence: Evidence[] = []
  if (sum === line.amountFen)
    evidence.push(good('amount', claims.length > 1 ? `${claims.length} 笔合计 ${formatFen(sum)} 元，正好` : `金额一致`))
  else if (line.amountFen < sum) evidence.push(bad('amount', `应收 ${formatFen(sum)} 元，少 ${formatFen(sum - line.amountFen)} 元`))
  else evidence.push(bad('amount', `应收 ${formatFen(sum)} 元，多 ${formatFen(line.amountFen - sum)} 元`))
  const said = claims.map((claim) => claim.paidOn).find((day) => day !== null)
  if (said && said <= addDays(line.day, 1) && said >= addDays(line.day, -near))
    evidence.push(good('day', `会员上传的凭证写明 ${said} 汇款`))
  return evidence
}

/** As it is kept and shown. */
export function asCandidate({ claims, evidence }: Found): Candidate {
  return {
    claims: claims.map(({ memberKind: _, formerNames: __, paidOn: ___, ...claim }) => claim),
    evidence,
  }
}
