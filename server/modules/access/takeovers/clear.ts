import type { SystemContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'

const keptMs = 2 * 24 * 3600_000

/** A chore: claims that were begun and never handed in, with their papers. */
export async function clearDrafts(ctx: SystemContext): Promise<void> {
  const { id: association } = ctx.association
  const drafts = await inTx(ctx, (tx) =>
    tx
      .selectFrom('takeovers')
      .select('id')
      .where('association_id', '=', association)
      .where('state', '=', 'draft')
      .where('created_at', '<', new Date(ctx.kernel.clock.now().getTime() - keptMs))
      .limit(200)
      .execute(),
  )
  for (const { id } of drafts) {
    const keys = await inTx(ctx, async (tx) => {
      const papers = await tx
        .deleteFrom('takeover_files')
        .where('association_id', '=', association)
        .where('takeover_id', '=', id)
        .returning('file_id')
        .execute()
      await tx.deleteFrom('takeovers').where('association_id', '=', association).where('id', '=', id).where('state', '=', 'draft').execute()
      const ids = papers.map((one) => one.file_id)
      if (ids.length === 0) return []
      return tx.deleteFrom('files').where('association_id', '=', association).where('id', 'in', ids).returning('key').execute()
    })
    for (const { key } of keys) await ctx.kernel.files.remove(key)
  }
}
