import { audit } from '../../../kernel/audit.ts'
import { authorize } from '../../../kernel/authorize.ts'
import type { StaffContext, SystemContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { keyOf } from './key.ts'

/** A letter that went astray opens nothing any more. */
export async function voidLetter(ctx: StaffContext, id: string): Promise<void> {
  authorize(ctx, 'accounts.manage')
  await inTx(ctx, async (tx, ctx) => {
    const letter = found(
      await tx
        .selectFrom('letters as l')
        .innerJoin('members as m', (join) => join.onRef('m.association_id', '=', 'l.association_id').onRef('m.id', '=', 'l.member_id'))
        .select(['m.id', 'm.name'])
        .where('l.association_id', '=', ctx.association.id)
        .where('l.id', '=', id)
        .executeTakeFirst(),
    )
    const gone = await tx
      .updateTable('letters')
      .set({ voided_at: ctx.kernel.clock.now(), sealed: null })
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('used_at', 'is', null)
      .where('voided_at', 'is', null)
      .executeTakeFirst()
    if (gone.numUpdatedRows === 0n) throw new Refusal('already-done', '这个激活码已用过或已作废')
    await audit(tx, ctx, { action: 'letter.voided', subject: { kind: 'member', id: letter.id, label: letter.name }, after: { letter: id } })
  })
}

/** A chore: when letters are no longer printed, nobody can read their codes again, we neither. */
export async function forgetCodes(ctx: SystemContext): Promise<void> {
  const over = await inTx(ctx, (tx) =>
    tx
      .selectFrom('letter_batches as b')
      .select('b.id')
      .where('b.association_id', '=', ctx.association.id)
      .where('b.printable_until', '<=', ctx.kernel.clock.now())
      .where((where) =>
        where.exists(
          where
            .selectFrom('letters as l')
            .select('l.id')
            .whereRef('l.association_id', '=', 'b.association_id')
            .whereRef('l.batch_id', '=', 'b.id')
            .where('l.sealed', 'is not', null),
        ),
      )
      .execute(),
  )
  for (const { id } of over) {
    await ctx.kernel.files.remove(keyOf(ctx, id))
    await inTx(ctx, (tx) =>
      tx.updateTable('letters').set({ sealed: null }).where('association_id', '=', ctx.association.id).where('batch_id', '=', id).execute(),
    )
  }
}
