import type { Registration } from '../../../contract/accounts.ts'
import type { Problem } from '../../../contract/errors.ts'
import { checkCreditCode } from '../../../contract/rules/credit-code.ts'
import { checkPersonName, checkUnitName } from '../../../contract/rules/names.ts'
import { normaliseCode, normaliseName } from '../../../contract/rules/text.ts'
import { audit } from '../../kernel/audit.ts'
import type { Context, PublicContext } from '../../kernel/context.ts'
import { inTx, type Tx } from '../../kernel/database/transaction.ts'
import { Refusal } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import {
  createAccount,
  findByMobile,
  hashPassword,
  type Opened,
  openFor,
  requireMobile,
  requirePassword,
  useCode,
} from '../accounts/index.ts'

/** 注册 (CACEM-02): an account and an applicant of its own, signed in at once. The code proves that the mobile is theirs. */
export async function registerUnit(ctx: PublicContext, input: Registration): Promise<Opened> {
  if (!ctx.association.settings.registration.unit) throw new Refusal('not-allowed', '本协会暂不开放在线注册，请联系协会')
  const unit = readUnit(input)
  const mobile = requireMobile(input.mobile)
  requirePassword(ctx, input.password)
  await useCode(ctx, { mobile, purpose: 'register', code: input.code })
  const passwordHash = await hashPassword(input.password)
  return inTx(ctx, async (tx, inside) => {
    const { accountId } = await enrolUnit(tx, inside, { ...unit, mobile, passwordHash })
    return openFor(tx, inside, accountId)
  })
}

/** The act itself, for whoever has proof that the mobile is theirs. `input-invalid` data must have been refused before. */
export async function enrolUnit(
  tx: Tx,
  ctx: Context,
  unit: Unit & { mobile: string; passwordHash: string | null },
): Promise<{ accountId: string; memberId: string }> {
  await refuseKnown(tx, ctx, unit.mobile, unit.creditCode)
  const accountId = await createAccount(tx, ctx, {
    name: unit.person,
    passwordHash: unit.passwordHash,
    identifiers: [{ kind: 'mobile', value: unit.mobile }],
  })
  await audit(tx, ctx, { action: 'account.registered', subject: { kind: 'account', id: accountId, label: unit.person } })
  return { accountId, memberId: await addApplicant(tx, ctx, accountId, unit) }
}

interface Unit {
  name: string
  creditCode: string
  person: string
}

// Full-width letters and stray blanks are how people paste, not mistakes.
function readUnit(input: Registration): Unit {
  const unit = {
    name: normaliseName(input.unitName.normalize('NFC')),
    creditCode: normaliseCode(input.creditCode.normalize('NFKC')),
    person: normaliseName(input.name.normalize('NFC')),
  }
  const checks: [string, string, string | null][] = [
    ['unitName', '企业中文全称', checkUnitName(unit.name)],
    ['creditCode', '统一社会信用代码', checkCreditCode(unit.creditCode)],
    ['name', '姓名', checkPersonName(unit.person)],
  ]
  const problems: Problem[] = checks.flatMap(([path, label, message]) => (message ? [{ path, label, message }] : []))
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return unit
}

// Said only after the code: whoever hears it has the phone in hand.
async function refuseKnown(tx: Tx, ctx: Context, mobile: string, creditCode: string): Promise<void> {
  if (await findByMobile(tx, ctx, mobile)) {
    throw new Refusal('already-done', {
      message: '这个手机号已经注册过，请直接登录；忘了密码可以用短信找回',
      detail: { reason: 'mobile-registered' },
    })
  }
  const member = await tx
    .selectFrom('members')
    .select('id')
    .where('association_id', '=', ctx.association.id)
    .where('credit_code', '=', creditCode)
    .where('admitted_at', 'is not', null)
    .executeTakeFirst()
  if (!member) return
  const { contact, login } = ctx.association.settings
  const way = login.firstLogin ? '如果您是单位的联络员，请用“首次登录”；否则请' : '请'
  throw new Refusal('duplicate-member', {
    message: `该统一社会信用代码的单位已是会员。${way}联系协会：${contact.phone}`,
    detail: { reason: 'unit-admitted' },
  })
}

/** Puts an applicant beside an account. Several may claim one credit code until one is admitted. */
async function addApplicant(tx: Tx, ctx: Context, accountId: string, { name, creditCode }: Unit): Promise<string> {
  const id = newId()
  const association_id = ctx.association.id
  const now = ctx.kernel.clock.now()
  await tx
    .insertInto('members')
    .values({ association_id, id, kind: 'unit', name, credit_code: creditCode, created_at: now, updated_at: now })
    .execute()
  await tx.insertInto('account_members').values({ association_id, account_id: accountId, member_id: id, created_at: now }).execute()
  await audit(tx, ctx, { action: 'member.registered', subject: { kind: 'member', id, label: name }, after: { name, creditCode } })
  return id
}
