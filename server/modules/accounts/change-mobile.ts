import type { MobileChange } from '../../../contract/accounts.ts'
import type { ChallengeAnswer } from '../../../contract/challenges.ts'
import { maskMobile } from '../../../contract/rules/mask.ts'
import { audit } from '../../kernel/audit.ts'
import type { AccountContext } from '../../kernel/context.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { raise } from '../../kernel/outbox.ts'
import { requireMobile } from './addresses.ts'
import { requireOwnPassword } from './change-password.ts'
import { requestCode, useCode } from './codes.ts'
import { findByMobile, mobileOf, replaceIdentifier } from './identifiers.ts'

/** A code to the account's present number, which need not be typed. */
export async function requestOldCode(ctx: AccountContext, { challenge }: { challenge: ChallengeAnswer | null }) {
  const mobile = await inTx(ctx, (tx) => mobileOf(tx, ctx, ctx.account.id))
  if (mobile === null) throw new Refusal('not-found', '这个账号还没有绑定手机号')
  return requestCode(ctx, { mobile, purpose: 'leave-mobile', challenge })
}

/**
 * 更换手机号 (CQSSA-13): a code from the present number says who, one from the new number says that it is theirs. An account without
 * a number says its password instead. Who no longer has the old number goes through the association.
 */
export async function changeMobile(ctx: AccountContext, input: MobileChange): Promise<void> {
  const mobile = requireMobile(input.mobile)
  const before = await inTx(ctx, (tx) => mobileOf(tx, ctx, ctx.account.id))
  if (before === mobile) throw new Refusal('already-done', '这就是您现在的手机号')
  // The new number first: its code is wrong more often, and a code is used up by being right.
  if (before === null) await requireOwnPassword(ctx, input.password ?? '', 'password')
  await useCode(ctx, { mobile, purpose: 'change-mobile', code: input.code })
  if (before !== null) await useCode(ctx, { mobile: before, purpose: 'leave-mobile', code: input.oldCode ?? '' }, 'oldCode')
  await inTx(ctx, async (tx, inside) => {
    const { id, name } = inside.account
    if (await findByMobile(tx, inside, mobile)) throw new Refusal('already-done', '这个手机号已经是另一个账号的登录手机号')
    if ((await mobileOf(tx, inside, id)) !== before) throw new Refusal('conflict')
    await replaceIdentifier(tx, inside, id, { kind: 'mobile', value: mobile, confirmed: true })
    await audit(tx, inside, {
      action: 'account.mobile-changed',
      subject: { kind: 'account', id, label: name },
      before: { mobile: before && maskMobile(before) },
      after: { mobile: maskMobile(mobile) },
    })
    await raise(tx, inside, 'accounts.mobile-changed', { accountId: id, before, after: mobile })
  })
}
