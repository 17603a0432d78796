import { applicant } from '../../server/demo/applicant.ts'
import { demoLogins } from '../../server/demo/logins.ts'
import { demoUnit } from '../../server/demo/units.ts'

/** Who joins in this life; everything about them is invented. The credit code is of 江苏 and belongs to nobody. */
export const unit = {
  name: '江苏示例星河质量有限公司',
  creditCode: demoUnit(314).creditCode,
  email: 'xinghe@example.org',
  person: '周示例',
  mobile: '13600000031',
  password: 'zhi666',
}

export const person = { name: '冯示例', email: 'feng@example.org', mobile: '13600000041', password: 'geren66' }

const [administrator, officer, finance] = demoLogins.staff
export const staff = { administrator, officer, finance }

/** Of the demo: a unit that is a member and paid, and becomes one of the council. */
export const council = applicant('unit', 0, { mobile: demoLogins.units[0].mobile })
/** Of the demo: an individual member. */
export const member = applicant('person', 0, { mobile: demoLogins.persons[0].mobile })
/** Of the demo: a unit that owes. Its address is invented. */
export const debtor = { ...demoUnit(1), email: 'jie@example.org' }
