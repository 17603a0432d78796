import { sql } from 'kysely'
import type { MemberReach } from '../../../contract/notifications.ts'
import { maskMobile } from '../../../contract/rules/mask.ts'
import { authorize } from '../../kernel/authorize.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { memberById } from '../members/index.ts'

/** Contacts of a member whose mobile seems to be no more: three SMS in a row did not arrive. */
export async function readReach(ctx: StaffContext, memberId: string): Promise<MemberReach> {
  authorize(ctx, 'members.read')
  return inTx(ctx, async (tx, ctx) => {
    await memberById(tx, ctx, memberId)
    const { rows } = await sql<{ name: string; mobile: string }>`
      select name, mobile from contacts where association_id = ${ctx.association.id} and member_id = ${memberId} and mobile <> ''
        and mobile_dead(association_id, mobile) order by position`.execute(tx)
    return { dead: rows.map(({ name, mobile }) => ({ name, mobile: maskMobile(mobile) })) }
  })
}
