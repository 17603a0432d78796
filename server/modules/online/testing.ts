import { createServer } from 'node:net'
import type { AccountChange } from '../../../contract/online.ts'
import type { OnlineMethod } from '../../../contract/online-words.ts'
import { createApp } from '../../app.ts'
import type { MemberContext } from '../../kernel/context.ts'
import { startGateway } from '../../testing/gateway.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { changeAccount } from './accounts.ts'
import type { Account } from './gateway.ts'
import { openTry } from './open-try.ts'

export type OnlineHouse = Awaited<ReturnType<typeof openHouse>>

/**
 * The module against the gateway over real HTTP, set up by a clerk through the settings: our keys sign, its keys sign, notifications come to an
 * open port.
 */
export async function openHouse() {
  let world: World | undefined
  const now = () => world?.clock.now() ?? new Date()
  const there = await startGateway({ now, today: () => world?.clock.today() ?? '' })
  const base = there.gateway.base()
  const port = await freePort()
  const env = {
    ALIPAY_GATEWAY: `${base}/alipay/gateway.do`,
    WECHAT_PAY_URL: `${base}/wechat`,
    WECHAT_OPEN_URL: `${base}/open`,
    WECHAT_API_URL: `${base}/api`,
    PUBLIC_URL: `http://127.0.0.1:${port}`,
  }
  const opened = await testWorld({ env })
  world = opened
  const clerk = await opened.contexts.staff()
  const app = await createApp(opened.kernel, { version: 'test' })
  await app.listen({ host: '127.0.0.1', port })
  for (const method of ['alipay', 'wechat'] as const) await changeAccount(clerk, formOf(await there.gateway.account(method)))
  return {
    there,
    world: opened,
    clerk,
    /** Opens a payment and visits its page, as the payer's browser does. Answers its number. */
    async open(unit: { ctx: MemberContext }, orderId: string, method: OnlineMethod, device: 'desk' | 'phone' = 'desk'): Promise<string> {
      const tried = await openTry(unit.ctx, orderId, { method, device })
      if (tried.link && (await fetch(tried.link)).status !== 200) throw new Error('the cashier does not open')
      return tried.id.replaceAll('-', '')
    },
    later(seconds: number): void {
      opened.clock.set(new Date(opened.clock.now().getTime() + seconds * 1000))
    },
    async close(): Promise<void> {
      await app.close()
      await there.close()
      await opened.close()
    },
  }
}

async function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** What a clerk types into the settings. */
export function formOf(account: Account): AccountChange {
  const { method, privateKey } = account
  if (method === 'alipay') {
    const { appId, sellerId, alipayPublicKey } = account
    return { method, settings: { appId, sellerId, alipayPublicKey }, keys: { privateKey }, enabled: true }
  }
  const { mchId, appId, serialNo, publicKeyId, publicKey, apiV3Key, appSecret } = account
  return { method, settings: { mchId, appId, serialNo, publicKeyId, publicKey }, keys: { privateKey, apiV3Key, appSecret }, enabled: true }
}
