import type { Registration } from './accounts.ts'
import type { RegistrationField } from './preset/association.ts'
import { checkCitizenId } from './rules/citizen-id.ts'
import { checkCreditCode } from './rules/credit-code.ts'
import { checkEmail } from './rules/email.ts'
import { checkPersonName, checkUnitName } from './rules/names.ts'
import { checkMobile } from './rules/phone.ts'
import { normaliseCode, normaliseMobile, normaliseName } from './rules/text.ts'
import { checkUserName } from './rules/user-name.ts'

interface Rule {
  /** Where it stands in the request. */
  path: Exclude<keyof Registration, 'kind' | 'challenge'>
  /** As it is kept: full-width letters and stray blanks are how people paste, not mistakes. */
  clean: (typed: string) => string
  check: (value: string, today?: string) => string | null
}

const name = (typed: string) => normaliseName(typed.normalize('NFC'))
const code = (typed: string) => normaliseCode(typed.normalize('NFKC'))

/** Every field a preset may ask at registering. */
export const registrationRules: Readonly<Record<RegistrationField, Rule>> = {
  'unit-name': { path: 'unitName', clean: name, check: checkUnitName },
  'credit-code': { path: 'creditCode', clean: code, check: checkCreditCode },
  name: { path: 'name', clean: name, check: checkPersonName },
  'id-card': { path: 'idCard', clean: code, check: checkCitizenId },
  'user-name': { path: 'userName', clean: (typed) => typed.normalize('NFKC').trim(), check: checkUserName },
  mobile: { path: 'mobile', clean: normaliseMobile, check: checkMobile },
  email: { path: 'email', clean: (typed) => typed.normalize('NFKC').trim().toLowerCase(), check: checkEmail },
}
