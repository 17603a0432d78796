import { maskEmail } from '../../../contract/rules/mask.ts'
import type { Session } from '../../../contract/session.ts'
import type { PublicContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { sessionFace } from '../associations/index.ts'
import { pendingOf } from './confirm.ts'
import { asMember, asStaff, findSession } from './doorkeeper.ts'
import { identifiersOf } from './identifiers.ts'
import { membersAbove } from './neighbours.ts'

/** Who is here and whose house this is. The member acted for comes first. */
export async function loadSession(ctx: PublicContext, token: string | undefined): Promise<Session> {
  const association = sessionFace(ctx.association)
  const session = await findSession(ctx, token)
  if (!session) return { account: null, association, members: [], staff: null }
  const staff = asStaff(ctx, session)
  const member = asMember(ctx, session)
  const ids = member ? [member.memberId, ...member.memberIds.filter((id) => id !== member.memberId)] : []
  return inTx(ctx, async (tx) => ({
    account: { id: session.accountId, name: session.name, ...(await mailOf(tx, ctx, session.accountId, member !== null)) },
    association,
    members: ids.length > 0 ? await membersAbove().describe(tx, ctx, ids) : [],
    staff: staff && { name: session.name, permissions: [...staff.permissions] },
  }))
}

/** What is still to be done about this account's mail (CAQ-03, CAQ-04). */
async function mailOf(tx: Tx, ctx: PublicContext, accountId: string, acts: boolean) {
  const { login, registration } = ctx.association.settings
  const confirms = registration.unit?.confirm ?? registration.person?.confirm
  const pending = confirms ? await pendingOf(tx, ctx, accountId) : null
  if (!login.needsEmail || !acts || pending !== null) return { confirming: pending && maskEmail(pending), needsEmail: false }
  const email = (await identifiersOf(tx, ctx, accountId)).find((one) => one.kind === 'email')
  return { confirming: null, needsEmail: !email?.confirmedAt }
}
