import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { CodeAddress, CodePurpose } from '../../../contract/accounts.ts'
import type { ChallengeAnswer } from '../../../contract/challenges.ts'
import type { Context } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { countTry, type Limit } from '../../kernel/limits.ts'
import { raise } from '../../kernel/outbox.ts'
import { type Address, requireAddress } from './addresses.ts'
import { useChallenge } from './challenges/index.ts'
import { findAccount } from './identifiers.ts'
import { membersAbove } from './neighbours.ts'
import { addressKey } from './tries.ts'

const minutes = 5
const wrongTries = 5
const waitSeconds = 60

const limits = (ctx: Context, { channel, value }: Address): Limit[] => [
  { key: `${channel}:address:${addressKey(ctx)}`, max: 20, seconds: 3600 },
  { key: `${channel}:minute:${value}`, max: 1, seconds: waitSeconds },
  { key: `${channel}:hour:${value}`, max: 5, seconds: 3600 },
  { key: `${channel}:day:${value}`, max: 10, seconds: 24 * 3600 },
  { key: `${channel}:association`, max: 5000, seconds: 24 * 3600 },
]

interface Wanted extends CodeAddress {
  purpose: CodePurpose
  challenge: ChallengeAnswer | null
}

/** Sends a code by SMS or mail, or does the same work and sends none when the address has no use for it: nobody learns which. */
export async function requestCode(
  ctx: Context,
  { purpose, challenge, ...typed }: Wanted,
): Promise<{ waitSeconds: number; minutes: number }> {
  const address = requireAddress(typed)
  await useChallenge(ctx, challenge)
  await countOrRefuse(ctx, address)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  await inTx(ctx, async (tx, inside) => {
    const useful = await hasUse(tx, inside, purpose, address)
    const id = newId()
    const now = inside.kernel.clock.now()
    const { channel, value } = address
    await tx
      .insertInto('codes')
      .values({
        association_id: inside.association.id,
        id,
        purpose,
        channel,
        address: value,
        code_hash: hashCode(id, code),
        created_at: now,
        expires_at: new Date(now.getTime() + minutes * 60_000),
      })
      .execute()
    const where = channel === 'sms' ? { mobile: value, email: null } : { mobile: null, email: value }
    await raise(tx, inside, useful ? 'accounts.code-requested' : 'accounts.code-withheld', { ...where, code, purpose, minutes })
  })
  return { waitSeconds, minutes }
}

async function countOrRefuse(ctx: Context, address: Address): Promise<void> {
  const seconds = await inTx({ ...ctx, tx: undefined }, async (tx, inside) => {
    for (const limit of limits(inside, address)) {
      const wait = await countTry(tx, inside, limit)
      if (wait > 0) return wait
    }
    return 0
  })
  if (seconds === 0) return
  const when = seconds <= 90 ? `${seconds} 秒` : seconds < 5400 ? `${Math.ceil(seconds / 60)} 分钟` : `${Math.ceil(seconds / 3600)} 小时`
  throw new Refusal('too-many', { message: `获取验证码太频繁，请 ${when}后再试`, detail: { seconds } })
}

async function hasUse(tx: Tx, ctx: Context, purpose: CodePurpose, { channel, value }: Address): Promise<boolean> {
  if (purpose === 'first-login') return channel === 'sms' && membersAbove().isContact(tx, ctx, value)
  if (purpose === 'reset-password')
    return (await findAccount(tx, ctx, [{ kind: channel === 'sms' ? 'mobile' : 'email', value }]))?.state === 'active'
  return purpose !== 'leave-mobile' || ctx.kind !== 'public'
}

const hashCode = (id: string, code: string) => createHash('sha256').update(`${id}:${code}`).digest('base64url')

interface Shown extends CodeAddress {
  purpose: CodePurpose
  code: string
}

/** Uses up the newest code of an address; throws `code-wrong` when it is not that one, too old, used, or guessed at five times. */
export async function useCode(ctx: Context, { purpose, code, ...typed }: Shown, path = 'code'): Promise<void> {
  const { channel, value } = requireAddress(typed)
  const plain = code.normalize('NFKC').replace(/\s/g, '')
  // Apart from the verb around it: a wrong try counts even though the verb refuses.
  const right = await inTx({ ...ctx, tx: undefined }, async (tx, inside) => {
    const now = inside.kernel.clock.now()
    const { rows } = await sql<{ id: string; code_hash: string }>`
      update codes set attempts = attempts + 1
      where association_id = ${inside.association.id} and used_at is null and attempts < ${wrongTries} and expires_at > ${now}
        and id = (select id from codes where association_id = ${inside.association.id} and channel = ${channel} and address = ${value} and purpose = ${purpose}
                  order by created_at desc, id desc limit 1)
      returning id, code_hash`.execute(tx)
    const [row] = rows
    if (!row || !timingSafeEqual(Buffer.from(hashCode(row.id, plain)), Buffer.from(row.code_hash))) return false
    await tx
      .updateTable('codes')
      .set({ used_at: now })
      .where('association_id', '=', inside.association.id)
      .where('id', '=', row.id)
      .execute()
    return true
  })
  if (right) return
  const label = channel === 'sms' ? '短信验证码' : '邮件验证码'
  const message = `${label}不正确或已过期，请核对后重试`
  throw new Refusal('code-wrong', { message, problems: [{ path, label, message }] })
}
