import type { LetterFound } from '../../../../contract/letters.ts'
import { checkPersonName } from '../../../../contract/rules/names.ts'
import { audit } from '../../../kernel/audit.ts'
import type { AccountContext, Context, PublicContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { found, Refusal } from '../../../kernel/errors.ts'
import { countTry } from '../../../kernel/limits.ts'
import {
  addressKey,
  createAccount,
  endSessions,
  findByMobile,
  hashPassword,
  type Opened,
  openFor,
  requireMobile,
  requirePassword,
  setPassword,
  useCode,
} from '../../accounts/index.ts'
import { linkAccount } from '../../members/index.ts'
import { hashCode, tidyCode } from './code.ts'
import { waysIn } from './ways.ts'

const gone = '激活码不正确、已用过或已过期。请核对信上的 16 位激活码（没有数字 0、1 和字母 O、I），或联系协会重新发放'

interface Letter {
  id: string
  expiresAt: Date
  memberId: string
  kind: 'unit' | 'person'
  name: string
  number: string | null
}

/** Whose code it is; throws `not-found` for one that opens nothing, in the same words whatever the reason. */
export async function lookAtLetter(ctx: Context, typed: string): Promise<LetterFound> {
  const letter = await look(ctx, typed)
  const { settings } = ctx.association
  return {
    member: letter.name,
    kind: letter.kind,
    ways: waysIn(settings, letter),
    mobile: settings.letters?.mobile ?? false,
    expiresAt: letter.expiresAt.toISOString(),
  }
}

async function look(ctx: Context, typed: string): Promise<Letter> {
  const limits = [
    { key: `letters:tries:${addressKey(ctx)}`, max: 60, seconds: 3600 },
    { key: 'letters:tries', max: 3000, seconds: 3600 },
  ]
  const wait = await inTx({ ...ctx, tx: undefined }, async (tx) => {
    const waits: number[] = []
    for (const limit of limits) waits.push(await countTry(tx, ctx, limit))
    return Math.max(...waits)
  })
  if (wait > 0) throw new Refusal('too-many', { message: `尝试太频繁，请 ${Math.ceil(wait / 60)} 分钟后再试`, detail: { seconds: wait } })
  return inTx(ctx, (tx) => findLetter(tx, ctx, typed))
}

/** Of records that were made one since, the one that stayed. */
async function findLetter(tx: Tx, ctx: Context, typed: string): Promise<Letter> {
  const row = await tx
    .selectFrom('letters as l')
    .innerJoin('members as o', (join) => join.onRef('o.association_id', '=', 'l.association_id').onRef('o.id', '=', 'l.member_id'))
    .innerJoin('members as m', (join) =>
      join.onRef('m.association_id', '=', 'o.association_id').on((on) => on('m.id', '=', on.fn.coalesce('o.merged_into', 'o.id'))),
    )
    .select(['l.id', 'l.expires_at', 'm.id as member_id', 'm.kind', 'm.name', 'm.number'])
    .where('l.association_id', '=', ctx.association.id)
    .where('l.code_hash', '=', hashCode(tidyCode(typed)))
    .where('l.expires_at', '>', ctx.kernel.clock.now())
    .where('l.used_at', 'is', null)
    .where('l.voided_at', 'is', null)
    .executeTakeFirst()
  const letter = found(row, gone)
  return {
    id: letter.id,
    expiresAt: letter.expires_at,
    memberId: letter.member_id,
    kind: letter.kind === 'person' ? 'person' : 'unit',
    name: letter.name,
    number: letter.number,
  }
}

interface Activation {
  code: string
  name: string
  mobile?: string
  smsCode?: string
  password: string
}

/** GSJL-05, CAQ-03: an account with a password of one's own, for the member the letter was written to. Signs in. */
export async function activateLetter(ctx: PublicContext, input: Activation): Promise<Opened> {
  await look(ctx, input.code)
  const name = input.name.trim()
  const wrong = checkPersonName(name)
  if (wrong) throw new Refusal('input-invalid', { problems: [{ path: 'name', label: '姓名', message: wrong }] })
  requirePassword(ctx, input.password)
  const mobile = ctx.association.settings.letters?.mobile ? requireMobile(input.mobile ?? '') : null
  if (mobile) {
    await refuseTaken(ctx, mobile)
    await useCode(ctx, { mobile, purpose: 'activate', code: input.smsCode ?? '' }, 'smsCode')
  }
  const passwordHash = await hashPassword(input.password)
  return inTx(ctx, async (tx, inside) => {
    const letter = await findLetter(tx, inside, input.code)
    const accountId = await makeAccount(tx, inside, { name, mobile, passwordHash })
    await useLetter(tx, inside, letter, accountId)
    return openFor(tx, inside, accountId)
  })
}

const taken = () =>
  new Refusal('already-done', {
    message: '这个手机号已经有账号。请先用它登录，再打开激活链接，就能用同一个账号办理',
    detail: { reason: 'mobile-registered' },
  })

async function refuseTaken(ctx: PublicContext, mobile: string): Promise<void> {
  const known = await inTx(ctx, (tx) => findByMobile(tx, ctx, mobile))
  if (known?.passwordHash) throw taken()
}

async function makeAccount(
  tx: Tx,
  ctx: PublicContext,
  { name, mobile, passwordHash }: { name: string; mobile: string | null; passwordHash: string },
): Promise<string> {
  const known = mobile ? await findByMobile(tx, ctx, mobile) : undefined
  if (known?.passwordHash || known?.state === 'disabled') throw taken()
  if (known) {
    await setPassword(tx, ctx, known.id, passwordHash)
    await endSessions(tx, ctx, known.id)
    return known.id
  }
  const identifiers = mobile ? [{ kind: 'mobile' as const, value: mobile, confirmed: true }] : []
  return createAccount(tx, ctx, { name, passwordHash, identifiers })
}

/** Once: of two who hold the same letter the second finds it used. */
async function useLetter(tx: Tx, ctx: Context, letter: Letter, accountId: string): Promise<void> {
  const used = await tx
    .updateTable('letters')
    .set({ used_at: ctx.kernel.clock.now(), account_id: accountId, sealed: null })
    .where('association_id', '=', ctx.association.id)
    .where('id', '=', letter.id)
    .where('used_at', 'is', null)
    .where('voided_at', 'is', null)
    .executeTakeFirst()
  if (used.numUpdatedRows === 0n) throw new Refusal('not-found', gone)
  await linkAccount(tx, ctx, accountId, [letter.memberId])
  await audit(tx, ctx, {
    action: 'letter.used',
    subject: { kind: 'member', id: letter.memberId, label: letter.name },
    after: { letter: letter.id, account: accountId },
  })
}

/** One account for several units: who is signed in takes this one to the others. Answers the member. */
export async function joinByLetter(ctx: AccountContext, typed: string): Promise<{ id: string }> {
  const { memberId } = await look(ctx, typed)
  return inTx(ctx, async (tx, inside) => {
    if (inside.kind === 'member' && inside.memberIds.includes(memberId)) throw new Refusal('already-done', '您的账号已经可以代表这个会员')
    await useLetter(tx, inside, await findLetter(tx, inside, typed), inside.account.id)
    return { id: memberId }
  })
}
