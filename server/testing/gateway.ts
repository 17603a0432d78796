import { randomBytes } from 'node:crypto'
import Fastify, { type FastifyInstance } from 'fastify'
import { makeGateway, type PayGateway, serveGateway } from '../demo/gateway/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { systemClock } from '../kernel/clock.ts'

/** 支付宝 and 微信支付 on a port of their own, with real keys. Close it in afterAll. */
export async function startGateway(clock: Clock = systemClock) {
  const app = Fastify()
  let port = 0
  const gateway = makeGateway({ path: '/pay', origin: () => `http://127.0.0.1:${port}`, now: () => clock.now() })
  await serveGateway(app, gateway)
  serveOpenPlatform(app, gateway)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  if (typeof address === 'object' && address) port = address.port
  return { gateway, close: () => app.close() }
}

/** 微信's authorisation: sends back with a code, and tells once whose it is. Only here: it sends wherever it is told to. */
function serveOpenPlatform(app: FastifyInstance, gateway: PayGateway): void {
  const codes = new Set<string>()
  type Query = { Querystring: Record<string, string> }
  app.get<Query>(`${gateway.path}/open/connect/oauth2/authorize`, async ({ query }, reply) => {
    const { wechat } = await gateway.keys()
    if (query.appid !== wechat.appId || query.scope !== 'snsapi_base' || !/^[a-zA-Z0-9]{1,128}$/.test(query.state ?? ''))
      return reply.status(400).send('参数错误')
    const code = randomBytes(16).toString('hex')
    codes.add(code)
    return reply.redirect(`${query.redirect_uri}?code=${code}&state=${query.state}`)
  })
  app.get<Query>(`${gateway.path}/api/sns/oauth2/access_token`, async ({ query }) => {
    const { wechat } = await gateway.keys()
    if (query.appid !== wechat.appId || query.secret !== wechat.appSecret) return { errcode: 40125, errmsg: 'invalid appsecret' }
    if (!codes.delete(query.code ?? '')) return { errcode: 40029, errmsg: 'invalid code' }
    return { access_token: 'TOKEN', expires_in: 7200, openid: `o${query.code?.slice(0, 27)}`, scope: 'snsapi_base' }
  })
}
