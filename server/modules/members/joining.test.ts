import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { CodePurpose } from '../../../contract/accounts.ts'
import { creditCodeCheckDigit } from '../../../contract/rules/credit-code.ts'
import { createApp } from '../../app.ts'
import { inTx } from '../../kernel/database/transaction.ts'
import { newId } from '../../kernel/ids.ts'
import { browserOf } from '../../testing/browser.ts'
import { codeOnItsWay, readPicture } from '../../testing/proofs.ts'
import { testWorld, type World } from '../../testing/world.ts'

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
beforeEach(() => {
  start = new Date(start.getTime() + 48 * 3600_000)
  world.clock.set(start)
})

const ctx = () => world.contexts.public()
const browser = () => browserOf(app, world.association.slug)
const password = 'Right_word_1'

let count = 0
const freshMobile = () => `1390000${String(++count).padStart(4, '0')}`
const freshCreditCode = () => {
  const body = `91110000${String(++count).padStart(9, '0')}`
  return body + creditCodeCheckDigit(body)
}

async function ask(mobile: string, purpose: CodePurpose): Promise<string> {
  const response = await browser().send('POST', '/codes', { body: { mobile, purpose, challenge: await readPicture(ctx()) } })
  expect(response.json()).toEqual({ waitSeconds: 60, minutes: 5 })
  return (await codeOnItsWay(world.url, mobile)) ?? '000000'
}

interface Form {
  mobile?: string
  creditCode?: string
  unitName?: string
  name?: string
  password?: string
  code?: string
}

async function register(form: Form = {}) {
  const mobile = form.mobile ?? freshMobile()
  const code = form.code ?? (await ask(mobile, 'register'))
  const body = { unitName: '示例建设集团有限公司', creditCode: freshCreditCode(), name: '张示例', password, ...form, mobile, code }
  const who = browser()
  return { who, mobile, body, response: await who.send('POST', '/register', { body }) }
}

/** A member from before the system, with these contacts. */
async function oldMember(name: string, mobiles: string[], creditCode = freshCreditCode()): Promise<string> {
  const id = newId()
  const association_id = world.association.id
  await inTx(world.contexts.system(), async (tx) => {
    const now = world.clock.now()
    await tx
      .insertInto('members')
      .values({ association_id, id, kind: 'unit', name, credit_code: creditCode, number: `T${++count}`, admitted_at: now })
      .execute()
    const rows = mobiles.map((mobile, at) => ({
      association_id,
      id: newId(),
      member_id: id,
      position: at + 1,
      name: `李示例${at === 0 ? '' : at}`,
      mobile,
    }))
    await tx.insertInto('contacts').values(rows).execute()
  })
  return id
}

describe('CACEM-02 注册', () => {
  test('CACEM-02 makes an account and an applicant, signed in at once', async () => {
    const { who, response } = await register()
    expect([response.statusCode, response.json()]).toEqual([200, { home: 'portal' }])
    const session = (await who.send('GET', '/session')).json()
    expect(session).toMatchObject({ account: { name: '张示例' }, members: [{ name: '示例建设集团有限公司', standing: null }], staff: null })
  })

  test('CACEM-02 every wrong field is told at once, before a code is used up', async () => {
    const mobile = freshMobile()
    const code = await ask(mobile, 'register')
    const wrong = await register({ mobile, code, unitName: '示例', creditCode: '911100000000000011', name: '1' })
    expect(wrong.response.json().problems.map((problem: { path: string }) => problem.path)).toEqual(['unitName', 'creditCode', 'name'])
    expect((await register({ mobile, code })).response.statusCode).toBe(200)
  })

  test('CACEM-02 a name pasted with invisible marks loses them', async () => {
    const { who, response } = await register({ unitName: '\u202e示例\u200b东风建设(集团)有限公司' })
    expect(response.statusCode).toBe(200)
    const session = await who.send('GET', '/session')
    expect(session.json().members[0].name).toBe('示例东风建设（集团）有限公司')
  })

  test('CACEM-02 a credit code pasted with blanks and small letters is understood', async () => {
    const creditCode = freshCreditCode()
    const { who, response } = await register({ creditCode: ` ${creditCode.slice(0, 6).toLowerCase()} ${creditCode.slice(6)} ` })
    expect(response.statusCode).toBe(200)
    const { members } = (await who.send('GET', '/session')).json()
    const stored = await inTx(ctx(), (tx) =>
      tx.selectFrom('members').select('credit_code').where('id', '=', members[0].id).executeTakeFirst(),
    )
    expect(stored).toEqual({ credit_code: creditCode })
  })

  test('CACEM-02 a mobile that is registered is told so only after its code', async () => {
    const { mobile } = await register()
    const guess = await register({ mobile, code: '123456' })
    expect(guess.response.json()).toMatchObject({ code: 'code-wrong' })
    world.clock.set(new Date(world.clock.now().getTime() + 61_000))
    const again = await register({ mobile })
    expect(again.response.json()).toMatchObject({ code: 'already-done', detail: { reason: 'mobile-registered' } })
  })

  test('CACEM-02 a unit that is a member already is led to 首次登录, and no contact is told', async () => {
    const creditCode = freshCreditCode()
    await oldMember('示例老会员有限公司', ['13900009999'], creditCode)
    const { response } = await register({ creditCode })
    expect(response.json()).toMatchObject({ code: 'duplicate-member', message: expect.stringContaining('首次登录') })
    expect(response.body).not.toMatch(/1390000|李示例/)
  })

  test('CACEM-02 pressed twice, one account is made', async () => {
    const mobile = freshMobile()
    const code = await ask(mobile, 'register')
    const both = await Promise.all([register({ mobile, code }), register({ mobile, code })])
    expect(both.map(({ response }) => response.statusCode).sort()).toEqual([200, 400])
  })
})

