import type { MemberLimit } from './preset/arrears.ts'

/** What a member can't do for now, as one says it to the member. */
export const limitNames: Record<MemberLimit, string> = { certificate: '下载和使用会员证', directory: '列入会员名录' }

/** What follows from unpaid dues. */
export const arrearsActs = { limit: '暂停部分服务', lapse: '视为自动退会' } as const
export type ArrearsAct = keyof typeof arrearsActs

/** Where a case stands. */
export const arrearsStages = {
  found: '待发通知',
  running: '通知期内',
  unreached: '通知未送达',
  ripe: '待决定',
  acted: '已处理',
  closed: '已结束',
} as const
export type ArrearsStage = keyof typeof arrearsStages

/** By whom a notice is posted: each gives a number by which one can ask whether it arrived. */
export const letterCarriers = ['挂号信', 'EMS', '其他快递'] as const

/** Why a case is over. */
export const arrearsOutcomes = {
  paid: '已缴清',
  waived: '已减免或核销',
  eased: '不再符合条件',
  left: '已退会',
  dropped: '决定不处理',
  undone: '已恢复',
} as const
export type ArrearsOutcome = keyof typeof arrearsOutcomes

/** 暂停下载和使用会员证、列入会员名录，缴清后自动恢复 · 视为自动退会 */
export function thenText(act: ArrearsAct, limits: readonly MemberLimit[]): string {
  return act === 'lapse' ? '将按程序视为自动退会' : `将暂停${limits.map((limit) => limitNames[limit]).join('、')}，缴清后自动恢复`
}
