import type { Standing } from '../../../contract/members.ts'
import type { Level } from '../../../contract/preset.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { levelIn, type Member, type Membership, membershipsOf } from './store.ts'

export interface MemberStanding {
  standing: Standing
  level: string | null
  /** 普通会员单位: what such a member is called. */
  levelName: string | null
  /** Of the stay that goes on, else of the last one. */
  membershipId: string | null
  joinedOn: string | null
  leftOn: string | null
}

export const levelById = (ctx: Context, id: string | null): Level | undefined =>
  ctx.association.settings.levels.find((level) => level.id === id)
/** What a member of this level is called; a level the association no longer has shows its id. */
export const levelNameOf = (ctx: Context, id: string | null): string | null => (id === null ? null : (levelById(ctx, id)?.memberName ?? id))

/** Where a member stands today: in the association, gone, or not yet in. */
export async function memberStanding(tx: Tx, ctx: Context, member: Member): Promise<MemberStanding> {
  return standingFrom(ctx, member, await membershipsOf(tx, ctx, member.id))
}

export function standingFrom(ctx: Context, member: Pick<Member, 'admittedAt'>, memberships: readonly Membership[]): MemberStanding {
  const [latest] = memberships
  if (member.admittedAt === null || !latest)
    return { standing: 'applicant', level: null, levelName: null, membershipId: null, joinedOn: null, leftOn: null }
  // Of one that left, the level it had last.
  const level = levelIn(latest, latest.leftOn ?? ctx.kernel.clock.today()) ?? latest.levels[0]?.level ?? null
  return {
    standing: latest.leftOn === null ? 'current' : 'left',
    level,
    levelName: levelNameOf(ctx, level),
    membershipId: latest.id,
    joinedOn: latest.joinedOn,
    leftOn: latest.leftOn,
  }
}
