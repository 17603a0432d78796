interface MatterTold {
  matterId: string
  memberId: string
  kind: string
  number: string
  title: string
}

/** Who has it now: a role (in the matter's branch, where it has one), or the unit that reviews as employer. */
interface Waits {
  withinWorkdays: number | null
  reviewRole: string | null
  employerId: string | null
  branchId: string | null
}

export interface MatterEvents {
  /** `again`: after a correction. `withinWorkdays` of the review it lies at now. */
  'matters.submitted': MatterTold & Waits & { again: boolean }
  'matters.returned': MatterTold & { remarks: number; message: string }
  'matters.rejected': MatterTold & { reason: string }
  /** A review passed it on, it is not through yet; `to` has it now. */
  'matters.forwarded': MatterTold & Waits & { to: 'reviewer' | 'applicant'; stage: string }
  /** The last review passed it: it is approved. */
  'matters.passed': MatterTold
  'matters.withdrawn': MatterTold
}
