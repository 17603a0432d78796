import type { ChallengeAnswer } from '../../../../contract/challenges.ts'
import type { PublicContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { isUuid } from '../../../kernel/ids.ts'
import { sameLetters } from './picture.ts'
import { isWorkDone } from './work.ts'

/** Takes an answer, right or wrong, out of the world; throws `challenge-failed` unless it was right and in time. */
export async function useChallenge(ctx: PublicContext, answer: ChallengeAnswer | null | undefined): Promise<void> {
  if (!answer || !isUuid(answer.id)) throw new Refusal('challenge-failed')
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
  if (!row) throw new Refusal('challenge-failed')
  const right = row.kind === 'work' ? await isWorkDone(row.answer, answer.answer) : sameLetters(row.answer, answer.answer)
  if (!right) throw new Refusal('challenge-failed')
}
