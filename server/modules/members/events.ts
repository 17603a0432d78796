export interface MemberEvents {
  'members.admitted': { memberId: string; matterId: string | null; number: string }
  /** CAQ-08: an applicant got its number before the last review. */
  'members.numbered': { memberId: string; matterId: string; number: string }
  /** A member changed what staff want to know of (`alert: staff` in the form). */
  'members.changed': { memberId: string; memberName: string; fields: { label: string; before: string; after: string }[] }
  'members.left': { memberId: string }
}
