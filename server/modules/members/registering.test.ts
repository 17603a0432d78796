import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { Registration } from '../../../contract/accounts.ts'
import { citizenIdCheckDigit } from '../../../contract/rules/citizen-id.ts'
import { createApp } from '../../app.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { browserOf } from '../../testing/browser.ts'
import { codeOnItsWay, readPicture } from '../../testing/proofs.ts'
import { contextsOf, testWorld, type World } from '../../testing/world.ts'
import { requireConfirmed } from '../accounts/index.ts'
import { listAssociations } from '../associations/index.ts'

let world: World
let app: FastifyInstance
let start = new Date('2026-11-21T10:00:00+08:00')
let slugs: Map<string, ReturnType<typeof contextsOf>>

beforeAll(async () => {
  world = await testWorld({ presets: ['caq', 'cepca', 'gsjl'] })
  app = await createApp(world.kernel, { version: 'test' })
  slugs = new Map((await listAssociations(world.kernel)).map((one) => [one.slug, contextsOf(world.kernel, one)]))
})
afterAll(async () => {
  await app?.close()
  await world?.close()
})
beforeEach(() => {
  start = new Date(start.getTime() + 10 * 24 * 3600_000)
  world.clock.set(start)
})

const password = 'Right_word_1'
const later = (hours: number) => world.clock.set(new Date(world.clock.now().getTime() + hours * 3600_000))
let count = 0
const freshEmail = () => `someone${++count}@example.org`
const freshMobile = () => `1370000${String(++count).padStart(4, '0')}`
const freshIdCard = () => {
  const body = `62010219800101${String(++count).padStart(3, '0')}`
  return body + citizenIdCheckDigit(body)
}

function here(slug: 'caq' | 'cepca' | 'gsjl') {
  const contexts = slugs.get(slug)
  if (!contexts) throw new Error(`${slug} is not installed`)
  const browser = () => browserOf(app, slug)
  return {
    contexts,
    browser,
    async register(body: Partial<Registration>, who = browser()) {
      const response = await who.send('POST', '/register', { body: { password, challenge: await readPicture(contexts.public()), ...body } })
      return { who, status: response.statusCode, body: response.json() }
    },
    async code(address: { mobile?: string; email?: string }, purpose: string) {
      await browser().send('POST', '/codes', { body: { ...address, purpose, challenge: await readPicture(contexts.public()) } })
      return codeOnItsWay(world.url, address.mobile ?? address.email ?? '')
    },
    async login(identifier: string, tab: string) {
      const challenge = await readPicture(contexts.public())
      return browser().send('POST', '/session', { body: { identifier, tab, password, challenge } })
    },
  }
}

/** The token of the newest mail of this kind, as somebody finds it in the mailbox. */
async function linkSent(to: string): Promise<string> {
  await world.drain()
  const contexts = slugs.get('caq')
  if (!contexts) throw new Error('caq is not installed')
  const rows = await inTx(contexts.system(), (tx) =>
    tx
      .selectFrom('messages')
      .select('body')
      .where('recipient', '=', to)
      .where('template', '=', 'email-confirmation')
      .orderBy('id', 'desc')
      .execute(),
  )
  return /\/caq\/confirm#([\w-]+)/.exec(rows[0]?.body ?? '')?.[1] ?? 'no link'
}

