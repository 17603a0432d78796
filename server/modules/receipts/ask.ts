import type { Titles } from '../../../contract/receipts.ts'
import { audit } from '../../kernel/audit.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { dueAfter } from './settings.ts'
import { checkedTitles } from './titles.ts'

/** 申请发票: of a paid order, made out as the member says; the clock runs from today. CAQ-10 */
export async function askReceipt(ctx: MemberContext, id: string, said: Titles): Promise<void> {
  const titles = checkedTitles(said)
  await inTx(ctx, async (tx, ctx) => {
    const before = found(
      await tx
        .selectFrom('receipts')
        .select(['state', 'title', 'credit_code', 'email'])
        .where('association_id', '=', ctx.association.id)
        .where('id', '=', id)
        .where('member_id', '=', ctx.memberId)
        .forUpdate()
        .executeTakeFirst(),
    )
    if (before.state !== 'unasked') throw new Refusal('already-done', '已经申请过开票，如需更正请联系协会')
    await tx
      .updateTable('receipts')
      .set({
        state: 'due',
        title: titles.title,
        credit_code: titles.creditCode,
        email: titles.email,
        due_on: dueAfter(ctx, ctx.kernel.clock.today()),
      })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .execute()
    await audit(tx, ctx, {
      action: 'receipt.asked',
      subject: { kind: 'receipt', id, label: titles.title },
      before: { title: before.title, creditCode: before.credit_code, email: before.email },
      after: titles,
    })
  })
}
