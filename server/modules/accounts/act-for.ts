import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { hashToken } from './token.ts'

/** Chooses, for this session, which of the account's members is acted for. */
export async function actFor(ctx: MemberContext, token: string, memberId: string): Promise<void> {
  if (!ctx.memberIds.includes(memberId)) throw new Refusal('not-found', '这个账号没有关联该会员')
  await inTx(ctx, (tx) =>
    tx
      .updateTable('sessions')
      .set({ member_id: memberId })
      .where('association_id', '=', ctx.association.id)
      .where('token_hash', '=', hashToken(token))
      .execute(),
  )
}