describe('CAQ-04 注册', () => {
  const caq = () => here('caq')
  const unit = () => ({ kind: 'unit' as const, email: freshEmail(), unitName: `示例质量服务${++count}有限公司`, name: '张示例' })

  test('CAQ-04 a unit signs in at once and by its full name, but hands nothing in before the mail was opened', async () => {
    const body = unit()
    const { who, status } = await caq().register(body)
    expect(status).toBe(200)
    const session = (await who.send('GET', '/session')).json()
    expect(session).toMatchObject({
      account: { confirming: expect.stringMatching(/^s.*\*\*\*@example\.org$/), needsEmail: false },
      members: [{ name: body.unitName, kind: 'unit', standing: null }],
    })
    const acting = caq().contexts.member(session.account.id, session.members[0].id)
    await expect(inTx(acting, (tx, inside) => requireConfirmed(tx, inside))).rejects.toMatchObject({
      code: 'not-ready',
      message: expect.stringContaining('邮件'),
    })
    const token = await linkSent(body.email)
    expect((await caq().browser().send('POST', '/confirmations', { body: { token } })).statusCode).toBe(200)
    expect((await caq().browser().send('POST', '/confirmations', { body: { token } })).statusCode).toBe(404)
    await inTx(acting, (tx, inside) => requireConfirmed(tx, inside))
    expect((await who.send('GET', '/session')).json().account).toMatchObject({ confirming: null, needsEmail: false })
    expect((await caq().login(body.unitName, 'unit')).statusCode).toBe(200)
  })

  test('CAQ-04 a slip in the address is put right, and only the newest link counts, for three days', async () => {
    const body = unit()
    const { who } = await caq().register(body)
    const first = await linkSent(body.email)
    const right = freshEmail()
    later(0.1)
    expect((await who.send('POST', '/account/confirmation', { body: { email: right } })).statusCode).toBe(200)
    expect((await who.send('POST', '/account/confirmation', { body: {} })).json()).toMatchObject({ code: 'too-many' })
    expect(
      (
        await caq()
          .browser()
          .send('POST', '/confirmations', { body: { token: first } })
      ).statusCode,
    ).toBe(404)
    const second = await linkSent(right)
    later(73)
    expect(
      (
        await caq()
          .browser()
          .send('POST', '/confirmations', { body: { token: second } })
      ).statusCode,
    ).toBe(404)
  })

  test('CAQ-04 a name that was registered and never confirmed is free again after three days, one that was confirmed is not', async () => {
    const body = unit()
    await caq().register(body)
    expect((await caq().register({ ...unit(), unitName: body.unitName })).body).toMatchObject({ code: 'already-done' })
    later(73)
    const again = { ...unit(), unitName: body.unitName }
    expect((await caq().register(again)).status).toBe(200)
    await caq()
      .browser()
      .send('POST', '/confirmations', { body: { token: await linkSent(again.email) } })
    later(73)
    expect((await caq().register({ ...unit(), unitName: body.unitName })).body).toMatchObject({
      code: 'already-done',
      detail: { reason: 'unit-name-registered' },
    })
  })

  test('CAQ-04 every wrong field is told at once; six letters and digits are a password', async () => {
    const wrong = await caq().register({ kind: 'unit', email: 'nobody', unitName: '短', name: '1', password })
    expect(wrong.body.problems.map((problem: { path: string }) => problem.path)).toEqual(['email', 'unitName', 'name'])
    expect((await caq().register({ ...unit(), password: 'ab12' })).body.problems).toMatchObject([{ path: 'password' }])
    expect((await caq().register({ ...unit(), password: 'qz81kx' })).status).toBe(200)
  })

  test('CAQ-04 without the slider nothing is made, and an address registers ten times an hour', async () => {
    const bare = await caq()
      .browser()
      .send('POST', '/register', { body: { ...unit(), password } })
    expect(bare.json()).toMatchObject({ code: 'challenge-failed' })
    const codes = []
    for (let at = 0; at < 11; at++) codes.push((await caq().register(unit())).status)
    expect(codes).toEqual([...Array(10).fill(200), 429])
  })

  test('CAQ-04 pressed twice, one account is made', async () => {
    const body = unit()
    const results = await Promise.all([caq().register(body), caq().register(body)])
    expect(results.map((result) => result.status).sort()).toEqual([200, 409])
  })

  test('CAQ-18 an individual registers by mail and signs in by name', async () => {
    const body = { kind: 'person' as const, email: freshEmail(), name: '郑唯一' }
    const { who } = await caq().register(body)
    expect((await who.send('GET', '/session')).json().members).toMatchObject([{ name: '郑唯一', kind: 'person', standing: null }])
    expect((await caq().login('郑唯一', 'person')).statusCode).toBe(200)
    expect((await caq().login(body.email, 'person')).statusCode).toBe(200)
  })

  test('CAQ-02 忘记密码 by mail sets a new password, and proves the address', async () => {
    const body = unit()
    const { who } = await caq().register(body)
    const code = await caq().code({ email: body.email }, 'reset-password')
    const reset = await caq()
      .browser()
      .send('POST', '/password/reset', { body: { email: body.email, code, password: 'Other_word_2' } })
    expect(reset.statusCode).toBe(200)
    expect((await who.send('GET', '/account')).statusCode).toBe(401)
    expect(await caq().code({ email: freshEmail() }, 'reset-password')).toBeUndefined()
  })

  test('CAQ-03 another mail counts by its code and the password, and is nobody else’s', async () => {
    const body = unit()
    const { who } = await caq().register(body)
    await caq()
      .browser()
      .send('POST', '/confirmations', { body: { token: await linkSent(body.email) } })
    const next = freshEmail()
    const code = await caq().code({ email: next }, 'set-email')
    const bare = await who.send('POST', '/account/email', { body: { email: next, code } })
    expect(bare.json()).toMatchObject({ code: 'input-invalid', problems: [{ path: 'password' }] })
    expect((await who.send('POST', '/account/email', { body: { email: next, code, password } })).statusCode).toBe(200)
    expect((await who.send('GET', '/account')).json()).toMatchObject({ email: { confirmed: true } })
    const other = await caq().register(unit())
    later(1)
    const taken = await caq().code({ email: next }, 'set-email')
    expect((await other.who.send('POST', '/account/email', { body: { email: next, code: taken, password } })).json()).toMatchObject({
      code: 'already-done',
    })
  })
})

