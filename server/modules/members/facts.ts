import type { FormData } from '../../../contract/forms/index.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { levelById, memberStanding } from './standing.ts'
import { branchStaysOf, memberById } from './store.ts'

/**
 * What conditions of forms, papers, stages and offers may ask about a member: `member.kind`, `member.standing` (applicant, current,
 * left), `member.joinedOn`, `member.level`, `member.council` (its level belongs to the council), `member.branches` (ids),
 * `member.number`. Empty strings where there is nothing.
 */
export async function memberFacts(tx: Tx, ctx: Context, memberId: string): Promise<FormData> {
  const member = await memberById(tx, ctx, memberId)
  const { standing, joinedOn, level } = await memberStanding(tx, ctx, member)
  const stays = await branchStaysOf(tx, ctx, memberId)
  return {
    member: {
      kind: member.kind,
      standing,
      joinedOn: joinedOn ?? '',
      level: level ?? '',
      council: levelById(ctx, level)?.council ?? false,
      branches: stays.filter((stay) => stay.leftOn === null).flatMap((stay) => stay.branchId ?? []),
      number: member.number ?? '',
    },
  }
}
