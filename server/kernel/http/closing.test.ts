import { Agent, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { closeSoon } from './closing.ts'

const slow = 200

function app(seconds?: number) {
  const app = Fastify({ keepAliveTimeout: 60_000 })
  closeSoon(app, seconds)
  app.get('/slow', async () => {
    await new Promise((resolve) => setTimeout(resolve, slow))
    return 'done'
  })
  app.get('/never', () => new Promise(() => undefined))
  return app
}

/** One GET over a connection that wants to live on. */
function ask(port: number, path: string): Promise<string> {
  const agent = new Agent({ keepAlive: true })
  return new Promise((resolve) => {
    request({ port, path, agent }, (response) => {
      response.resume().on('end', () => resolve(`${response.statusCode} ${response.headers.connection}`))
    })
      .on('error', (error) => resolve(error.message))
      .end()
  })
}

it('lets a running request end and then goes, though the browser would keep the connection', async () => {
  const server = app()
  await server.listen({ port: 0 })
  const answer = ask((server.server.address() as AddressInfo).port, '/slow')
  await new Promise((resolve) => setTimeout(resolve, slow / 2))
  const begun = Date.now()
  await server.close()
  expect(await answer).toBe('200 close')
  expect(Date.now() - begun).toBeLessThan(2000)
})

it('does not wait for ever for a request that never ends', async () => {
  const server = app(0.3)
  await server.listen({ port: 0 })
  const answer = ask((server.server.address() as AddressInfo).port, '/never')
  await new Promise((resolve) => setTimeout(resolve, 100))
  await server.close()
  expect(await answer).toBe('socket hang up')
})
