import { demoLogins } from '../../server/demo/logins.ts'
import { demoUnit } from '../../server/demo/units.ts'

/** The unit whose life is told, from outside the province (its credit code is of 南京), and one of the province that joined long ago. */
export const unit = {
  ...demoUnit(202),
  name: '江苏示例宁远建设集团有限公司',
  person: '秦经办',
  mobile: '13600000031',
  newMobile: '13600000032',
  password: 'Zhian_2026',
  newPassword: 'Zhian_2027',
}
export const oldUnit = {
  ...demoUnit(205),
  name: '四川示例锦江检测有限公司',
  person: '许经办',
  mobile: '13600000033',
  password: 'Zhian_2026',
}

const [administrator, officer, finance] = demoLogins.staff
/** Each branch has a reviewer of its own, in the order of the branches. */
export const staff = {
  administrator: administrator.mobile,
  officer: officer.mobile,
  finance: finance.mobile,
  testing: '13900000011',
  safety: '13900000012',
  quality: '13900000015',
}
/** A member of the demo, in three branches at three levels. */
export const member = { ...demoUnit(0), mobile: demoLogins.units[0].mobile }
/** A member of the demo that stands in one branch only, 质量分会. */
export const elsewhere = demoUnit(4)
/** A member of the demo that owes. */
export const debtor = { ...demoUnit(1), mobile: demoLogins.units[1].mobile }
