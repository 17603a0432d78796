import { demoLogins } from '../../server/demo/logins.ts'
import { demoUnit } from '../../server/demo/units.ts'

/** The unit whose life is told; everything about it is invented. The place in its credit code is 南京. */
export const unit = {
  ...demoUnit(202),
  name: '江苏示例星河建设集团有限公司',
  laterName: '江苏示例星河工程集团有限公司',
  person: '赵经办',
  mobile: '13600000001',
  password: 'Xinghe_2026',
  first: { name: '钱联络', mobile: '13600000002' },
}

const [administrator, officer, finance] = demoLogins.staff
const [paid, inArrears, submitted] = demoLogins.units
export const staff = { administrator, officer, finance }
/** Members and applicants of the demo: the council member joined before the system and never signed in. */
export const members = {
  paid: { ...demoUnit(0), mobile: paid.mobile },
  inArrears: { ...demoUnit(1), mobile: inArrears.mobile },
  council: demoUnit(3),
  submitted: { mobile: submitted.mobile },
}