describe('CEPCA-03 注册', () => {
  const cepca = () => here('cepca')
  const unit = (mobile: string) => ({
    userName: `示例用户${++count}`,
    mobile,
    email: freshEmail(),
    unitName: '示例电力建设有限公司',
    name: '李示例',
  })

  test('CEPCA-03 用户名, 手机, 邮箱, 单位名称, 验证码, 密码; CEPCA-09 the mobile signs in', async () => {
    const mobile = freshMobile()
    const { status } = await cepca().register({ ...unit(mobile), code: (await cepca().code({ mobile }, 'register')) ?? '' })
    expect(status).toBe(200)
    expect((await cepca().login(mobile, 'member')).json()).toEqual({ home: 'portal' })
  })

  test('CEPCA-03 a user name is one person’s', async () => {
    const [one, two] = [freshMobile(), freshMobile()]
    const body = unit(one)
    await cepca().register({ ...body, code: (await cepca().code({ mobile: one }, 'register')) ?? '' })
    const second = await cepca().register({
      ...unit(two),
      userName: body.userName,
      code: (await cepca().code({ mobile: two }, 'register')) ?? '',
    })
    expect(second.body).toMatchObject({ code: 'input-invalid', problems: [{ path: 'userName' }] })
  })

  test('CEPCA-03 an individual can’t register where there are none', async () => {
    expect((await cepca().register({ kind: 'person', name: '李示例' })).body).toMatchObject({ code: 'not-allowed' })
  })
})

describe('GSJL-01 个人注册', () => {
  const gsjl = () => here('gsjl')
  const register = async (idCard: string, mobile = freshMobile()) =>
    gsjl().register({ kind: 'person', name: '王监理', idCard, mobile, code: (await gsjl().code({ mobile }, 'register')) ?? '' })

  test('GSJL-01 GSJL-03 the ID card is the account; small x and blanks are understood', async () => {
    const idCard = freshIdCard()
    expect((await register(idCard)).status).toBe(200)
    expect((await gsjl().login(` ${idCard.slice(0, 6)} ${idCard.slice(6).toLowerCase()}`, 'person')).statusCode).toBe(200)
    expect((await gsjl().login(idCard, 'unit')).statusCode).toBe(401)
  })

  test('GSJL-01 an ID card that can’t be (GB 11643) is told before anything is sent', async () => {
    const right = freshIdCard()
    const wrong = `${right.slice(0, 17)}${right[17] === '1' ? '2' : '1'}`
    expect((await register(wrong)).body.problems).toMatchObject([{ path: 'idCard', message: expect.stringContaining('校验位') }])
  })

  test('GSJL-01 an ID card that is here says the same whether it has an account or only a record', async () => {
    const [registered, recorded] = [freshIdCard(), freshIdCard()]
    const first = await register(registered)
    const { members } = (await first.who.send('GET', '/session')).json()
    expect(members).toMatchObject([{ kind: 'person', standing: null }])
    await inTx(gsjl().contexts.system(), (tx, inside) =>
      tx
        .insertInto('members')
        .values({
          association_id: inside.association.id,
          id: crypto.randomUUID(),
          kind: 'person',
          name: '赵登记',
          id_card: recorded,
          number: `T${++count}`,
          admitted_at: world.clock.now(),
        })
        .execute(),
    )
    const answers = [await register(registered), await register(recorded)].map(({ status, body: { requestId: _, ...said } }) => ({
      status,
      said,
    }))
    expect(answers[0]).toEqual(answers[1])
    expect(answers[0]?.said).toMatchObject({ code: 'already-done', message: expect.stringContaining('身份证号已经登记过') })
  })

  test('GSJL-05 a unit can’t register itself', async () => {
    expect((await gsjl().register({ kind: 'unit', unitName: '示例监理有限公司' })).body).toMatchObject({ code: 'not-allowed' })
  })
})
