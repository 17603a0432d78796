import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inTx } from '../../kernel/database/transaction.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { chargeYear } from '../dues/index.ts'
import { expectInvariants, someUnit } from '../dues/testing.ts'
import { remindDaily } from '../reminders/run.ts'
import { results } from '../reminders/testing.ts'
import { readReach } from './reach.ts'
import { askReports } from './reports.ts'

interface Detail {
  PhoneNum: string
  SendStatus: number
  ErrCode?: string
  ReceiveDate?: string
}

let world: World
let carrier: Server
/** What the carrier would say of a number; nothing: it knows nothing yet. */
const said = new Map<string, Detail[]>()
const asked: string[] = []
let broken = false

beforeAll(async () => {
  let sent = 0
  // A carrier of this machine, speaking SendSms and QuerySendDetails.
  carrier = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    const action = request.headers['x-acs-action']
    response.setHeader('content-type', 'application/json')
    if (!String(request.headers.authorization).startsWith('ACS3-HMAC-SHA256 Credential=LTAIexample'))
      return response.end('{"Code":"SignatureDoesNotMatch"}')
    if (action === 'SendSms') return response.end(JSON.stringify({ Code: 'OK', BizId: `biz-${++sent}` }))
    asked.push(url.searchParams.get('BizId') ?? '')
    if (broken) return response.end('<html>502</html>')
    const detail = said.get(url.searchParams.get('PhoneNumber') ?? '') ?? []
    return response.end(JSON.stringify({ Code: 'OK', SmsSendDetailDTOs: { SmsSendDetailDTO: detail } }))
  })
  await new Promise<void>((resolve) => carrier.listen(0, '127.0.0.1', resolve))
  world = await testWorld({
    presets: ['cepca'],
    env: {
      SMS_PROVIDER: 'aliyun',
      SMS_ACCESS_KEY_ID: 'LTAIexample',
      SMS_ACCESS_KEY_SECRET: 'example-secret',
      SMS_SIGN_NAME: '示例协会',
      SMS_ENDPOINT: `http://127.0.0.1:${(carrier.address() as AddressInfo).port}`,
    },
  })
  const { settings } = world.association
  for (const message of settings.messages) message.templateCodes = { aliyun: 'SMS_000001' }
  for (const step of settings.dues.reminders ?? []) if (step.text) step.templateCodes = { aliyun: 'SMS_000002' }
  await inTx(world.contexts.system(), (tx) =>
    tx
      .updateTable('associations')
      .set({ settings: JSON.stringify(settings) })
      .where('id', '=', world.association.id)
      .execute(),
  )
}, 60_000)
afterAll(async () => {
  await world?.close()
  await new Promise<void>((resolve) => carrier.close(() => resolve()))
})

const at = (moment: string) => world.clock.set(`${moment}:00+08:00`)
async function run(moment: string): Promise<void> {
  at(moment)
  await remindDaily(world.contexts.system())
  await world.drain()
}
async function askAt(moment: string): Promise<number> {
  at(moment)
  const before = asked.length
  await askReports(world.contexts.system())
  return asked.length - before
}
async function unit(name: string, mobile: string) {
  const made = await someUnit(world, { name })
  await inTx(world.contexts.system(), (tx) =>
    tx.updateTable('contacts').set({ mobile, email: '' }).where('member_id', '=', made.memberId).execute(),
  )
  return made
}
const last = async (memberId: string) => (await results(world, memberId)).at(-1)

