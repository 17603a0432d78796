import type { FastifyInstance } from 'fastify'
import { cookieName } from '../modules/accounts/index.ts'

interface Sent {
  body?: unknown
  query?: Record<string, string>
  headers?: Record<string, string>
}

/** Speaks to the app as a browser of this site would: keeps cookies, sends our header. No port is opened. */
export function browserOf(app: FastifyInstance, slug: string) {
  let cookie: string | undefined
  return {
    async send(method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', path: string, sent: Sent = {}) {
      const response = await app.inject({
        method,
        url: `/${slug}/api${path}`,
        ...(sent.query && { query: sent.query }),
        ...(sent.body !== undefined && { payload: sent.body as object }),
        headers: { ...(method !== 'GET' && { 'x-huiji': '1' }), ...(cookie && { cookie: `${cookieName}=${cookie}` }), ...sent.headers },
      })
      const set = response.cookies.find((entry) => entry.name === cookieName)
      if (set) cookie = set.value || undefined
      return response
    },
    /** Takes over a session that was opened by a verb. */
    useToken(token: string) {
      cookie = token
    },
  }
}
