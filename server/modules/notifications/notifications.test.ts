import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApp } from '../../app.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { raise } from '../../kernel/outbox.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { markAlertSeen, readAlerts, readMessages, retryMessage } from './console.ts'
import { deliver } from './deliver.ts'
import { tellCode } from './reactions.ts'
import { tell } from './tell.ts'

const mobile = '13900000099'

/** A real mail server that keeps what it is given. */
async function mailServer() {
  const mails: Email[] = []
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', async () => {
        mails.push(await PostalMime.parse(Buffer.concat(chunks)))
        done()
      })
    },
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return { mails, url: `smtp://127.0.0.1:${port}`, close: () => new Promise<void>((resolve) => server.close(() => resolve())) }
}

let world: World
let mail: Awaited<ReturnType<typeof mailServer>>

beforeAll(async () => {
  mail = await mailServer()
  world = await testWorld({ env: { SMTP_URL: mail.url, MAIL_FROM: '示例协会 <no-reply@example.org>' } })
})
afterAll(async () => {
  await world?.close()
  await mail?.close()
})

const returned = { member: '示例建设集团有限公司', matter: '入会申请', number: 'RH000001', reason: '营业执照不清晰' }

describe('messages (STAFF-12)', () => {
  it('CACEM-11 words a result as the preset does, by SMS and by mail over real SMTP', async () => {
    await tell(world.contexts.system(), {
      id: 'matter-returned',
      mobile,
      email: 'contact@example.org',
      variables: returned,
      cause: 'life-1',
    })
    const { rows } = await readMessages(await world.contexts.staff(), {})
    expect(rows.map((row) => [row.channel, row.state])).toEqual([
      ['email', 'sent'],
      ['sms', 'sent'],
    ])
    expect(rows[1]?.body).toContain('示例建设集团有限公司的入会申请（编号 RH000001）需要补正：营业执照不清晰')
    expect(rows[1]?.recipient).toBe('139****0099')
    expect(mail.mails).toHaveLength(1)
    expect(mail.mails[0]?.subject).toBe('入会申请需要补正')
    expect(mail.mails[0]?.text).toContain('营业执照不清晰')
  })

  it('tells the same event once, however often its reaction runs', async () => {
    await tell(world.contexts.system(), {
      id: 'matter-returned',
      mobile,
      email: 'contact@example.org',
      variables: returned,
      cause: 'life-1',
    })
    expect(mail.mails).toHaveLength(1)
    const { rows } = await readMessages(await world.contexts.staff(), { q: '营业执照不清晰' })
    expect(rows).toHaveLength(2)
  })

  it('CACEM-02 sends a code that was asked for, and shows it to nobody on the console', async () => {
    const ctx = world.contexts.system()
    await inTx(ctx, (tx, inside) =>
      raise(tx, inside, 'accounts.code-requested', { mobile, code: '246810', purpose: 'register', minutes: 5 }),
    )
    await world.drain()
    const { rows } = await readMessages(await world.contexts.staff(), { channel: 'sms' })
    expect(rows[0]?.state).toBe('sent')
    expect(JSON.stringify(rows)).not.toContain('246810')
  })

  it('does not send a code that is no longer valid', async () => {
    const ctx = world.contexts.system()
    const event = {
      id: newId(),
      associationId: ctx.association.id,
      name: 'accounts.code-requested' as const,
      data: { mobile, code: '135790', purpose: 'register' as const, minutes: 5 },
    }
    await tellCode(ctx, event)
    const id = await inTx(ctx, async (tx) => {
      const row = await tx
        .updateTable('messages')
        .set({ state: 'queued', sent_at: null })
        .where('association_id', '=', ctx.association.id)
        .where('cause', '=', `${event.id}:sms`)
        .returning('id')
        .executeTakeFirstOrThrow()
      return row.id
    })
    world.clock.set('2026-11-21T10:06:00+08:00')
    await deliver(ctx, id)
    const { rows } = await readMessages(await world.contexts.staff(), { state: 'skipped' })
    expect(rows.map((row) => row.error)).toEqual(['已过有效时间，未再发送'])
  })
})

describe('a carrier that says no', () => {
  it('is noted with its reason, tried again only where that helps, and can be sent again by staff', async () => {
    const answers: unknown[] = []
    const carrier = createServer((_request, response) => response.end(JSON.stringify(answers.shift() ?? { Code: 'OK', BizId: 'b' })))
    await new Promise<void>((resolve) => carrier.listen(0, '127.0.0.1', resolve))
    const ctx = world.contexts.system()
    const { kernel } = ctx
    const refusing = {
      ...ctx,
      kernel: {
        ...kernel,
        config: {
          ...kernel.config,
          sms: { provider: 'aliyun' as const, accessKeyId: 'id', accessKeySecret: 'secret', signName: '示例协会' },
        },
      },
    }
    await tell(refusing, { id: 'matter-returned', mobile, variables: returned, cause: 'life-2' })
    const staff = await world.contexts.staff()
    const failed = (await readMessages(staff, { state: 'failed' })).rows[0]
    expect(failed?.error).toContain('模板编号')
    expect(failed?.can.retry).toBeNull()
    await retryMessage(staff, failed?.id ?? '')
    expect((await readMessages(staff, { state: 'failed' })).rows).toEqual([])
    await expect(retryMessage(staff, failed?.id ?? '')).rejects.toThrow('消息已发送，无需重发')
    await new Promise((resolve) => carrier.close(resolve))
  })
})

describe('alerts for staff', () => {
  it('CACEM-13 shows what a member changed, old and new, until somebody has seen it', async () => {
    const ctx = world.contexts.system()
    const fields = [{ label: '单位全称', before: '示例旧名有限公司', after: '示例新名有限公司' }]
    await inTx(ctx, async (tx, inside) => {
      const id = newId()
      await tx.insertInto('members').values({ association_id: ctx.association.id, id, kind: 'unit', name: '示例新名有限公司' }).execute()
      await raise(tx, inside, 'members.changed', { memberId: id, memberName: '示例新名有限公司', fields })
    })
    await world.drain()
    const staff = await world.contexts.staff()
    const [alert] = (await readAlerts(staff, { seen: false })).rows
    expect(alert?.title).toBe('示例新名有限公司修改了单位全称')
    expect(alert?.body).toBe('单位全称：示例旧名有限公司 → 示例新名有限公司')
    await markAlertSeen(staff, alert?.id ?? '')
    await expect(markAlertSeen(staff, alert?.id ?? '')).rejects.toMatchObject({ code: 'already-done' })
    expect((await readAlerts(staff, { seen: false })).rows).toEqual([])
    expect((await readAlerts(staff, { seen: true })).rows[0]?.seenBy).toBe('工作人员甲')
  })
})

describe('the demo mailbox', () => {
  it('shows messages in demo mode, and does not exist outside of it', async () => {
    const demo = await createApp(world.kernel, { version: 'test' })
    const page = await demo.inject('/cacem/mailbox')
    expect(page.statusCode).toBe(200)
    expect(page.body).toContain('246810')
    await demo.close()
    const real = await createApp({ ...world.kernel, config: { ...world.kernel.config, demo: false } }, { version: 'test' })
    expect((await real.inject('/cacem/mailbox')).statusCode).toBe(404)
    await real.close()
  })
})
