import { solveChallenge } from 'altcha-lib'
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createApp } from '../../app.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { browserOf } from '../../testing/browser.ts'
import { codeOnItsWay, readPicture } from '../../testing/proofs.ts'
import { testWorld, type World } from '../../testing/world.ts'
import { createAccount, hashPassword, makeChallenge, requestCode, useChallenge, useCode } from './index.ts'

let world: World
let app: FastifyInstance
let start = new Date('2026-11-21T10:00:00+08:00')

beforeAll(async () => {
  world = await testWorld()
  app = await createApp(world.kernel, { version: 'test' })
})
afterAll(async () => {
  await app?.close()
  await world?.close()
})
// Every test lives on a day of its own, so that no limit reaches from one into another.
beforeEach(() => {
  start = new Date(start.getTime() + 48 * 3600_000)
  world.clock.set(start)
})

const later = (minutes: number) => world.clock.set(new Date(world.clock.now().getTime() + minutes * 60_000))
const ctx = () => world.contexts.public()
const browser = () => browserOf(app, world.association.slug)
const password = 'Right_word_1'

let numbers = 0
const freshMobile = () => `1380000${String(++numbers).padStart(4, '0')}`

async function person(mobile = freshMobile()) {
  const passwordHash = await hashPassword(password)
  const id = await inTx(ctx(), async (tx, inside) => {
    const account = await createAccount(tx, inside, { name: '张示例', passwordHash, identifiers: [{ kind: 'mobile', value: mobile }] })
    await tx.insertInto('staff').values({ association_id: inside.association.id, account_id: account }).execute()
    return account
  })
  return { id, mobile }
}

async function login(who: ReturnType<typeof browser>, identifier: string, word = password, more: object = {}) {
  return who.send('POST', '/session', { body: { identifier, password: word, challenge: await readPicture(ctx()), ...more } })
}

