import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { listen } from './listen.ts'

const why = async (host: string, port: number): Promise<string> => {
  const app = Fastify()
  try {
    return await listen(app, { host, port }).then(String, (error: Error) => `${error.name}: ${error.message}`)
  } finally {
    await app.close()
  }
}

it('answers the port it got', async () => {
  expect(Number(await why('127.0.0.1', 0))).toBeGreaterThan(0)
})

it('says in a sentence that the port is taken', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port } = other.address() as AddressInfo
  expect(await why('127.0.0.1', port)).toBe(`StartError: 端口 ${port} 已被占用，请停掉占用它的程序，或用环境变量 PORT 换一个端口。`)
  await new Promise((resolve) => other.close(resolve))
})

it.each(['203.0.113.9', 'no-such-host.invalid'])('says in a sentence that %s is no address of this machine', async (host) => {
  expect(await why(host, 0)).toBe(`StartError: 环境变量 HOST 的值“${host}”不是本机的地址，请改为 127.0.0.1、0.0.0.0 或本机的其他地址。`)
})
