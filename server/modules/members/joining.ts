import { sql } from 'kysely'
import { joiningEndpoints } from '../../../contract/accounts.ts'
import type { SessionMember } from '../../../contract/session.ts'
import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { implement } from '../../kernel/http/route.ts'
import { type MembersAbove, signedIn } from '../accounts/index.ts'
import { firstLogin, isContactMobile } from './first-login.ts'
import { registerUnit } from './register.ts'

/** The two ways in that make or find members. */
export const joiningRoutes = implement(joiningEndpoints, {
  'POST /register': async (req) => signedIn(req, await registerUnit(req.ctx, req.body)),
  'POST /first-login': async (req) => signedIn(req, await firstLogin(req.ctx, req.body)),
})

/** What accounts ask of members; brought to them by wiring.ts. */
export const membersForAccounts: MembersAbove = { describe: describeMembers, isContact: isContactMobile }

async function describeMembers(tx: Tx, ctx: Context, ids: readonly string[]): Promise<SessionMember[]> {
  const today = ctx.kernel.clock.today()
  const rows = await tx
    .selectFrom('members as m')
    .leftJoin('memberships as s', (join) =>
      join.onRef('s.association_id', '=', 'm.association_id').onRef('s.member_id', '=', 'm.id').on('s.left_on', 'is', null),
    )
    .leftJoin('level_spans as l', (join) =>
      join
        .onRef('l.association_id', '=', 's.association_id')
        .onRef('l.membership_id', '=', 's.id')
        .on(sql<boolean>`l.period @> ${today}::date`),
    )
    .select(['m.id', 'm.kind', 'm.name', 'm.admitted_at', 's.id as membership', 'l.level'])
    .where('m.association_id', '=', ctx.association.id)
    .where('m.id', 'in', [...ids])
    .execute()
  return ids.flatMap((id) =>
    rows
      .filter((row) => row.id === id)
      .slice(0, 1)
      .map((row) => ({ id, kind: row.kind === 'person' ? ('person' as const) : ('unit' as const), name: row.name, standing: standingOf(ctx, row) })),
  )
}

function standingOf(ctx: Context, row: { admitted_at: Date | null; membership: string | null; level: string | null }): string | null {
  if (row.admitted_at === null) return null
  if (row.membership === null) return '已退会'
  return ctx.association.settings.levels.find((level) => level.id === row.level)?.memberName ?? ctx.association.settings.words.member
}
