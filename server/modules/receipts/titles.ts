import type { Problem } from '../../../contract/errors.ts'
import type { Titles } from '../../../contract/receipts.ts'
import { checkCreditCode } from '../../../contract/rules/credit-code.ts'
import { checkEmail } from '../../../contract/rules/email.ts'
import { normaliseCode, normaliseName } from '../../../contract/rules/text.ts'
import { Refusal } from '../../kernel/errors.ts'

/** Whose receipt it is, as it will be printed, or a refusal that names every wrong field. A person has no credit code. */
export function checkedTitles(said: Titles): Titles {
  const titles = { title: normaliseName(said.title), creditCode: normaliseCode(said.creditCode), email: said.email.trim() }
  const problems: Problem[] = []
  const note = (path: keyof Titles, label: string, message: string | null) => message !== null && problems.push({ path, label, message })
  note('title', '票据抬头', titles.title.length < 2 ? '请填写票据抬头，单位写全称，个人写姓名。' : null)
  note('creditCode', '统一社会信用代码', titles.creditCode === '' ? null : checkCreditCode(titles.creditCode))
  note('email', '接收邮箱', checkEmail(titles.email))
  if (problems.length > 0) throw new Refusal('input-invalid', { problems })
  return titles
}
