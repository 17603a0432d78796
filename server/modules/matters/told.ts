import type { Stage } from '../../../contract/preset/matters.ts'
import { reviewOf } from './definition.ts'
import type { MatterRow } from './store.ts'

export const toldOf = (row: MatterRow) => ({
  matterId: row.id,
  memberId: row.member_id,
  kind: row.kind,
  number: row.number,
  title: row.title,
})

/** Who has it now: the role, or the unit at whose review it lies. */
export function waitsFor(row: MatterRow, stages: readonly Stage[]) {
  const review = row.state === 'submitted' ? reviewOf({ stages }, row.stage) : null
  return {
    withinWorkdays: review?.withinWorkdays ?? null,
    reviewRole: review?.by ?? null,
    employerId: review?.review === 'employer' ? row.employer_id : null,
    branchId: row.branch_id,
  }
}

export const submittedNews = (row: MatterRow, stages: readonly Stage[], again: boolean) => ({
  ...toldOf(row),
  again,
  ...waitsFor(row, stages),
})
