import Fastify, { type FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerErrors } from './errors.ts'
import { secure } from './security.ts'

let app: FastifyInstance
let https: FastifyInstance

function house(options: { https: boolean }) {
  const made = Fastify()
  secure(made, options)
  answerErrors(made)
  made.get('/read', async () => ({ read: true }))
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const)
    made.route({ method, url: '/act', handler: async () => ({ acted: true }) })
  return made
}

beforeAll(() => {
  app = house({ https: false })
  https = house({ https: true })
})
afterAll(() => Promise.all([app.close(), https.close()]))

const ours = { host: 'huiji.example.org', 'x-huiji': '1' }
const act = (headers: Record<string, string>, method: 'POST' | 'PUT' | 'PATCH' | 'DELETE' = 'POST') =>
  app.inject({ method, url: '/act', headers })

describe('what changes something', () => {
  it.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s from our own page passes', async (method) => {
    const own = { ...ours, origin: 'https://huiji.example.org', 'sec-fetch-site': 'same-origin' }
    expect((await act(own, method)).json()).toEqual({ acted: true })
  })

  it('passes without Origin and fetch metadata, which old browsers and programs don’t send', async () => {
    expect((await act(ours)).statusCode).toBe(200)
  })

  it.each([
    ['another site', { ...ours, origin: 'https://evil.example.com' }],
    ['a sandboxed frame', { ...ours, origin: 'null' }],
    ['our name as a beginning', { ...ours, origin: 'https://huiji.example.org.evil.example.com' }],
    ['another port of our host', { ...ours, origin: 'https://huiji.example.org:8443' }],
    ['no header of ours', { host: 'huiji.example.org', origin: 'https://huiji.example.org' }],
    ['a header of another value', { ...ours, 'x-huiji': '0' }],
    ['fetch metadata of another site', { ...ours, 'sec-fetch-site': 'cross-site' }],
    ['fetch metadata of a neighbour under the same domain', { ...ours, 'sec-fetch-site': 'same-site' }],
    ['an address typed or a link in a mail', { ...ours, 'sec-fetch-site': 'none' }],
  ])('from %s is refused', async (_, headers) => {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      const answer = await act(headers, method)
      expect([answer.statusCode, answer.json()]).toEqual([
        403,
        expect.objectContaining({ code: 'cross-site', message: '请求来源不可信，请从本站页面操作' }),
      ])
    }
  })
})

describe('every answer', () => {
  it('to reading needs no header, from wherever the link was', async () => {
    const read = await app.inject({ url: '/read', headers: { 'sec-fetch-site': 'cross-site', origin: 'https://elsewhere.example.com' } })
    expect(read.json()).toEqual({ read: true })
  })

  it.each(['/read', '/no-such-page'])('%s says what a browser may do', async (url) => {
    const { headers } = await app.inject({ url })
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'x-frame-options': 'SAMEORIGIN',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    })
    expect(headers['strict-transport-security']).toBeUndefined()
  })

  it('allows no code from strings, no inline script or style, and nothing of other sites', async () => {
    const policy = String((await app.inject({ url: '/read' })).headers['content-security-policy'])
    expect(policy).not.toMatch(/unsafe-|https?:|\*/)
    expect(policy).toMatch(/default-src 'self'/)
    expect(policy).toMatch(/object-src 'none'/)
    expect(policy).toMatch(/frame-ancestors 'self'/)
    expect(policy).toMatch(/form-action 'self'/)
    expect(policy).toMatch(/base-uri 'none'/)
  })

  it('asks for https for a year where we are reached by https', async () => {
    expect((await https.inject({ url: '/read' })).headers['strict-transport-security']).toBe('max-age=31536000; includeSubDomains')
  })

  it('carries the headers also when it is a refusal', async () => {
    const refused = await act({ ...ours, origin: 'https://evil.example.com' })
    expect(refused.headers['content-security-policy']).toMatch(/default-src 'self'/)
    expect(refused.headers['cache-control']).toBe('no-store')
  })
})
