interface MatterTold {
  matterId: string
  memberId: string
  kind: string
  number: string
  title: string
}

export interface MatterEvents {
  'matters.submitted': MatterTold
  'matters.returned': MatterTold & { remarks: number; message: string }
  'matters.rejected': MatterTold & { reason: string }
  'matters.passed': MatterTold
}