describe('STAFF-12 what became of an SMS', () => {
  it('sent becomes delivered, or bounced with the reason; late, twice, and of another number', async () => {
    at('2026-01-10T10:00')
    const [good, dead, late] = [
      await unit('示例甲公司', '13800000001'),
      await unit('示例乙公司', '13800000002'),
      await unit('示例丙公司', '13800000003'),
    ]
    const staff = await world.contexts.staff()
    await chargeYear(staff, 2026)
    await run('2026-05-31T10:00')
    expect(await last(good.memberId)).toBe('2026 one-month told sms=sent portal=sent mail=no-email')
    said.set('13800000001', [{ PhoneNum: '13800000001', SendStatus: 3, ErrCode: 'DELIVERED', ReceiveDate: '2026-05-31 10:00:20' }])
    said.set('13800000002', [{ PhoneNum: '13800000002', SendStatus: 2, ErrCode: 'MOBILE_NOT_ON_SERVICE' }])
    // Of a number that was not asked after: nobody believes it.
    said.set('13800000003', [{ PhoneNum: '13900000009', SendStatus: 3 }])
    expect(await askAt('2026-05-31T10:05')).toBe(3)
    expect(await last(good.memberId)).toBe('2026 one-month told sms=delivered portal=sent mail=no-email')
    expect(await last(dead.memberId)).toBe('2026 one-month unreached sms=空号或已停机（MOBILE_NOT_ON_SERVICE） portal=sent mail=no-email')
    expect(await last(late.memberId)).toMatch(/sms=sent/)
    // Known is not asked again; not known, a while later.
    expect(await askAt('2026-05-31T10:06')).toBe(0)
    expect(await askAt('2026-05-31T10:12')).toBe(1)
    said.set('13800000003', [{ PhoneNum: '13800000003', SendStatus: 1 }])
    await askAt('2026-06-01T10:00')
    expect(await last(late.memberId)).toMatch(/sms=sent/)
    said.set('13800000003', [{ PhoneNum: '13800000003', SendStatus: 3, ReceiveDate: '2026-06-02 09:00:00' }])
    await askAt('2026-06-02T21:00')
    expect(await last(late.memberId)).toMatch(/told sms=delivered/)
    said.set('13800000003', [{ PhoneNum: '13800000003', SendStatus: 2, ErrCode: 'MOBILE_IN_BLACK' }])
    expect(await askAt('2026-06-02T22:00')).toBe(0)
    expect(await last(late.memberId)).toMatch(/told sms=delivered/)
    await expectInvariants(world)
  })

  it('a carrier that answers nonsense changes nothing; after three days nobody asks any more', async () => {
    const other = await unit('示例丁公司', '13800000004')
    await chargeYear(await world.contexts.staff(), 2026)
    await run('2026-06-30T10:00')
    broken = true
    expect(await askAt('2026-06-30T10:05')).toBeGreaterThan(0)
    broken = false
    expect(await last(other.memberId)).toMatch(/sms=sent/)
    expect(await askAt('2026-07-04T10:05')).toBe(0)
    expect(await last(other.memberId)).toMatch(/sms=sent/)
  })

  it('a number that three SMS did not reach is said at the member, and gets no more reminders until one arrives', async () => {
    at('2026-07-05T10:00')
    const { rows } = await inTx(world.contexts.system(), (tx) =>
      sql<{ memberId: string }>`select about_id as "memberId" from messages where recipient = '13800000002' limit 1`.execute(tx),
    )
    const memberId = rows[0]?.memberId ?? ''
    const staff = await world.contexts.staff()
    expect(await readReach(staff, memberId)).toEqual({ dead: [] })
    // The second, which nobody could ask after while the carrier was broken.
    await askAt('2026-07-01T10:00')
    await run('2026-08-29T10:00')
    await askAt('2026-08-29T10:05')
    expect(await readReach(staff, memberId)).toEqual({ dead: [{ name: '李示例', mobile: '138****0002' }] })
    await run('2026-11-27T10:00')
    expect(await last(memberId)).toBe('2026 late-150 unreached sms=dead-mobile portal=sent mail=no-email')
    // A code that its owner asked for arrives: the number lives.
    await inTx(world.contexts.system(), (tx) =>
      sql`insert into messages (association_id, id, channel, template, recipient, body, state, cause) values
        (${world.association.id}, '01ffffff-0000-7000-8000-000000000000', 'sms', 'verification-code', '13800000002', '', 'delivered', 'x')`.execute(
        tx,
      ),
    )
    expect(await readReach(staff, memberId)).toEqual({ dead: [] })
  })
})