describe('CACEM-01 signing in', () => {
  test('CACEM-01 with mobile, password and picture code; the cookie is the association’s own and closed to scripts', async () => {
    const { mobile } = await person()
    const me = browser()
    const response = await login(me, ` ${mobile.slice(0, 3)} ${mobile.slice(3)}`)
    expect([response.statusCode, response.json()]).toEqual([200, { home: 'console' }])
    expect(response.cookies[0]).toMatchObject({ name: 'huiji', path: `/${world.association.slug}`, httpOnly: true, sameSite: 'Lax' })
    expect(response.cookies[0]?.maxAge).toBeUndefined()
    const session = await me.send('GET', '/session')
    expect(session.json()).toMatchObject({ account: { name: '张示例' }, association: { fullName: world.association.name } })
  })

  test('CACEM-01 a picture code is good once, right or wrong', async () => {
    const answer = await readPicture(ctx())
    await useChallenge(ctx(), answer)
    await expect(useChallenge(ctx(), answer)).rejects.toMatchObject({ code: 'challenge-failed' })
    const guessed = await readPicture(ctx())
    await expect(useChallenge(ctx(), { id: guessed.id, answer: '????' })).rejects.toMatchObject({ code: 'challenge-failed' })
    await expect(useChallenge(ctx(), guessed)).rejects.toMatchObject({ code: 'challenge-failed' })
  })

  test('CACEM-01 a picture code lives five minutes and is drawn, not written', async () => {
    const answer = await readPicture(ctx())
    later(5.1)
    await expect(useChallenge(ctx(), answer)).rejects.toMatchObject({ code: 'challenge-failed' })
    const { svg } = await makeChallenge(ctx(), 'picture')
    expect(svg).toMatch(/^<svg.*<path/)
    expect(svg).not.toMatch(/<text|<script/)
  })

  test('CACEM-01 who can’t see the picture lets the device work; a solution is good once and can’t be made up', async () => {
    const { id, work } = await makeChallenge(ctx(), 'work')
    if (!work) throw new Error('work was asked for')
    const solution = await solveChallenge({ challenge: work, deriveKey })
    const answer = { id, answer: Buffer.from(JSON.stringify({ challenge: work, solution })).toString('base64') }
    await useChallenge(ctx(), answer)
    await expect(useChallenge(ctx(), answer)).rejects.toMatchObject({ code: 'challenge-failed' })
    const other = await makeChallenge(ctx(), 'work')
    await expect(useChallenge(ctx(), { ...answer, id: other.id })).rejects.toMatchObject({ code: 'challenge-failed' })
  })

  test('CACEM-01 without a solved challenge the password is not even looked at', async () => {
    const { mobile } = await person()
    const response = await browser().send('POST', '/session', { body: { identifier: mobile, password } })
    expect(response.json()).toMatchObject({ code: 'challenge-failed' })
  })

  test('five wrong passwords lock for fifteen minutes, known or not, in the same words', async () => {
    const { mobile } = await person()
    const answers = async (identifier: string) => {
      const said = []
      for (let at = 0; at < 6; at++) {
        const response = await login(browser(), identifier, 'wrong_word_1')
        const { requestId, ...body } = response.json()
        said.push({ status: response.statusCode, body })
      }
      return said
    }
    const known = await answers(mobile)
    expect(known.map((each) => each.body.code)).toEqual([...Array(4).fill('wrong-credentials'), 'locked-out', 'locked-out'])
    expect(await answers(freshMobile())).toEqual(known)
    expect((await login(browser(), mobile)).json()).toMatchObject({ code: 'locked-out', message: expect.stringContaining('15 分钟') })
    later(15.1)
    expect((await login(browser(), mobile)).statusCode).toBe(200)
  })

  test('a dozen guesses at once are not more than five', async () => {
    const { mobile } = await person()
    const answers = await Promise.all(Array.from({ length: 12 }, () => readPicture(ctx())))
    const responses = await Promise.all(
      answers.map((challenge) => browser().send('POST', '/session', { body: { identifier: mobile, password: 'wrong_word_1', challenge } })),
    )
    const codes = responses.map((response) => response.json().code)
    expect(codes.filter((code) => code === 'wrong-credentials').length).toBeLessThanOrEqual(5)
    expect(codes.filter((code) => code === 'locked-out').length).toBeGreaterThanOrEqual(7)
  })

  test('a session sleeps in after twelve idle hours; 记住登录状态 makes it thirty days, and no use makes it longer', async () => {
    const { mobile } = await person()
    const [short, long] = [browser(), browser()]
    await login(short, mobile)
    const remembered = await login(long, mobile, password, { remember: true })
    expect(remembered.cookies[0]?.maxAge).toBe(30 * 24 * 3600)
    later(11 * 60)
    expect((await short.send('GET', '/account')).statusCode).toBe(200)
    later(11 * 60)
    expect((await short.send('GET', '/account')).statusCode).toBe(200)
    later(12.1 * 60)
    expect((await short.send('GET', '/account')).json()).toMatchObject({ code: 'not-signed-in' })
    later(28 * 24 * 60)
    expect((await long.send('GET', '/account')).statusCode).toBe(200)
    later(2 * 24 * 60)
    expect((await long.send('GET', '/account')).statusCode).toBe(401)
  })

  test('退出登录 ends the session on the server, not only in the browser', async () => {
    const { mobile } = await person()
    const me = browser()
    const token = (await login(me, mobile)).cookies[0]?.value ?? ''
    expect((await me.send('DELETE', '/session')).statusCode).toBe(200)
    const thief = browser()
    thief.useToken(token)
    expect((await thief.send('GET', '/account')).statusCode).toBe(401)
  })
})

