import { createHash, randomInt, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import type { CodePurpose } from '../../../contract/accounts.ts'
import type { ChallengeAnswer } from '../../../contract/challenges.ts'
import { checkMobile } from '../../../contract/rules/phone.ts'
import type { Context, PublicContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { countTry, type Limit } from '../../kernel/limits.ts'
import { raise } from '../../kernel/outbox.ts'
import { useChallenge } from './challenges/index.ts'
import { findByMobile, tidyMobile } from './identifiers.ts'
import { membersAbove } from './neighbours.ts'
import { addressKey } from './tries.ts'

const minutes = 5
const wrongTries = 5
const waitSeconds = 60

const limits = (ctx: Context, mobile: string): Limit[] => [
  { key: `sms:address:${addressKey(ctx)}`, max: 20, seconds: 3600 },
  { key: `sms:minute:${mobile}`, max: 1, seconds: waitSeconds },
  { key: `sms:hour:${mobile}`, max: 5, seconds: 3600 },
  { key: `sms:day:${mobile}`, max: 10, seconds: 24 * 3600 },
  { key: 'sms:association', max: 5000, seconds: 24 * 3600 },
]

interface Wanted {
  mobile: string
  purpose: CodePurpose
  challenge: ChallengeAnswer | null
}

/** Sends a code, or does the same work and sends none when the number has no use for it: nobody learns which. */
export async function requestCode(
  ctx: PublicContext,
  { mobile: typed, purpose, challenge }: Wanted,
): Promise<{ waitSeconds: number; minutes: number }> {
  const mobile = requireMobile(typed)
  await useChallenge(ctx, challenge)
  await countOrRefuse(ctx, mobile)
  const code = String(randomInt(1_000_000)).padStart(6, '0')
  await inTx(ctx, async (tx, inside) => {
    const useful = await hasUse(tx, inside, purpose, mobile)
    const id = newId()
    const now = inside.kernel.clock.now()
    const expires_at = new Date(now.getTime() + minutes * 60_000)
    const row = { association_id: inside.association.id, id, purpose, mobile, code_hash: hashCode(id, code), created_at: now, expires_at }
    await tx.insertInto('sms_codes').values(row).execute()
    await raise(tx, inside, useful ? 'accounts.code-requested' : 'accounts.code-withheld', { mobile, code, purpose, minutes })
  })
  return { waitSeconds, minutes }
}

/** A number as stored; throws `input-invalid` for one that can't be. */
export function requireMobile(typed: string, path = 'mobile'): string {
  const mobile = tidyMobile(typed)
  const message = checkMobile(mobile)
  if (message) throw new Refusal('input-invalid', { problems: [{ path, label: '手机号', message }] })
  return mobile
}

async function countOrRefuse(ctx: PublicContext, mobile: string): Promise<void> {
  const seconds = await inTx({ ...ctx, tx: undefined }, async (tx, inside) => {
    for (const limit of limits(inside, mobile)) {
      const wait = await countTry(tx, inside, limit)
      if (wait > 0) return wait
    }
    return 0
  })
  if (seconds === 0) return
  const when = seconds <= 90 ? `${seconds} 秒` : seconds < 5400 ? `${Math.ceil(seconds / 60)} 分钟` : `${Math.ceil(seconds / 3600)} 小时`
  throw new Refusal('too-many', { message: `获取验证码太频繁，请 ${when}后再试`, detail: { seconds } })
}

async function hasUse(tx: Tx, ctx: PublicContext, purpose: CodePurpose, mobile: string): Promise<boolean> {
  if (purpose === 'first-login') return membersAbove().isContact(tx, ctx, mobile)
  if (purpose === 'reset-password') return (await findByMobile(tx, ctx, mobile))?.state === 'active'
  return true
}

const hashCode = (id: string, code: string) => createHash('sha256').update(`${id}:${code}`).digest('base64url')

interface Shown {
  mobile: string
  purpose: CodePurpose
  code: string
}

/** Uses up the newest code of a number; throws `code-wrong` when it is not that one, too old, used, or guessed at five times. */
export async function useCode(ctx: Context, { mobile, purpose, code }: Shown): Promise<void> {
  const plain = code.normalize('NFKC').replace(/\s/g, '')
  // Apart from the verb around it: a wrong try counts even though the verb refuses.
  const right = await inTx({ ...ctx, tx: undefined }, async (tx, inside) => {
    const now = inside.kernel.clock.now()
    const { rows } = await sql<{ id: string; code_hash: string }>`
      update sms_codes set attempts = attempts + 1
      where association_id = ${inside.association.id} and used_at is null and attempts < ${wrongTries} and expires_at > ${now}
        and id = (select id from sms_codes where association_id = ${inside.association.id} and mobile = ${mobile} and purpose = ${purpose}
                  order by created_at desc, id desc limit 1)
      returning id, code_hash`.execute(tx)
    const [row] = rows
    if (!row || !timingSafeEqual(Buffer.from(hashCode(row.id, plain)), Buffer.from(row.code_hash))) return false
    await tx
      .updateTable('sms_codes')
      .set({ used_at: now })
      .where('association_id', '=', inside.association.id)
      .where('id', '=', row.id)
      .execute()
    return true
  })
  if (!right)
    throw new Refusal('code-wrong', {
      problems: [{ path: 'code', label: '短信验证码', message: '短信验证码不正确或已过期，请核对后重试' }],
    })
}
