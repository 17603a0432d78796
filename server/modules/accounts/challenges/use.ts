import type { ChallengeAnswer } from '../../../../contract/challenges.ts'
import type { Context } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { challengeFailed } from './failed.ts'
import { sameLetters } from './picture.ts'
import { hasSlid } from './slide.ts'
import { isWorkDone } from './work.ts'

/** Takes an answer, right or wrong, out of the world; throws `challenge-failed` unless it was right and in time. */
export async function useChallenge(ctx: Context, answer: ChallengeAnswer | null | undefined): Promise<void> {
  if (!answer || !isUuid(answer.id)) throw challengeFailed(ctx)
  const apart = { ...ctx, tx: undefined }
  const row = await inTx(apart, (tx) =>
    tx
      .deleteFrom('challenges')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', answer.id)
      .where('expires_at', '>', ctx.kernel.clock.now())
      .returning(['kind', 'answer'])
      .executeTakeFirst(),
  )
  if (!row) throw challengeFailed(ctx)
  if (!(await isRight(row, answer.answer))) throw challengeFailed(ctx)
}

function isRight({ kind, answer }: { kind: string; answer: string }, given: string): boolean | Promise<boolean> {
  if (kind === 'work') return isWorkDone(answer, given)
  return kind === 'slider' ? hasSlid(answer, given) : sameLetters(answer, given)
}
