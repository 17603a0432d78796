import type { Context } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { clearTries, countTry, secondsLeft } from '../../kernel/limits.ts'

const tries = 5
const lockSeconds = 15 * 60
const wrongPerAddress = 60

const wrong = (key: string) => ({ key: `password:wrong:${key}`, max: tries, seconds: lockSeconds })
const locked = (key: string) => ({ key: `password:locked:${key}`, max: 1, seconds: lockSeconds })
const address = (ctx: Context) => ({ key: `password:address:${addressKey(ctx)}`, max: wrongPerAddress, seconds: lockSeconds })

// Counted and committed on its own, whatever becomes of the verb around it.
const apart = <T>(ctx: Context, work: (inside: Context) => Promise<T>) => work({ ...ctx, tx: undefined })

/** Where a request comes from; one household for IPv6, where a single device has billions of addresses. */
export function addressKey(ctx: Context): string {
  const from = (ctx.origin?.address ?? 'none').replace(/^::ffff:(?=\d+\.)/i, '')
  return from.includes(':') ? network(from) : from
}

// The first four of eight groups, written out: `2001:db8::1` and `2001:db8:0:0:1::1` are neighbours.
function network(address: string): string {
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::')
  const groups = (text: string) => text.split(':').filter((group) => group !== '')
  const [front, back] = [groups(head), groups(tail ?? '')]
  const all = [...front, ...Array<string>(Math.max(0, 8 - front.length - back.length)).fill('0'), ...back]
  const short = all.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, ''))
  return `${short.join(':')}::`
}

/**
 * Before each look at a password, for whatever was typed whether it exists or not. Counting comes first, so that many
 * guesses at once are still five. Throws `locked-out` (with `seconds`) or `too-many`.
 */
export async function countPasswordTry(ctx: Context, key: string): Promise<void> {
  const wait = await apart(ctx, (inside) =>
    inTx(inside, async (tx) => {
      const away = await secondsLeft(tx, inside, address(inside))
      if (away > 0) return { code: 'too-many' as const, seconds: away }
      const shut = await secondsLeft(tx, inside, locked(key))
      return { code: 'locked-out' as const, seconds: shut > 0 ? shut : await countTry(tx, inside, wrong(key)) }
    }),
  )
  if (wait.seconds > 0)
    throw wait.code === 'locked-out'
      ? lockedOut(wait.seconds)
      : new Refusal('too-many', { message: `密码错误次数过多，请 ${minutes(wait.seconds)} 分钟后再试`, detail: { seconds: wait.seconds } })
}

/** After a wrong password; true when this one shut the door, for a quarter of an hour from now. */
export function countWrongPassword(ctx: Context, key: string): Promise<boolean> {
  return apart(ctx, (inside) =>
    inTx(inside, async (tx) => {
      await countTry(tx, inside, address(inside))
      if ((await secondsLeft(tx, inside, wrong(key))) === 0) return false
      await countTry(tx, inside, locked(key))
      await clearTries(tx, inside, wrong(key).key)
      return true
    }),
  )
}

/** After a right password, or a new one. */
export async function forgetTries(ctx: Context, key: string): Promise<void> {
  await apart(ctx, (inside) =>
    inTx(inside, async (tx) => {
      await clearTries(tx, inside, wrong(key).key)
      await clearTries(tx, inside, locked(key).key)
    }),
  )
}

const minutes = (seconds: number) => Math.ceil(seconds / 60)

export function lockedOut(seconds = lockSeconds): Refusal {
  return new Refusal('locked-out', {
    message: `密码连续错误 ${tries} 次，已暂时锁定，请 ${minutes(seconds)} 分钟后再试，或找回密码`,
    detail: { seconds },
  })
}
