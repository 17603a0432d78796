import type { Challenge } from '../../../../contract/challenges.ts'
import type { PublicContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { countTry } from '../../../kernel/limits.ts'
import { addressKey } from '../tries.ts'
import { drawLetters, pickLetters } from './picture.ts'
import { makeWork } from './work.ts'

const lifeSeconds = 5 * 60
const perAddress = { max: 120, seconds: 10 * 60 }

/** A picture to read, or work for the device of somebody who can't see it. Its answer is good once, for five minutes. */
export async function makeChallenge(ctx: PublicContext, kind: Challenge['kind']): Promise<Challenge> {
  const wait = await inTx(ctx, (tx) => countTry(tx, ctx, { key: `challenges:${addressKey(ctx)}`, ...perAddress }))
  if (wait > 0) throw new Refusal('too-many', { detail: { seconds: wait } })
  const made = kind === 'picture' ? pictureOf(pickLetters()) : await workOf()
  const id = newId()
  const expiresAt = new Date(ctx.kernel.clock.now().getTime() + lifeSeconds * 1000)
  await inTx(ctx, (tx) =>
    tx
      .insertInto('challenges')
      .values({ association_id: ctx.association.id, id, kind, answer: made.answer, expires_at: expiresAt })
      .execute(),
  )
  return { id, kind, svg: made.svg, work: made.work, expiresAt: expiresAt.toISOString() }
}

const pictureOf = (letters: string) => ({ answer: letters, svg: drawLetters(letters), work: null })

async function workOf() {
  const { work, secrets } = await makeWork()
  return { answer: JSON.stringify(secrets), svg: null, work }
}
