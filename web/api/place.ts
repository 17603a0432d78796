export type Door = 'public' | 'portal' | 'console'

/** The association's slug: the first segment of every address. */
export const slug = (): string => location.pathname.split('/')[1] ?? ''

const folder: Record<Door, string> = { public: '', portal: 'portal/', console: 'console/' }

/** Where a door's pages begin, with a slash at both ends: the router's history base. */
export const doorBase = (door: Door): string => `/${slug()}/${folder[door]}`

/** An address in a door, for links that cross from one door into another (a full page load). */
export const doorPath = (door: Door, path = ''): string => doorBase(door) + path.replace(/^\//, '')

/** The login page, which returns to `next` afterwards. */
export const loginPath = (next = location.pathname + location.search): string =>
  `${doorPath('public', 'login')}?next=${encodeURIComponent(next)}`

/** `next` if it leads into this association, otherwise the portal: an address from outside is never followed. */
export function safeNext(next: unknown): string {
  const inside = typeof next === 'string' && next.startsWith(`/${slug()}/`) && !next.includes('\\') && !next.includes('//')
  return inside ? next : doorPath('portal')
}
