import type { AuditAction } from '../../../contract/audit.ts'
import type { ChallengeAnswer } from '../../../contract/challenges.ts'
import { maskMobile } from '../../../contract/rules/mask.ts'
import { checkMobile } from '../../../contract/rules/phone.ts'
import { audit } from '../../kernel/audit.ts'
import type { PublicContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { useChallenge } from './challenges/index.ts'
import { findLogin } from './find-login.ts'
import { type FoundAccount, tidyMobile } from './identifiers.ts'
import { mailState } from './mail-state.ts'
import { isPassword } from './passwords.ts'
import { openSession } from './sessions.ts'
import { countPasswordTry, countWrongPassword, forgetTries, lockedOut } from './tries.ts'

interface Login {
  /** Of the association's tabs; left out, all of them. */
  tab?: string
  identifier: string
  password: string
  remember?: boolean
  challenge?: ChallengeAnswer | null
}

export interface Opened {
  token: string
  home: 'console' | 'portal'
  needsEmail?: boolean
}

/** CACEM-01, CAQ-02, GSJL-03. What is refused, and how long that takes, is the same whether the identifier is known or not. */
export async function signIn(ctx: PublicContext, { tab, identifier, password, remember = false, challenge }: Login): Promise<Opened> {
  await useChallenge(ctx, challenge)
  const key = triesKey(identifier)
  await countPasswordTry(ctx, key)
  const { account, several } = await inTx(ctx, (tx) => findLogin(tx, ctx, identifier, tab))
  const right = await isPassword(password, account?.passwordHash)
  if (several) throw new Refusal('name-not-unique')
  if (!right) return refuse(ctx, identifier, account)
  if (account?.state !== 'active') throw new Refusal('not-allowed', '这个账号已停用，请联系协会')
  await forgetTries(ctx, key)
  return inTx(ctx, async (tx, inside) => {
    await note(tx, inside, 'account.signed-in', account)
    return openFor(tx, inside, account.id, remember)
  })
}

/** What tries are counted under for something typed at the login. */
export const triesKey = (identifier: string): string => `typed:${tidyMobile(identifier).toLowerCase()}`

/** Opens a session for an account that proved who it is, and says where it belongs. Throws when it belongs nowhere. */
export async function openFor(tx: Tx, ctx: PublicContext, accountId: string, remember = false): Promise<Opened> {
  const { id } = ctx.association
  const staff = await tx
    .selectFrom('staff')
    .select('account_id')
    .where('association_id', '=', id)
    .where('account_id', '=', accountId)
    .where('state', '=', 'active')
    .executeTakeFirst()
  const member = await tx
    .selectFrom('account_members')
    .select('member_id')
    .where('association_id', '=', id)
    .where('account_id', '=', accountId)
    .executeTakeFirst()
  if (!staff && !member) throw new Refusal('not-allowed', '这个账号目前没有可用的身份，请联系协会')
  const token = await openSession(tx, ctx, accountId, null, { remember })
  if (staff) return { token, home: 'console' }
  const { needsEmail } = await mailState(tx, ctx, accountId)
  return { token, home: 'portal', ...(needsEmail && { needsEmail }) }
}

async function refuse(ctx: PublicContext, identifier: string, account: FoundAccount | undefined): Promise<never> {
  const shut = await countWrongPassword(ctx, triesKey(identifier))
  const who = account ?? { id: undefined, name: shown(identifier) }
  await inTx(ctx, (tx) => note(tx, ctx, shut ? 'account.locked' : 'account.sign-in-failed', who))
  throw shut ? lockedOut() : new Refusal('wrong-credentials', '账号或密码不正确。连续错误 5 次将锁定 15 分钟')
}

function shown(identifier: string): string {
  const mobile = tidyMobile(identifier)
  return checkMobile(mobile) === null ? maskMobile(mobile) : '未登记的账号'
}

function note(tx: Tx, ctx: PublicContext, action: AuditAction, { id, name }: { id?: string | undefined; name: string }): Promise<void> {
  return audit(tx, ctx, { action, subject: { kind: 'account', ...(id !== undefined && { id }), label: name } })
}