describe('SMS codes', () => {
  const ask = async (mobile: string, purpose: 'register' | 'reset-password' | 'first-login' = 'register') =>
    requestCode(ctx(), { mobile, purpose, challenge: await readPicture(ctx()) })
  const codeFor = async (mobile: string) => {
    const code = await codeOnItsWay(world.url, mobile)
    if (!code) throw new Error('no code is on its way')
    return code
  }

  test('a code works once, for its purpose, for five minutes', async () => {
    const mobile = freshMobile()
    await ask(mobile)
    const code = await codeFor(mobile)
    await expect(useCode(ctx(), { mobile, purpose: 'reset-password', code })).rejects.toMatchObject({ code: 'code-wrong' })
    await useCode(ctx(), { mobile, purpose: 'register', code })
    await expect(useCode(ctx(), { mobile, purpose: 'register', code })).rejects.toMatchObject({ code: 'code-wrong' })
    later(2)
    await ask(mobile)
    const next = await codeFor(mobile)
    later(5.1)
    await expect(useCode(ctx(), { mobile, purpose: 'register', code: next })).rejects.toMatchObject({ code: 'code-wrong' })
  })

  test('of two uses at the same moment one succeeds', async () => {
    const mobile = freshMobile()
    await ask(mobile)
    const code = await codeFor(mobile)
    const results = await Promise.allSettled([1, 2, 3].map(() => useCode(ctx(), { mobile, purpose: 'register', code })))
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1)
  })

  test('after five wrong tries the right code is wrong too', async () => {
    const mobile = freshMobile()
    await ask(mobile)
    const code = await codeFor(mobile)
    const other = code === '000000' ? '000001' : '000000'
    for (let at = 0; at < 5; at++)
      await expect(useCode(ctx(), { mobile, purpose: 'register', code: other })).rejects.toMatchObject({ code: 'code-wrong' })
    await expect(useCode(ctx(), { mobile, purpose: 'register', code })).rejects.toMatchObject({ code: 'code-wrong' })
  })

  test('a number gets one a minute, five an hour, ten a day', async () => {
    const mobile = freshMobile()
    await ask(mobile)
    await expect(ask(mobile)).rejects.toMatchObject({ code: 'too-many', message: '获取验证码太频繁，请 60 秒后再试' })
    for (let at = 1; at < 5; at++) {
      later(1.1)
      await ask(mobile)
    }
    later(1.1)
    await expect(ask(mobile)).rejects.toMatchObject({ code: 'too-many' })
    later(60)
    for (let at = 0; at < 5; at++) {
      later(1.1)
      await ask(mobile)
    }
    later(61)
    await expect(ask(mobile)).rejects.toMatchObject({ code: 'too-many', message: expect.stringContaining('小时') })
  })

  test('an address gets twenty an hour', async () => {
    for (let at = 0; at < 20; at++) await ask(freshMobile())
    await expect(ask(freshMobile())).rejects.toMatchObject({ code: 'too-many' })
  })

  test.each(['reset-password', 'first-login'] as const)(
    '%s never tells whether a number is known: same answer, no code',
    async (purpose) => {
      const stranger = freshMobile()
      expect(await ask(stranger, purpose)).toEqual(await ask(freshMobile(), 'register'))
      expect(await codeOnItsWay(world.url, stranger)).toBeUndefined()
    },
  )
})

