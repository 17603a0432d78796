import type { Claim } from '../../../../contract/bank.ts'
import { normaliseName, toHalfWidth } from '../../../../contract/rules/text.ts'
import type { Breathe } from '../../../kernel/breathe.ts'

/** A claim as the matcher needs it: who may pay it, and what the payer said already. */
export interface OpenClaim extends Claim {
  memberKind: 'unit' | 'person'
  formerNames: readonly string[]
  /** The day of the remittance that its newest voucher tells. */
  paidOn: string | null
}

/** A name as it is compared: brackets, blanks and points of all kinds the same, half-width, upper case. */
export const sameName = (name: string): string =>
  toHalfWidth(normaliseName(name))
    .replace(/[\s·.,、，。'"“”()\-—_]/g, '')
    .toUpperCase()

/** Without what says the legal form, where clerks and banks differ: 有限公司, 有限责任公司, 股份有限公司. */
export const coreName = (name: string): string => sameName(name).replace(/(股份)?有限(责任)?公司$|集团公司$|公司$/, '')

/** Open claims by everything a bank may write about them. */
export interface ClaimIndex {
  claims: Map<string, OpenClaim>
  byMember: Map<string, OpenClaim[]>
  byCode: Map<string, OpenClaim>
  byCredit: Map<string, Set<string>>
  byName: Map<string, Set<string>>
  byFormer: Map<string, Set<string>>
  byCore: Map<string, Set<string>>
  byPayerUnit: Map<string, OpenClaim[]>
  /** Payers' accounts that money of a member came from before. */
  byAccount: Map<string, Set<string>>
}

const claimKey = (claim: Pick<Claim, 'kind' | 'id'>): string => `${claim.kind}:${claim.id}`

function put<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}
function note(map: Map<string, Set<string>>, key: string, value: string): void {
  if (key === '') return
  const set = map.get(key)
  if (set) set.add(value)
  else map.set(key, new Set([value]))
}

/** `breathe` is awaited between two claims. */
export async function indexClaims(
  claims: Iterable<OpenClaim>,
  accounts: ReadonlyMap<string, ReadonlySet<string>> = new Map(),
  breathe: Breathe = () => undefined,
): Promise<ClaimIndex> {
  const index: ClaimIndex = {
    claims: new Map(),
    byMember: new Map(),
    byCode: new Map(),
    byCredit: new Map(),
    byName: new Map(),
    byFormer: new Map(),
    byCore: new Map(),
    byPayerUnit: new Map(),
    byAccount: new Map([...accounts].map(([account, members]) => [account, new Set(members)])),
  }
  for (const claim of claims) {
    addClaim(index, claim)
    await breathe()
  }
  return index
}

function addClaim(index: ClaimIndex, claim: OpenClaim): void {
  index.claims.set(claimKey(claim), claim)
  const known = index.byMember.get(claim.memberId)
  put(index.byMember, claim.memberId, claim)
  known?.sort((a, b) => (a.years[0] ?? 0) - (b.years[0] ?? 0))
  if (claim.code) index.byCode.set(claim.code, claim)
  if (claim.payerUnit && sameName(claim.payerUnit) !== sameName(claim.memberName)) put(index.byPayerUnit, sameName(claim.payerUnit), claim)
  if (known) return
  note(index.byName, sameName(claim.memberName), claim.memberId)
  if (claim.memberKind === 'unit') note(index.byCore, coreName(claim.memberName), claim.memberId)
  if (claim.creditCode) note(index.byCredit, claim.creditCode, claim.memberId)
  for (const former of claim.formerNames) note(index.byFormer, sameName(former), claim.memberId)
}

export { claimKey }
