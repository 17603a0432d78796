import type { Decision } from '../../../../contract/ledger.ts'
import type { StaffContext } from '../../../kernel/context.ts'
import type { Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { needReason } from './take-back.ts'

/** What one asks and another decides, once: 减免, 退款, 重新打开 a month. */
type Proposals = 'adjustments' | 'refunds' | 'month_reopenings'

export const ownProposal = '这是您自己提出的申请，请由另一位工作人员复核'

/** What a decision says; a refusal must say why. */
export const noteOf = ({ approve, note }: Decision): string => (approve ? note.trim() : needReason(note))

/** The columns in which a proposal keeps how it was decided, by whom and when. */
export const decided = (ctx: StaffContext, { approve }: Decision) => ({
  state: approve ? 'approved' : 'refused',
  decided_by: ctx.account.id,
  decided_at: ctx.kernel.clock.now(),
})

/** Why a proposal can't be decided by this person. */
export async function whyNotDecided(tx: Tx, ctx: StaffContext, table: Proposals, id: string): Promise<Refusal> {
  const row = found(
    await tx
      .selectFrom(table)
      .select(['state', 'asked_by'])
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .executeTakeFirst(),
  )
  if (row.state === 'asked' && row.asked_by === ctx.account.id) return new Refusal('not-allowed', ownProposal)
  return new Refusal('already-done', '这份申请已经复核过，请刷新后查看')
}
