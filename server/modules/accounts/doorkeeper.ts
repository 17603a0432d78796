import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Endpoint } from '../../../contract/endpoint.ts'
import { branchPermissions, type Permission } from '../../../contract/permissions.ts'
import type { Context, MemberContext, PublicContext, StaffContext } from '../../kernel/context.ts'
import { Refusal } from '../../kernel/errors.ts'
import type { Doorkeeper } from '../../kernel/http/serve.ts'
import { findAssociation } from '../associations/index.ts'
import { touchSession } from './sessions.ts'
import { cookieName, hashToken } from './token.ts'

// Being seen is noted at most this often: a page asks many things at once.
const noteEveryMs = 5 * 60_000

export interface SessionRow {
  accountId: string
  name: string
  memberId: string | null
  members: string[]
  staff: boolean
  permissions: Permission[]
  branches: string[] | null
  seenAt: string
}

/** Who is behind a token now, or null. Keeps the session from falling asleep. */
export async function findSession(ctx: PublicContext, token: string | undefined): Promise<SessionRow | null> {
  if (!token) return null
  const now = ctx.kernel.clock.now()
  const { rows } = await sql<{
    session: SessionRow | null
  }>`select find_session(${ctx.association.id}::uuid, ${hashToken(token)}, ${now}) as session`.execute(ctx.kernel.database.db)
  const session = rows[0]?.session ?? null
  if (session && now.getTime() - Date.parse(session.seenAt) > noteEveryMs) await touchSession(ctx, token)
  return session
}

export const doorkeeper: Doorkeeper = {
  findAssociation,
  async admit(base: PublicContext, request: FastifyRequest, who: Endpoint['who']): Promise<Context> {
    if (who === 'public') return base
    const session = await findSession(base, request.cookies[cookieName])
    if (!session) throw new Refusal('not-signed-in')
    return contextFor(base, session, who)
  },
}

function contextFor(base: PublicContext, session: SessionRow, who: Exclude<Endpoint['who'], 'public'>): MemberContext | StaffContext {
  const staff = asStaff(base, session)
  const member = asMember(base, session)
  if (who === 'member') {
    if (!member) throw new Refusal('not-allowed', '这个账号没有关联会员，无法使用会员服务')
    return member
  }
  if (who === 'account') {
    const either = staff ?? member
    if (!either) throw new Refusal('not-allowed')
    return either
  }
  if (!staff?.permissions.has(who.staff)) throw new Refusal('not-allowed')
  return staff
}

export function asStaff(base: PublicContext, session: SessionRow): StaffContext | null {
  if (!session.staff) return null
  const { branches } = session
  const permissions = branches === null ? session.permissions : session.permissions.filter((one) => branchPermissions.has(one))
  return { ...base, kind: 'staff', account: { id: session.accountId, name: session.name }, permissions: new Set(permissions), branches }
}

export function asMember(base: PublicContext, session: SessionRow): MemberContext | null {
  const memberId = session.members.find((id) => id === session.memberId) ?? session.members[0]
  if (!memberId) return null
  return { ...base, kind: 'member', account: { id: session.accountId, name: session.name }, memberId, memberIds: session.members }
}
