import { demoLogins } from '../../server/demo/logins.ts'
import { demoUnit } from '../../server/demo/units.ts'

/** The unit whose life is told; everything about it is invented. */
export const unit = {
  ...demoUnit(203),
  name: '浙江示例云峰电力建设有限公司',
  laterName: '浙江示例云峰能源建设有限公司',
  person: '韩联络',
  userName: 'yunfeng',
  mobile: '13600000031',
  email: 'yunfeng@example.org',
  password: 'Yunfeng_2026',
}

const [administrator, officer, finance] = demoLogins.staff
const [paid, inArrears] = demoLogins.units
export const staff = {
  administrator,
  officer,
  finance,
  secretary: { mobile: '13900000004' },
  /** Each sees one branch. */
  thermal: { mobile: '13900000011' },
  grid: { mobile: '13900000012' },
}
/** Of the demo: a member who paid, and asked for a change and a branch; and one that owes. */
export const members = { paid: { ...demoUnit(0), mobile: paid.mobile }, inArrears: { ...demoUnit(1), mobile: inArrears.mobile } }
