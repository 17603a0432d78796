import { audit } from '../../kernel/audit.ts'
import type { AccountContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { setPassword } from './create.ts'
import { emailOf, mobileOf } from './identifiers.ts'
import { hashPassword, isPassword, requirePassword } from './passwords.ts'
import { endSessions } from './sessions.ts'
import { countPasswordTry, countWrongPassword, forgetTries, lockedOut } from './tries.ts'

interface Change {
  old: string
  password: string
  /** Of the session that asks; it goes on, the others end. */
  token: string | undefined
}

/** 修改密码 (CACEM-20). */
export async function changePassword(ctx: AccountContext, { old, password, token }: Change): Promise<void> {
  requirePassword(ctx, password)
  await requireOwnPassword(ctx, old, 'old')
  if (old === password)
    throw new Refusal('input-invalid', { problems: [{ path: 'password', label: '新密码', message: '新密码不能与原密码相同' }] })
  const hash = await hashPassword(password)
  await inTx(ctx, async (tx, inside) => {
    const { id, name } = inside.account
    await setPassword(tx, inside, id, hash)
    const ended = await endSessions(tx, inside, id, token)
    await audit(tx, inside, {
      action: 'account.password-changed',
      subject: { kind: 'account', id, label: name },
      after: { sessionsEnded: ended },
    })
    await raise(tx, inside, 'accounts.password-changed', {
      accountId: id,
      mobile: await mobileOf(tx, inside, id),
      email: await emailOf(tx, inside, id),
    })
  })
}

/** The signed-in person says the password again. Guesses are limited like those at the login. */
export async function requireOwnPassword(ctx: AccountContext, password: string, path: string): Promise<void> {
  const key = `account:${ctx.account.id}`
  await countPasswordTry(ctx, key)
  const row = await inTx(ctx, (tx) =>
    tx
      .selectFrom('accounts')
      .select('password_hash')
      .where('association_id', '=', ctx.association.id)
      .where('id', '=', ctx.account.id)
      .executeTakeFirst(),
  )
  if (await isPassword(password, row?.password_hash)) return forgetTries(ctx, key)
  if (await countWrongPassword(ctx, key)) throw lockedOut()
  throw new Refusal('input-invalid', { message: '密码不正确', problems: [{ path, label: '密码', message: '密码不正确，请重新输入' }] })
}
