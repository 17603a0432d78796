export interface PeopleEvents {
  /** The association agreed to a renewal: the coming term is to be paid. */
  'people.renewed': { personId: string; matterId: string }
  /** Somebody works for another unit now. */
  'people.employer-changed': { personId: string; unitId: string; formerUnitId: string | null; matterId: string }
}
