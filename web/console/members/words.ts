import type { DuesState, MemberRow, Standing } from '../../../contract/members.ts'

export const standingWords: Record<Standing, string> = { applicant: '申请中', current: '在会', left: '已退会' }
export const duesWords: Record<DuesState, string> = { paid: '已交清', arrears: '欠费', none: '无应交' }
export const duesKinds: Record<DuesState, 'plain' | 'good' | 'warn'> = { paid: 'good', arrears: 'warn', none: 'plain' }

export const dash = (text: string | null | undefined): string => text || '—'

type Badge = { label: string; state: 'current' | 'left' | 'applying' }
export function badgeOf(member: Pick<MemberRow, 'standing' | 'levelName'>): Badge {
  if (member.standing === 'applicant') return { label: '入会', state: 'applying' }
  return { label: member.levelName ?? '会员', state: member.standing === 'left' ? 'left' : 'current' }
}
