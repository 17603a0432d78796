export interface AccessEvents {
  /** Letters are to be made; raised again by the job itself while some are missing. */
  'access.letters-ordered': { batchId: string }
  /** A claim on a unit's account came in; `days` are the working days it waits. */
  'access.takeover-asked': { takeoverId: string; days: number }
  /** To one who acts for the unit or stands on its record; `link` is where one objects. */
  'access.takeover-notice': {
    takeoverId: string
    unit: string
    person: string
    mobile: string | null
    email: string | null
    days: number
    link: string
  }
  'access.takeover-objected': { takeoverId: string; memberId: string | null; unit: string; by: string; objection: string }
  'access.takeover-decided': {
    takeoverId: string
    state: 'approved' | 'refused'
    unit: string
    number: string
    mobile: string
    reason: string
  }
}
