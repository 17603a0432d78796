import type { Context } from '../../kernel/context.ts'
import type { Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { findAccount, type Identifier, type IdentifierKind } from '../accounts/index.ts'
import type { Asked, Kind } from './registration.ts'

interface Registering {
  kind: Kind
  asked: Asked
  identifiers: readonly Identifier[]
}

/**
 * Who is here already does not register again. Where there is a code this is said only after it: whoever hears it has the phone in
 * hand. Of an ID card it is never told whether it has an account or a record.
 */
export async function refuseKnown(tx: Tx, ctx: Context, registering: Registering): Promise<void> {
  for (const identifier of registering.identifiers) if (await findAccount(tx, ctx, [identifier])) throw taken(ctx, identifier.kind)
  const member = await memberOf(tx, ctx, registering)
  if (!member) return
  if (registering.kind === 'person') throw taken(ctx, 'id-card')
  const { contact, login } = ctx.association.settings
  const way = login.firstLogin ? '如果您是单位的联络员，请用“首次登录”；否则请' : '请'
  const what = registering.asked['credit-code'] ? '该统一社会信用代码的单位' : '这个名称的单位'
  throw new Refusal('duplicate-member', {
    message: `${what}已是会员。${way}联系协会：${contact.phone}`,
    detail: { reason: 'unit-admitted' },
  })
}

function taken(ctx: Context, kind: IdentifierKind): Refusal {
  const { phone } = ctx.association.settings.contact
  if (kind === 'user-name')
    return new Refusal('input-invalid', { problems: [{ path: 'userName', label: '用户名', message: '这个用户名已有人使用，请换一个' }] })
  const messages = {
    mobile: '这个手机号已经注册过，请直接登录；忘了密码可以用短信找回',
    email: '这个邮箱已经注册过，请直接登录；忘了密码可以用邮件找回',
    'unit-name': `这个单位名称已经注册过。同事注册的请用那个账号登录或找回密码；否则请联系协会：${phone}`,
    'id-card': `这个身份证号已经登记过，请直接登录；登录不了请联系协会：${phone}`,
  }
  return new Refusal('already-done', { message: messages[kind], detail: { reason: `${kind}-registered` } })
}

/** A unit by its code, or by its name where no code is asked; an individual by the ID card. */
async function memberOf(tx: Tx, ctx: Context, { kind, asked }: Registering): Promise<{ id: string } | undefined> {
  const [column, value] =
    kind === 'person'
      ? (['id_card', asked['id-card']] as const)
      : asked['credit-code']
        ? (['credit_code', asked['credit-code']] as const)
        : (['name', asked['unit-name']] as const)
  if (!value) return undefined
  return tx
    .selectFrom('members')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('kind', '=', kind)
    .where(column, '=', value)
    .where('admitted_at', 'is not', null)
    .executeTakeFirst()
}
