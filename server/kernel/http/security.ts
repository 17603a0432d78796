import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Refusal } from '../errors.ts'

const policy = [
  "default-src 'self'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "object-src 'none'",
  "frame-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join('; ')

/** Headers on every answer, and no unsafe method from another site. */
export function secure(app: FastifyInstance, options: { https: boolean }): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('content-security-policy', policy)
    reply.header('x-content-type-options', 'nosniff')
    reply.header('referrer-policy', 'same-origin')
    reply.header('x-frame-options', 'SAMEORIGIN')
    reply.header('cross-origin-opener-policy', 'same-origin')
    reply.header('cross-origin-resource-policy', 'same-origin')
    reply.header('permissions-policy', 'camera=(self), microphone=(), geolocation=(), payment=()')
    if (options.https) reply.header('strict-transport-security', 'max-age=31536000; includeSubDomains')
    if (!safe.has(request.method) && !request.routeOptions.config.signed) refuseCrossSite(request)
  })
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Sent by a machine of another house and proved by its signature, never by a session. */
    signed?: true
  }
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

// A page of another site can send neither our header nor a matching Origin; same-site cookies are the second lock.
function refuseCrossSite(request: FastifyRequest) {
  const site = request.headers['sec-fetch-site']
  const origin = request.headers.origin
  const foreign = origin !== undefined && hostOf(origin) !== request.host
  if (foreign || (site !== undefined && site !== 'same-origin') || request.headers['x-huiji'] !== '1') throw new Refusal('cross-site')
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host
  } catch {
    return null
  }
}
