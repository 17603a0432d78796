import { createHash } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Endpoint } from '../../../contract/endpoint.ts'
import type { Permission } from '../../../contract/permissions.ts'
import type { Context, MemberContext, PublicContext, StaffContext } from '../../kernel/context.ts'
import { Refusal } from '../../kernel/errors.ts'
import type { Doorkeeper } from '../../kernel/http/serve.ts'
import { findAssociation } from '../associations/index.ts'

export const cookieName = 'huiji'

/** Tokens are stored and looked up by their hash only. */
export const hashToken = (token: string): string => createHash('sha256').update(token).digest('base64url')

export interface SessionRow {
  accountId: string
  name: string
  memberId: string | null
  members: string[]
  staff: boolean
  permissions: Permission[]
  seenAt: string
}

export async function findSession(ctx: PublicContext, token: string | undefined): Promise<SessionRow | null> {
  if (!token) return null
  const { rows } = await sql<{ session: SessionRow | null }>`select find_session(${ctx.association.id}::uuid, ${hashToken(token)}) as session`.execute(ctx.kernel.database.db)
  return rows[0]?.session ?? null
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

function asStaff(base: PublicContext, session: SessionRow): StaffContext | null {
  if (!session.staff) return null
  return { ...base, kind: 'staff', account: { id: session.accountId, name: session.name }, permissions: new Set(session.permissions) }
}

function asMember(base: PublicContext, session: SessionRow): MemberContext | null {
  const memberId = session.members.find((id) => id === session.memberId) ?? session.members[0]
  if (!memberId) return null
  return { ...base, kind: 'member', account: { id: session.accountId, name: session.name }, memberId, memberIds: session.members }
}
