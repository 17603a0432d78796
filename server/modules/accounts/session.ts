import type { Session } from '../../../contract/session.ts'
import type { PublicContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { sessionFace } from '../associations/index.ts'
import { asMember, asStaff, findSession } from './doorkeeper.ts'
import { mailState } from './mail-state.ts'
import { membersAbove } from './neighbours.ts'

const nothing = { confirming: null, needsEmail: false }

/** Who is here and whose house this is. The member acted for comes first. */
export async function loadSession(ctx: PublicContext, token: string | undefined): Promise<Session> {
  const association = sessionFace(ctx.association)
  const session = await findSession(ctx, token)
  if (!session) return { account: null, association, members: [], staff: null }
  const staff = asStaff(ctx, session)
  const member = asMember(ctx, session)
  const ids = member ? [member.memberId, ...member.memberIds.filter((id) => id !== member.memberId)] : []
  return inTx(ctx, async (tx) => ({
    account: { id: session.accountId, name: session.name, ...(member ? await mailState(tx, ctx, session.accountId) : nothing) },
    association,
    members: ids.length > 0 ? await membersAbove().describe(tx, ctx, ids) : [],
    staff: staff && { name: session.name, permissions: [...staff.permissions], branchOnly: staff.branches !== null },
  }))
}
