import type { Context } from '../../../kernel/context.ts'
import { MissingFile } from '../../../kernel/files/store.ts'

/** Where the key of a batch lies: apart from the database, so that neither of the two alone tells a code. */
export const keyOf = (ctx: Context, batchId: string): string => `${ctx.association.id}/letters/${batchId}.key`

/** Null when its time is over. */
export async function readKey(ctx: Context, batchId: string): Promise<Buffer | null> {
  try {
    return await ctx.kernel.files.get(keyOf(ctx, batchId))
  } catch (error) {
    if (error instanceof MissingFile) return null
    throw error
  }
}
