import type { CertificateState } from '../../../contract/certificates.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { lastDayOfTerms } from '../council/index.ts'
import { duesValidity } from '../dues/index.ts'
import { limitedFrom, type Member, type MemberStanding, memberStanding } from '../members/index.ts'

export interface Validity {
  standing: MemberStanding
  state: CertificateState
  /** 'YYYY-MM-DD' */
  from: string
  /** Last day; null when it lasts as long as the membership. */
  through: string | null
}

/** Whether a member's certificate holds today, and for which days. Null for an applicant: there is none. Computed, never stored. */
export async function validity(tx: Tx, ctx: Context, member: Member): Promise<Validity | null> {
  const held = await byDues(tx, ctx, member)
  if (held?.state !== 'valid') return held
  const limited = await limitedFrom(tx, ctx, [member.id], 'certificate')
  return limited.size > 0 ? { ...held, state: 'suspended' } : held
}

async function byDues(tx: Tx, ctx: Context, member: Member): Promise<Validity | null> {
  const standing = await memberStanding(tx, ctx, member)
  const { joinedOn, leftOn } = standing
  if (joinedOn === null) return null
  const { settings } = ctx.association
  const today = ctx.kernel.clock.today()
  if (leftOn !== null) return { standing, state: 'left', from: joinedOn, through: leftOn }
  if (settings.certificate.validity === 'membership') return { standing, state: 'valid', from: joinedOn, through: null }
  if (settings.certificate.validity === 'term') {
    const through = await lastDayOfTerms(tx, ctx)
    return { standing, state: through !== null && through < today ? 'lapsed' : 'valid', from: joinedOn, through }
  }
  const { from, through, lapsed } = await duesValidity(tx, ctx, member.id, today)
  return { standing, state: lapsed ? 'lapsed' : 'valid', from: from === null || joinedOn > from ? joinedOn : from, through }
}
