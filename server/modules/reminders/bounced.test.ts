import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { testWorld, type World } from '../../testing/world.ts'
import { chargeYear } from '../dues/index.ts'
import { expectInvariants, someUnit } from '../dues/testing.ts'
import { readLadder } from './ladder-page.ts'
import { remindDaily } from './run.ts'
import { results } from './testing.ts'

let world: World
let mail: SMTPServer
beforeAll(async () => {
  // A real mail server that knows nobody.
  mail = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onRcptTo: (_address, _session, done) => done(Object.assign(new Error('no such mailbox'), { responseCode: 550 })),
  })
  await new Promise<void>((resolve) => mail.listen(0, '127.0.0.1', resolve))
  const { port } = mail.server.address() as AddressInfo
  world = await testWorld({
    presets: ['cepca'],
    env: { SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: '示例协会 <no-reply@example.org>' },
  })
}, 60_000)
afterAll(async () => {
  await world?.close()
  await new Promise<void>((resolve) => mail.close(() => resolve()))
})
afterEach(() => expectInvariants(world))

it('a mail that comes back is known at once, and somebody is asked to call', async () => {
  world.clock.set('2026-01-10T10:00:00+08:00')
  const unit = await someUnit(world, { name: '示例退信工程有限公司' })
  const staff = await world.contexts.staff()
  await chargeYear(staff, 2026)
  world.clock.set('2026-04-01T10:00:00+08:00')
  await remindDaily(world.contexts.system())
  await world.drain()
  expect((await results(world, unit.memberId)).at(-1)).toMatch(/^2026 three-months unreached portal=sent mail=.*550 no such mailbox/)
  expect(await readLadder(staff)).toMatchObject({ toCall: 1 })
})
