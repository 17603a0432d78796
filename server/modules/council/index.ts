/** The council: its terms and posts, and the papers asked of its members (CAQ-16). */
export { askedOf } from './asked.ts'
export { councilContact } from './contact.ts'
export type { CouncilEvents } from './events.ts'
export { councilRows } from './merging.ts'
export { remindOwing } from './remind.ts'
export { councilRoutes } from './routes.ts'
export { installTerms, lastDayOfTerms } from './terms.ts'
