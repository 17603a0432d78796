import type { Route } from '../../kernel/http/route.ts'
import { letterRoutes } from './letters/routes.ts'
import { takeoverRoutes } from './takeovers/routes.ts'

export { issueLetters } from './letters/issue.ts'
export { forgetCodes } from './letters/void.ts'
export { clearDrafts } from './takeovers/clear.ts'
export { informHolders } from './takeovers/inform.ts'
export { takeoverForTelling } from './takeovers/told.ts'
export const accessRoutes: Route[] = [...letterRoutes, ...takeoverRoutes]
