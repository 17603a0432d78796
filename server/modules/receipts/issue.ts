import { audit } from '../../kernel/audit.ts'
import { authorize } from '../../kernel/authorize.ts'
import { dayOf } from '../../kernel/clock.ts'
import type { StaffContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { found, Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'

/** The receipt was made in the fiscal system and sent: the member reads 已开票. */
export async function markIssued(ctx: StaffContext, id: string): Promise<void> {
  authorize(ctx, 'receipts.manage')
  await inTx(ctx, async (tx, ctx) => {
    const row = await tx
      .updateTable('receipts')
      .set({ state: 'issued', issued_at: ctx.kernel.clock.now(), issued_by: ctx.account.id })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('state', '=', 'due')
      .returning(['order_id', 'member_id', 'title'])
      .executeTakeFirst()
    if (!row) {
      const known = found(
        await tx
          .selectFrom('receipts')
          .select('issued_at')
          .where('association_id', '=', ctx.association.id)
          .where('id', '=', id)
          .executeTakeFirst(),
      )
      throw new Refusal('already-done', `这张票据已于 ${known.issued_at ? dayOf(known.issued_at) : ''} 标记为已开具，无需重复`)
    }
    await audit(tx, ctx, {
      action: 'receipt.issued',
      subject: { kind: 'receipt', id, label: row.title },
      before: { state: 'due' },
      after: { state: 'issued' },
    })
    await raise(tx, ctx, 'receipts.issued', { receiptId: id, orderId: row.order_id, memberId: row.member_id })
  })
}