describe('CACEM-20 passwords', () => {
  test('CACEM-20 忘记密码: a code sets a new one, ends every session and lifts the lock', async () => {
    const { mobile } = await person()
    const before = browser()
    await login(before, mobile)
    for (let at = 0; at < 5; at++) await login(browser(), mobile, 'wrong_word_1')
    await requestCode(ctx(), { mobile, purpose: 'reset-password', challenge: await readPicture(ctx()) })
    const code = await codeOnItsWay(world.url, mobile)
    const me = browser()
    const reset = await me.send('POST', '/password/reset', { body: { mobile, code, password: 'Other_word_2' } })
    expect([reset.statusCode, reset.json()]).toEqual([200, { home: 'console' }])
    expect((await me.send('GET', '/account')).statusCode).toBe(200)
    expect((await before.send('GET', '/account')).statusCode).toBe(401)
    expect((await login(browser(), mobile, 'Other_word_2')).statusCode).toBe(200)
  })

  test('CACEM-20 修改密码 asks for the old one, keeps this session and ends the others', async () => {
    const { mobile } = await person()
    const [here, there] = [browser(), browser()]
    await login(here, mobile)
    await login(there, mobile)
    const wrong = await here.send('POST', '/account/password', { body: { old: 'not_it_1234', password: 'Other_word_2' } })
    expect(wrong.json()).toMatchObject({ code: 'input-invalid', problems: [{ path: 'old' }] })
    expect((await here.send('POST', '/account/password', { body: { old: password, password: 'Other_word_2' } })).statusCode).toBe(200)
    expect((await here.send('GET', '/account')).statusCode).toBe(200)
    expect((await there.send('GET', '/account')).statusCode).toBe(401)
  })

  test.each(['short_1', 'has blank 1', 'abcdefgh', 'seven_and_much_too_long_1'])('CACEM-02 “%s” is no password here', async (bad) => {
    const { mobile } = await person()
    const me = browser()
    await login(me, mobile)
    const response = await me.send('POST', '/account/password', { body: { old: password, password: bad } })
    expect(response.json()).toMatchObject({ code: 'input-invalid', problems: [{ path: 'password' }] })
  })

  test('CQSSA-13 更换手机号 needs a code from the present number and one from the new, which nobody else may have', async () => {
    const mine = await person()
    const other = await person()
    const me = browser()
    await login(me, mine.mobile)
    const oldCode = async () => {
      const response = await me.send('POST', '/account/mobile/code', { body: { challenge: await readPicture(ctx()) } })
      expect(response.statusCode).toBe(200)
      return codeOnItsWay(world.url, mine.mobile)
    }
    const newCode = async (mobile: string) => {
      await requestCode(ctx(), { mobile, purpose: 'change-mobile', challenge: await readPicture(ctx()) })
      return codeOnItsWay(world.url, mobile)
    }
    const move = async (mobile: string, codes: { code: string | undefined; oldCode?: string | undefined }) =>
      me.send('POST', '/account/mobile', { body: { mobile, ...codes } })
    const next = freshMobile()
    const without = await move(next, { code: await newCode(next) })
    expect(without.json()).toMatchObject({ code: 'code-wrong', problems: [{ path: 'oldCode' }] })
    later(2)
    expect((await move(other.mobile, { code: await newCode(other.mobile), oldCode: await oldCode() })).json()).toMatchObject({
      code: 'already-done',
    })
    later(2)
    expect((await move(next, { code: await newCode(next), oldCode: await oldCode() })).statusCode).toBe(200)
    expect((await login(browser(), next)).statusCode).toBe(200)
    expect((await login(browser(), mine.mobile)).statusCode).toBe(401)
  })

  test('CQSSA-13 a stranger gets no code for somebody’s present number', async () => {
    const { mobile } = await person()
    await requestCode(ctx(), { mobile, purpose: 'leave-mobile', challenge: await readPicture(ctx()) })
    expect(await codeOnItsWay(world.url, mobile)).toBeUndefined()
  })

  test('登录设备 are listed by name and can be signed out, nobody else’s', async () => {
    const mine = await person()
    const other = await person()
    const [here, there, stranger] = [browser(), browser(), browser()]
    await login(here, mine.mobile)
    await login(there, mine.mobile)
    await login(stranger, other.mobile)
    const { rows } = (await here.send('GET', '/account/sessions')).json()
    expect(rows.map((row: { current: boolean }) => row.current).sort()).toEqual([false, true])
    const away = rows.find((row: { current: boolean }) => !row.current).id
    expect((await stranger.send('DELETE', `/account/sessions/${away}`)).statusCode).toBe(404)
    expect((await here.send('DELETE', `/account/sessions/${away}`)).statusCode).toBe(200)
    expect((await there.send('GET', '/account')).statusCode).toBe(401)
  })
})
