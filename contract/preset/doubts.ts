import type { Resolution } from './dues.ts'

/** What the law would hold against a resolution; [] when nothing. Sentences for staff. */
export function doubtsAbout(resolution: Resolution): string[] {
  const { present, total } = resolution.attendance
  const doubts: string[] = []
  if (present * 3 < total * 2) doubts.push('到会人数不足会员（代表）的三分之二。')
  if (resolution.votes.for * 2 <= present) doubts.push('赞成票未超过到会人数的一半。')
  if (resolution.votes.for + resolution.votes.against + resolution.votes.abstain > present) doubts.push('票数多于到会人数。')
  if (!resolution.secretBallot) doubts.push('会费标准须以无记名投票表决。')
  if (resolution.floating !== undefined) doubts.push('会费数额应当明确，不得浮动。')
  if (resolution.publishedOn === undefined) doubts.push('尚未登记向全体会员公布的日期（须在 30 日内公布）。')
  return doubts
}
