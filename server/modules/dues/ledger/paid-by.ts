import type { Context } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { employerOf, memberById } from '../../members/index.ts'
import { rulesOf } from '../settings.ts'

/** The unit that pays for a person today, where the association has employers pay; null: the member pays for itself. */
export async function payingUnit(tx: Tx, ctx: Context, memberId: string): Promise<{ name: string; creditCode: string | null } | null> {
  if (rulesOf(ctx).peoplePaidBy !== 'employer') return null
  const member = await memberById(tx, ctx, memberId)
  if (member.kind !== 'person') return null
  const employer = await employerOf(tx, ctx, memberId, ctx.kernel.clock.today())
  return employer ? await memberById(tx, ctx, employer.unitId) : null
}
