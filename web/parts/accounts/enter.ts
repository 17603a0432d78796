import type { Reply } from '../../api/index.ts'
import { doorPath, safeNext } from '../../api/index.ts'

/**
 * After signing in: where one was going, if that is inside and open to this account; else home. `resume` asks the portal's home
 * to go on to what was left half-filled (CACEM-10). First of all a mail address, where the association needs one (CAQ-03).
 */
export function enter(signedIn: Reply<'POST /session'>, next?: unknown): void {
  const home = signedIn.home === 'portal' ? `${doorPath('portal')}?resume=1` : doorPath('console')
  const wanted = typeof next === 'string' && next !== '' ? safeNext(next) : home
  const closed = signedIn.home === 'portal' && wanted.startsWith(doorPath('console'))
  location.assign(signedIn.needsEmail ? doorPath('portal', 'settings/email?asked=1') : closed ? home : wanted)
}
