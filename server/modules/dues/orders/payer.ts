import type { Payer } from '../../../../contract/dues.ts'
import type { Problem } from '../../../../contract/errors.ts'
import { checkCreditCode } from '../../../../contract/rules/credit-code.ts'
import { checkEmail } from '../../../../contract/rules/email.ts'
import { checkPersonName, checkUnitName } from '../../../../contract/rules/names.ts'
import { checkMobile } from '../../../../contract/rules/phone.ts'
import { countCharacters, normaliseCode, normaliseMobile, normaliseName } from '../../../../contract/rules/text.ts'
import type { MemberContext } from '../../../kernel/context.ts'
import { inTx, type Tx } from '../../../kernel/database/transaction.ts'
import { Refusal } from '../../../kernel/errors.ts'
import { emailOf, mobileOf } from '../../accounts/index.ts'
import { payingUnit } from '../ledger/paid-by.ts'
import { creditCodeRequired, mobileRequired, payerWords } from '../settings.ts'
import { memberName } from '../store.ts'

/**
 * The payer as it is kept, or a refusal that names every wrong field. A personal mailbox is advised, never demanded. A person may pay in his own
 * name, without a credit code, or have his unit pay. CAQ-18
 */
export async function checkedPayer(ctx: MemberContext, said: Payer): Promise<Payer> {
  const member = await inTx(ctx, (tx, ctx) => memberName(tx, ctx, ctx.memberId))
  const payer: Payer = {
    unit: normaliseName(said.unit),
    creditCode: normaliseCode(said.creditCode),
    person: normaliseName(said.person),
    mobile: normaliseMobile(said.mobile),
    email: said.email.trim(),
    remark: said.remark.trim(),
  }
  const words = payerWords(ctx, member.kind)
  const problems: Problem[] = []
  const note = (path: keyof Payer, message: string | null) => {
    if (message !== null) problems.push({ path, label: words[path].label, message })
  }
  const person = payer.creditCode === '' && (member.kind === 'person' || !creditCodeRequired(ctx))
  const checkPayer = person ? checkPersonName : checkUnitName
  note('unit', payer.unit === '' ? `请填写${words.unit.label}。` : checkPayer(payer.unit))
  if (!person) note('creditCode', payer.creditCode === '' ? `请填写${words.creditCode.label}。` : checkCreditCode(payer.creditCode))
  note('person', person ? checkPersonName(payer.person) : checkPerson(payer, words.person.label))
  if (payer.mobile !== '' || mobileRequired(ctx))
    note('mobile', payer.mobile === '' ? `请填写${words.mobile.label}。` : checkMobile(payer.mobile))
  note('email', payer.email === '' ? `请填写${words.email.label}，电子票据会发到这里。` : checkEmail(payer.email))
  note('remark', countCharacters(payer.remark) > 200 ? '备注最多 200 个字。' : null)
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return payer
}

// CACEM-16: the person who pays; units have more words for themselves than a name check knows.
function checkPerson(payer: Payer, label: string): string | null {
  if (payer.person === '') return `请填写${label}的姓名。`
  if (
    payer.person === payer.unit ||
    /(公司|集团|协会|学会|中心|研究院|事务所|工程局|有限|股份|企业|银行|学校|大学|学院)/.test(payer.person)
  ) {
    return `${label}请填写经办人本人的姓名，如“张示例”，不要填写单位名称；单位写在“单位名称”一栏。`
  }
  return checkPersonName(payer.person)
}

/** What is known already: the last order's people, else the first contact, else who asks; the unit is always today's. CACEM-16 */
export async function knownPayer(tx: Tx, ctx: MemberContext, memberId: string): Promise<Payer> {
  const [member, last, contact] = [
    await memberName(tx, ctx, memberId),
    await tx
      .selectFrom('orders')
      .select(['payer_person', 'payer_mobile', 'payer_email'])
      .where('association_id', '=', ctx.association.id)
      .where('member_id', '=', memberId)
      .orderBy('created_at', 'desc')
      .limit(1)
      .executeTakeFirst(),
    await tx
      .selectFrom('contacts')
      .select(['name', 'mobile', 'email'])
      .where('association_id', '=', ctx.association.id)
      .where('member_id', '=', memberId)
      .orderBy('position')
      .limit(1)
      .executeTakeFirst(),
  ]
  const { name, creditCode } = (await payingUnit(tx, ctx, memberId)) ?? member
  return {
    unit: name,
    creditCode: creditCode ?? '',
    remark: '',
    person: last?.payer_person || contact?.name || ctx.account.name,
    mobile: last?.payer_mobile || contact?.mobile || (await mobileOf(tx, ctx, ctx.account.id)) || '',
    email: last?.payer_email || contact?.email || (await emailOf(tx, ctx, ctx.account.id)) || '',
  }
}
