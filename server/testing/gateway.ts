import Fastify from 'fastify'
import { makeGateway, serveGateway } from '../demo/gateway/index.ts'
import type { Clock } from '../kernel/clock.ts'
import { systemClock } from '../kernel/clock.ts'

/** 支付宝 and 微信支付 on a port of their own, with real keys. Close it in afterAll. */
export async function startGateway(clock: Clock = systemClock) {
  const app = Fastify()
  let port = 0
  const gateway = makeGateway({ path: '/pay', origin: () => `http://127.0.0.1:${port}`, now: () => clock.now() })
  await serveGateway(app, gateway)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const address = app.server.address()
  if (typeof address === 'object' && address) port = address.port
  return { gateway, close: () => app.close() }
}