describe('CACEM-19 首次登录', () => {
  test('CACEM-19 the contact proves the mobile, sets a password and acts for every member that names it', async () => {
    const mobile = freshMobile()
    await oldMember('示例一建有限公司', [mobile])
    await oldMember('示例二建有限公司', [freshMobile(), mobile])
    const who = browser()
    const response = await who.send('POST', '/first-login', { body: { mobile, code: await ask(mobile, 'first-login'), password } })
    expect(response.statusCode).toBe(200)
    const session = (await who.send('GET', '/session')).json()
    expect(session.members.map((member: { name: string }) => member.name).sort()).toEqual(['示例一建有限公司', '示例二建有限公司'])
    const [, second] = session.members
    expect((await who.send('POST', '/session/member', { body: { id: second.id } })).statusCode).toBe(200)
    expect((await who.send('GET', '/session')).json().members[0]).toEqual(second)
    const other = await oldMember('示例别家有限公司', [freshMobile()])
    expect((await who.send('POST', '/session/member', { body: { id: other } })).statusCode).toBe(404)
    const login = await browser().send('POST', '/session', { body: { identifier: mobile, password, challenge: await readPicture(ctx()) } })
    expect(login.json()).toEqual({ home: 'portal' })
  })

  test('CACEM-19 who has a password already is led to the login', async () => {
    const mobile = freshMobile()
    await oldMember('示例三建有限公司', [mobile])
    const first = async () => browser().send('POST', '/first-login', { body: { mobile, code: await ask(mobile, 'first-login'), password } })
    await first()
    world.clock.set(new Date(world.clock.now().getTime() + 61_000))
    expect((await first()).json()).toMatchObject({ code: 'already-done', detail: { reason: 'mobile-registered' } })
  })

  test('CACEM-19 a contact with a password who became the contact of one more unit acts for both then', async () => {
    const mobile = freshMobile()
    const first = async () => {
      world.clock.set(new Date(world.clock.now().getTime() + 61_000))
      const who = browser()
      return {
        who,
        response: await who.send('POST', '/first-login', { body: { mobile, code: await ask(mobile, 'first-login'), password } }),
      }
    }
    await oldMember('示例四建有限公司', [mobile])
    await first()
    await oldMember('示例五建有限公司', [mobile])
    const { who, response } = await first()
    expect(response.statusCode).toBe(200)
    expect((await who.send('GET', '/session')).json().members).toHaveLength(2)
    expect((await first()).response.json()).toMatchObject({ code: 'already-done' })
  })

  test('CACEM-19 a number of nobody gets the same answer and nothing else', async () => {
    const mobile = freshMobile()
    await ask(mobile, 'first-login')
    expect(await codeOnItsWay(world.url, mobile)).toBeUndefined()
    const response = await browser().send('POST', '/first-login', { body: { mobile, code: '000000', password } })
    expect(response.json()).toMatchObject({ code: 'code-wrong' })
  })

  test('CACEM-19 a contact of an applicant, not yet a member, gets none', async () => {
    const applicant = await register()
    const session = (await applicant.who.send('GET', '/session')).json()
    const mobile = freshMobile()
    await inTx(world.contexts.system(), (tx) =>
      tx
        .insertInto('contacts')
        .values({
          association_id: world.association.id,
          id: newId(),
          member_id: session.members[0].id,
          position: 1,
          name: '王示例',
          mobile,
        })
        .execute(),
    )
    await ask(mobile, 'first-login')
    expect(await codeOnItsWay(world.url, mobile)).toBeUndefined()
  })
})
