import type { Registration } from '../../../contract/accounts.ts'
import type { Problem } from '../../../contract/errors.ts'
import type { RegistrationField } from '../../../contract/preset.ts'
import { checkCitizenId } from '../../../contract/rules/citizen-id.ts'
import { checkCreditCode } from '../../../contract/rules/credit-code.ts'
import { checkEmail } from '../../../contract/rules/email.ts'
import { checkPersonName, checkUnitName } from '../../../contract/rules/names.ts'
import { checkMobile } from '../../../contract/rules/phone.ts'
import { normaliseCode, normaliseName } from '../../../contract/rules/text.ts'
import { checkUserName } from '../../../contract/rules/user-name.ts'
import type { Context } from '../../kernel/context.ts'
import { Refusal } from '../../kernel/errors.ts'
import { tidy } from '../accounts/index.ts'
import { registrations } from '../associations/index.ts'

export type Kind = 'unit' | 'person'
/** What was asked and answered, as it is kept. */
export type Asked = Partial<Record<RegistrationField, string>>

/** A field of a preset's registration → where it stands in the request, how it is kept, when it is right. */
export const registrationPlaces = {
  'unit-name': 'unitName',
  'credit-code': 'creditCode',
  name: 'name',
  'id-card': 'idCard',
  'user-name': 'userName',
  mobile: 'mobile',
  email: 'email',
} as const satisfies Record<RegistrationField, keyof Registration>

// Full-width letters and stray blanks are how people paste, not mistakes.
const name = (typed: string) => normaliseName(typed.normalize('NFC'))
const code = (typed: string) => normaliseCode(typed.normalize('NFKC'))
const rules: Record<RegistrationField, [clean: (typed: string) => string, check: (value: string, today: string) => string | null]> = {
  'unit-name': [name, checkUnitName],
  'credit-code': [code, checkCreditCode],
  name: [name, checkPersonName],
  'id-card': [code, checkCitizenId],
  'user-name': [(typed) => typed.normalize('NFKC').trim(), checkUserName],
  mobile: [tidy.mobile, checkMobile],
  email: [tidy.email, checkEmail],
}

/** Everything the preset asks of this kind, checked; throws `input-invalid` with each wrong place. */
export function readRegistration(ctx: Context, kind: Kind, input: Registration): Asked {
  const asks = registrations(ctx.association.settings).find((rule) => rule.kind === kind)?.asks
  if (!asks) throw new Refusal('not-allowed', '本协会暂不开放在线注册，请联系协会')
  const asked: Asked = {}
  const problems: Problem[] = []
  for (const { field, label } of asks) {
    const [clean, check] = rules[field]
    const value = clean(input[registrationPlaces[field]] ?? '')
    const message = value === '' ? `请填写${label}` : check(value, ctx.kernel.clock.today())
    if (message) problems.push({ path: registrationPlaces[field], label, message })
    asked[field] = value
  }
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return asked
}
