import type { Challenge } from '../../../../contract/challenges.ts'
import type { PublicContext } from '../../../kernel/context.ts'
import { inTx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import { countTry } from '../../../kernel/limits.ts'
import { addressKey } from '../tries.ts'
import { drawLetters, pickLetters } from './picture.ts'
import { drawSlider } from './slider.ts'
import { makeWork } from './work.ts'

const lifeSeconds = 5 * 60
const perAddress = { max: 120, seconds: 10 * 60 }

/** A picture to read, a piece to move, or work for the device of somebody who can do neither. Its answer is good once, for five minutes. */
export async function makeChallenge(ctx: PublicContext, kind: Challenge['kind']): Promise<Challenge> {
  const wait = await inTx(ctx, (tx) => countTry(tx, ctx, { key: `challenges:${addressKey(ctx)}`, ...perAddress }))
  if (wait > 0) throw new Refusal('too-many', { detail: { seconds: wait } })
  const made = await makers[kind](ctx)
  const id = newId()
  const expiresAt = new Date(ctx.kernel.clock.now().getTime() + lifeSeconds * 1000)
  await inTx(ctx, (tx) =>
    tx
      .insertInto('challenges')
      .values({ association_id: ctx.association.id, id, kind, answer: made.answer, expires_at: expiresAt })
      .execute(),
  )
  const { answer, ...shown } = made
  return { id, kind, ...nothing, ...shown, expiresAt: expiresAt.toISOString() }
}

const nothing = { svg: null, slider: null, work: null }

type Made = Partial<Pick<Challenge, 'svg' | 'slider' | 'work'>> & { answer: string }

const makers: Record<Challenge['kind'], (ctx: PublicContext) => Made | Promise<Made>> = {
  picture: () => {
    const letters = pickLetters()
    return { answer: letters, svg: drawLetters(letters) }
  },
  slider: async () => {
    const { slider, at } = await drawSlider()
    return { answer: String(at), slider }
  },
  work: async ({ kernel }) => {
    const { work, secrets } = await makeWork(kernel.config.proofOfWork)
    return { answer: JSON.stringify(secrets), work }
  },
}
