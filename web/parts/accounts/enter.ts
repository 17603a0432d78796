import type { Reply } from '../../api/index.ts'
import { doorPath, safeNext } from '../../api/index.ts'

/** After signing in: where one was going, if that is inside and open to this account; else home. */
export function enter(signedIn: Reply<'POST /session'>, next?: unknown): void {
  const wanted = typeof next === 'string' && next !== '' ? safeNext(next) : doorPath(signedIn.home)
  const closed = signedIn.home === 'portal' && wanted.startsWith(doorPath('console'))
  location.assign(closed ? doorPath('portal') : wanted)
}
