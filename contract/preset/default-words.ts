import type { Words } from './association.ts'

/** What screens say where a preset has no word of its own. */
export const DEFAULT_WORDS: Words = {
  member: '会员',
  unit: '单位',
  unitInfo: '单位信息',
  contact: '联系人',
  contactLabels: ['第一联系人', '第二联系人'],
  dues: '会费',
  charter: '章程',
  secretariat: '秘书处',
  council: '理事会',
  councilInfo: '理事信息',
  certificate: '电子会员证',
  directory: '会员名录',
}
