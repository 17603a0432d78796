import type { PublicContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { challengeFailed } from './failed.ts'
import { isInHole, slidToken } from './slider.ts'

const untried = /^\d+$/

/** One try at a slider: right, and it is worth the answer for what it protects; wrong, and it is gone. */
export async function slide(ctx: PublicContext, { id, at }: { id: string; at: number }): Promise<{ answer: string }> {
  if (!isUuid(id)) throw challengeFailed(ctx)
  const answer = slidToken()
  const right = await inTx(ctx, async (tx) => {
    // Taken out first: of two tries at one moment one is the try.
    const row = await tx
      .deleteFrom('challenges')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', id)
      .where('kind', '=', 'slider')
      .where('expires_at', '>', ctx.kernel.clock.now())
      .returning(['answer', 'expires_at'])
      .executeTakeFirst()
    if (!row || !untried.test(row.answer) || !isInHole(at, Number(row.answer))) return false
    await tx
      .insertInto('challenges')
      .values({ association_id: ctx.association.id, id, kind: 'slider', answer, expires_at: row.expires_at })
      .execute()
    return true
  })
  if (!right) throw challengeFailed(ctx)
  return { answer }
}

/** A slider that was moved home and nothing else; where the hole is is no answer. */
export const hasSlid = (stored: string, answer: string): boolean => !untried.test(stored) && stored === answer
