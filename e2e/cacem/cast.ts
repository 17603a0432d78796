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

/** Applies in vain. */
export const refusedUnit = {
  ...demoUnit(203),
  name: '浙江示例远帆贸易有限公司',
  person: '孙经办',
  mobile: '13600000003',
  password: 'Yuanfan_2026',
}

const [administrator, officer, finance] = demoLogins.staff
const [paid, inArrears] = demoLogins.units
export const staff = { administrator, officer, finance }
export const members = { paid, inArrears }
