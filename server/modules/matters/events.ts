interface MatterTold {
  matterId: string
  memberId: string
  kind: string
  number: string
  title: string
}

export interface MatterEvents {
  /** `again`: after a correction. `withinWorkdays` of the review it lies at now. */
  'matters.submitted': MatterTold & { again: boolean; withinWorkdays: number | null; reviewRole: string | null }
  'matters.returned': MatterTold & { remarks: number; message: string }
  'matters.rejected': MatterTold & { reason: string }
  /** A review passed it on, it is not through yet; `to` has it now. */
  'matters.forwarded': MatterTold & { to: 'reviewer' | 'applicant'; stage: string }
  /** The last review passed it: it is approved. */
  'matters.passed': MatterTold
  'matters.withdrawn': MatterTold
}
