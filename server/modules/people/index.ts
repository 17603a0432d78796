/** People and the units they work for: a unit's list, recommending, renewing, changing the employer, stamped rosters. */
export type { PeopleEvents } from './events.ts'
export { employerChangeKind, peopleKinds, renewalKind } from './kinds.ts'
export { peopleRoutes } from './routes.ts'
